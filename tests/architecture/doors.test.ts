import { describe, expect, it } from "vitest";
import { ACTIONS, PAGES, type LetsIn } from "../support/web-doors";
import { functions, reaches, type KnownFunction } from "./call-graph";
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

const HANDLER = /^export const (GET|POST|PUT|PATCH|DELETE) = /gm;
/** Where a command says what it does; the group is there when it goes through the one way in. */
const VERB = /\.action\(\s*(inSession(?:<[^()]*>)?\(\s*"[a-z]+:[a-z]+",)?/g;
const PAGE = /^export default (?:async )?function (\w+)/m;

/** The functions that stand at the doors and put the question. Every door goes through one of them. */
const GUARDS: ReadonlySet<string> = new Set([
  "app/portal-session.ts#requirePortal",
  "app/portal-session.ts#requirePortalAction",
  "app/portal-session.ts#requireStaff",
  "app/portal-session.ts#requireStaffAction",
  "cli/enter.ts#enter",
  "lib/http/caller.ts#identify",
  "lib/http/caller.ts#mayInstallation",
  "lib/http/caller.ts#organizationOf",
  "lib/http/caller.ts#staffAs",
]);
const CAN = "lib/access/can.ts#can";
const isGuard = ({ file, name }: KnownFunction): boolean => GUARDS.has(`${file}#${name}`);
/** Doors at which being somebody is enough, or nothing is asked: there is no permission to ask for. */
const asksNothing = (letsIn: LetsIn): boolean => letsIn === "everybody" || letsIn === "people";

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

  it("the guards ask `can`, each by itself", () => {
    expect([...GUARDS].filter((guard) => !functions.get(guard)?.mentions.has(CAN))).toEqual([]);
  });

  it("every page and every action that lets in some and not others comes to a guard", () => {
    const pages = Object.entries(PAGES).flatMap(([page, letsIn]) => {
      const file = `app${page === "/" ? "" : page}/page.tsx`;
      return asksNothing(letsIn) ? [] : [`${file}#${PAGE.exec(read(file))?.[1] ?? "default"}`];
    });
    const actions = Object.entries(ACTIONS).flatMap(([action, { letsIn }]) =>
      asksNothing(letsIn) ? [] : [`app/${action.replace(" ", "#")}`],
    );
    expect([...pages, ...actions].filter((door) => !reaches(door, isGuard))).toEqual([]);
  });

  it("every route that is not public comes to a guard", () => {
    const open = filesIn("app", /^route\.tsx?$/)
      .filter((file) => !PUBLIC_ROUTES.has(file) && !REEXPORTED_HANDLER.test(read(file)))
      .flatMap((file) => [...read(file).matchAll(HANDLER)].map(([, method]) => `${file}#${method}`))
      .filter((door) => !reaches(door, isGuard));
    expect(open).toEqual([]);
  });

  it("every command names the permission that it needs, and comes to a guard", () => {
    const verbs = filesIn("cli/commands", /\.ts$/).flatMap((file) =>
      [...read(file).matchAll(VERB)].flatMap(([, wrapped]) => (wrapped === undefined ? [file] : [])),
    );
    // It looks at what may be broken, so it opens the world in its own way.
    expect(verbs).toEqual(["cli/commands/doctor.ts"]);
    expect(reaches("cli/commands/doctor.ts#addDoctor", isGuard)).toBe(true);
    expect(reaches("cli/session.ts#inSession", isGuard)).toBe(true);
  });

  it("nobody else reads the table of permissions", () => {
    const readers = projectFiles.filter(
      (file) =>
        /^(app|cli|components|gateway|lib|workers)\//.test(file) &&
        !file.startsWith("lib/access/") &&
        isCode(file) &&
        /\b(?:PERMISSIONS|ACTOR_ROLES|hasScope)\b/.test(read(file)),
    );
    expect(readers).toEqual([]);
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
