import { execFile, fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";
import Stripe from "stripe";
import { expect } from "vitest";
import { startSimulator } from "../../stripe-simulator";
import type { Line, LineEnded } from "../support/command-lines";

const root = path.resolve(import.meta.dirname, "../..");

export const catalogFile = path.join(root, "prisma/seed/catalog.yaml");
/** Who the journal says acted on the command line. */
export const actor = `cli:${os.userInfo().username}`;

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line beside a simulator, with nobody at the terminal. */
export interface CommandLine {
  /** A folder of its own, gone at the end. */
  readonly folder: string;
  /** Stripe's side, as its owner sees it. */
  readonly stripe: Stripe;
  /** Runs a line: in a process of its own where it has settings of its own, else in one that runs them one after the other. */
  weir(args: readonly string[], settings?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The JSON that a verb prints; the test fails when the verb does. */
  json<T = Record<string, unknown>>(...args: string[]): Promise<T>;
  close(): Promise<void>;
}

/** Builds the bundle, as `npm run weir` runs it, and applies the demonstration's catalog to the test file's own database. */
export async function openCommandLine(): Promise<CommandLine> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "weir-cli-"));
  // Below node_modules, so that its packages are found.
  const bundles = path.join(root, `node_modules/.cache/weir-cli-test-${process.pid}`);
  await esbuild.build({
    entryPoints: { cli: path.join(root, "cli/main.ts"), lines: path.join(root, "tests/support/command-lines.ts") },
    outdir: bundles,
    outExtension: { ".js": ".mjs" },
    ...{ bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "warning" },
    alias: { "@": root },
  });
  const simulator = await startSimulator();
  const env = { ...process.env, WEIR_HOME: folder, STRIPE_SIMULATOR_URL: simulator.url, NODE_OPTIONS: "" };
  const lines = runLinesIn(path.join(bundles, "lines.mjs"), env);
  const alone = (args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> =>
    new Promise((resolve) => {
      const file = path.join(bundles, "cli.mjs");
      const options = { env: { ...env, ...settings }, cwd: root };
      const child = execFile(process.execPath, [file, ...args], options, (error, out, err) =>
        resolve({ code: typeof error?.code === "number" ? error.code : error ? 99 : 0, out, err }),
      );
      child.stdin?.end();
    });
  const weir: CommandLine["weir"] = (args, settings) => (settings ? alone(args, settings) : lines.run(args));
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, out, err } = await weir([...args, "--json"]);
    expect({ code, err }, args.join(" ")).toEqual({ code: 0, err: "" });
    return JSON.parse(out) as T;
  };
  await json("catalog", "apply", catalogFile);
  return {
    folder,
    stripe: new Stripe("sk_test_weir_simulator", { host: "127.0.0.1", port: simulator.port, protocol: "http" }),
    weir,
    json,
    async close() {
      lines.close();
      await simulator.close();
      fs.rmSync(folder, { recursive: true, force: true });
      fs.rmSync(bundles, { recursive: true, force: true });
    },
  };
}

/** Starts the process that runs line after line. A line in it when it dies fails, and so do all that follow. */
function runLinesIn(
  file: string,
  env: NodeJS.ProcessEnv,
): { run(args: readonly string[]): Promise<Ended>; close(): void } {
  const child = fork(file, [], { env, cwd: root, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const waiting = new Map<number, { resolve: (ended: Ended) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on("message", ({ number, ...ended }: LineEnded) => {
    waiting.get(number)?.resolve(ended);
    waiting.delete(number);
  });
  child.once("exit", (code) => {
    for (const { reject } of waiting.values())
      reject(new Error(`the command line's process ended with ${code ?? "a signal"}`));
  });
  return {
    run: (args) =>
      new Promise((resolve, reject) => {
        const line: Line = { number: ++asked, args };
        waiting.set(line.number, { resolve, reject });
        child.send(line, (error) => error && reject(error));
      }),
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}
