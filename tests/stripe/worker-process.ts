import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import path from "node:path";
import * as esbuild from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");
const STARTS_WITHIN_MS = 30_000;
const AT_WORK = "the worker is at work";

/** The worker as it is shipped, in a process of its own that may be killed at any moment. */
export interface WorkerProcess {
  readonly alive: boolean;
  /** Starts it unless it lives; resolves when it works. Throws with what it said when it ends before that. */
  start(): Promise<void>;
  /** kill -9: nothing of it is finished, nothing given back. */
  strike(): void;
  /** Resolves when it is gone. */
  gone(): Promise<void>;
  close(): Promise<void>;
}

/** Bundles the worker once. Its settings are those of the test's own process, and these. */
export async function workerProcess(settings: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  // Below node_modules, so that its packages are found.
  const bundle = path.join(root, `node_modules/.cache/weir-worker-test-${process.pid}/worker.mjs`);
  await esbuild.build({
    entryPoints: [path.join(root, "workers/main.ts")],
    outfile: bundle,
    ...{ bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "warning" },
    ...{ alias: { "@": root }, jsx: "automatic", loader: { ".lua": "text" } },
  });
  let child: ChildProcess | null = null;
  const lives = (): boolean => child !== null && child.exitCode === null && child.signalCode === null;
  const gone = async (): Promise<void> => {
    if (child && lives()) await once(child, "exit");
  };
  const strike = (): void => void child?.kill("SIGKILL");
  return {
    get alive() {
      return lives();
    },
    async start() {
      if (lives()) return;
      child = spawn(process.execPath, [bundle], {
        // It says that it works in its log, so the log has to speak.
        env: { ...process.env, NODE_OPTIONS: "", ...settings, LOG_LEVEL: "info" },
        cwd: root,
        stdio: ["ignore", "pipe", "pipe"],
      });
      await works(child);
    },
    strike,
    gone,
    async close() {
      strike();
      await gone();
      await rm(path.dirname(bundle), { recursive: true, force: true });
    },
  };
}

function works(child: ChildProcess): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the worker did not start in time: ${said}`)), STARTS_WITHIN_MS);
    const settled = (): void => clearTimeout(late);
    const hears = (text: Buffer): void => {
      said = (said + text.toString()).slice(-4_000);
      if (!said.includes(AT_WORK)) return;
      settled();
      resolve();
    };
    child.stdout?.on("data", hears);
    child.stderr?.on("data", hears);
    child.once("exit", () => {
      settled();
      reject(new Error(`the worker ended at its start: ${said}`));
    });
  });
}
