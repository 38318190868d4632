import { describe, expect, it } from "vitest";
import { ACTIONS, PAGES } from "../support/web-doors";
import { filesIn, projectFiles, read } from "./project-files";

/**
 * Routes that answer without asking who calls. Each is here for a reason; every other route goes through a door of
 * lib/http, which authenticates before the handler runs.
 */
const PUBLIC_ROUTES = new Map([
  ["app/healthz/route.ts", "the process lives"],
  ["app/readyz/route.ts", "the process and what it needs"],
  ["app/health/route.ts", "both, for monitors"],
  ["app/metrics/route.ts", "guarded by its own bearer token"],
  ["app/v1/openapi.json/route.ts", "the description of the API"],
  ["app/v1/docs/route.ts", "the reference page"],
  ["app/v1/[...unknown]/route.ts", "says only that there is no such path"],
  ["app/.well-known/jwks.json/route.ts", "public keys"],
  ["app/api/webhooks/stripe/route.ts", "the signature over the raw bytes is the credential"],
  ["app/api/webhooks/stripe/thin/route.ts", "the signature over the raw bytes is the credential"],
  ["app/api/webhooks/clerk/route.ts", "the signature over the raw bytes is the credential"],
]);

/** Pages that everybody may see. Everything else is a tenant's or the operator's. */
const PUBLIC_PAGES = [
  /^app\/\(marketing\)\//,
  /^app\/\(auth\)\//,
  /^app\/dev\//,
  /^app\/page\.tsx$/,
  /^app\/v1\/docs\//,
];

const FROM_LIB_HTTP = /from\s+["']@\/lib\/http(?:\/[\w-]+)?["']/;
const THROUGH_A_DOOR = /\broute\s*(?:<[^>]*>)?\s*\(/;
const REEXPORTED_HANDLER = /^export\s*\{[^}]*\}\s*from\s*["'][^"']*\/route["'];?\s*$/m;
const GUARD = /\b(?:require|authorize|authorise|guard)[A-Z]\w*\s*\(/;
const SERVER_ACTIONS = /^\s*["']use server["']/m;
const THROUGH_AN_ACTION = /\baction\s*(?:<[^>]*>)?\s*\(/;

const EXPORTED = /^export async function (\w+)/gm;
/** Exports whose name the test above would not see. */
const UNNAMED = /^export (?:default|const|let|var|\{|\*|function)/m;

const isCode = (file: string): boolean => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file);

describe("every way in is guarded where it ends, not before", () => {
  it("a route answers through a door of lib/http, or is named as public", () => {
    const open = filesIn("app", /^route\.tsx?$/).filter((file) => {
      if (PUBLIC_ROUTES.has(file)) return false;
      const text = read(file);
      return !(FROM_LIB_HTTP.test(text) && THROUGH_A_DOOR.test(text)) && !REEXPORTED_HANDLER.test(text);
    });
    expect(open).toEqual([]);
  });

  it("a page of a tenant or of the operator checks its caller itself", () => {
    const open = filesIn("app", /^page\.tsx$/).filter(
      (file) => !PUBLIC_PAGES.some((page) => page.test(file)) && !GUARD.test(read(file)),
    );
    expect(open).toEqual([]);
  });

  it("a server action checks its caller itself", () => {
    const open = projectFiles
      .filter((file) => file.startsWith("app/") && isCode(file))
      .filter((file) => {
        const text = read(file);
        return SERVER_ACTIONS.test(text) && !THROUGH_AN_ACTION.test(text) && !GUARD.test(text);
      });
    expect(open).toEqual([]);
  });

  it("says in tests/support/web-doors.ts whom every page and every action lets in", () => {
    const pages = filesIn("app", /^page\.tsx$/).map((file) => file.slice("app".length, -"/page.tsx".length) || "/");
    expect(Object.keys(PAGES).toSorted()).toEqual(pages.toSorted());
    const actions = projectFiles
      .filter((file) => file.startsWith("app/") && isCode(file) && SERVER_ACTIONS.test(read(file)))
      .flatMap((file) => [...read(file).matchAll(EXPORTED)].map(([, name]) => `${file.slice("app/".length)} ${name}`));
    expect(Object.keys(ACTIONS).toSorted()).toEqual(actions.toSorted());
  });

  it("has actions in files of their own, where each of them is exported by name", () => {
    const inside = projectFiles
      .filter((file) => /^(app|components)\//.test(file) && isCode(file))
      .filter(
        (file) =>
          /^\s+["']use server["']/m.test(read(file)) || (SERVER_ACTIONS.test(read(file)) && UNNAMED.test(read(file))),
      );
    expect(inside).toEqual([]);
  });

  it("nothing runs at the edge, where there is no database to ask", () => {
    const edge = projectFiles.filter(
      (file) =>
        /^(app\/|middleware\.ts$)/.test(file) &&
        isCode(file) &&
        /runtime\s*[:=]\s*["'](?:experimental-)?edge["']/.test(read(file)),
    );
    expect(edge).toEqual([]);
  });
});
