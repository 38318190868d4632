import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";
import { expect } from "vitest";
import { startSimulator } from "../../stripe-simulator";

const root = path.resolve(import.meta.dirname, "../..");

export const catalogFile = path.join(root, "prisma/seed/catalog.yaml");
/** Who the journal says acted on the command line. */
export const actor = `cli:${os.userInfo().username}`;

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line as its own process beside a simulator, with nobody at the terminal. */
export interface CommandLine {
  /** A folder of its own, gone at the end. */
  readonly folder: string;
  weir(args: readonly string[], settings?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The JSON that a verb prints; the test fails when the verb does. */
  json<T = Record<string, unknown>>(...args: string[]): Promise<T>;
  close(): Promise<void>;
}

/** Builds the bundle, as `npm run weir` runs it, and applies the demonstration's catalog to the test file's own database. */
export async function openCommandLine(): Promise<CommandLine> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "weir-cli-"));
  // Below node_modules, so that its packages are found.
  const bundle = path.join(root, `node_modules/.cache/weir-cli-test-${process.pid}/cli.mjs`);
  await esbuild.build({
    entryPoints: [path.join(root, "cli/main.ts")],
    outfile: bundle,
    ...{ bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "warning" },
    alias: { "@": root },
  });
  const simulator = await startSimulator();
  const weir: CommandLine["weir"] = (args, settings = {}) => {
    const env = {
      ...process.env,
      WEIR_HOME: folder,
      STRIPE_SIMULATOR_URL: simulator.url,
      NODE_OPTIONS: "",
      ...settings,
    };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [bundle, ...args], { env, cwd: root }, (error, out, err) =>
        resolve({ code: typeof error?.code === "number" ? error.code : error ? 99 : 0, out, err }),
      );
      child.stdin?.end();
    });
  };
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, out, err } = await weir([...args, "--json"]);
    expect({ code, err }, args.join(" ")).toEqual({ code: 0, err: "" });
    return JSON.parse(out) as T;
  };
  await json("catalog", "apply", catalogFile);
  return {
    folder,
    weir,
    json,
    async close() {
      await simulator.close();
      fs.rmSync(folder, { recursive: true, force: true });
      fs.rmSync(path.dirname(bundle), { recursive: true, force: true });
    },
  };
}
