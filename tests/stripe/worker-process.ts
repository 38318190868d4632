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
  /** Another one of the same bundle, with settings of its own. It ends with this one. */
  beside(settings: Settings): WorkerProcess;
  /** Starts it unless it lives; resolves when it works. Throws with what it said when it ends before that. */
  start(): Promise<void>;
  /** kill -9: nothing of it is finished, nothing given back. */
  strike(): void;
  /** Asks it to end; resolves when it has finished what it had in hand. */
  stop(): Promise<void>;
  /** Resolves when it is gone. */
  gone(): Promise<void>;
  close(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

/** Bundles the worker once. Its settings are those of the test's own process, and these. */
export async function workerProcess(settings: Settings): Promise<WorkerProcess> {
  // Below node_modules, so that its packages are found.
  const bundle = path.join(root, `node_modules/.cache/weir-worker-test-${process.pid}/worker.mjs`);
  await esbuild.build({
    entryPoints: [path.join(root, "workers/main.ts")],
    outfile: bundle,
    ...{ bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "warning" },
    ...{ alias: { "@": root }, jsx: "automatic", loader: { ".lua": "text" } },
  });
  const all: Spawned[] = [];
  const spawned = (its: Settings): Spawned => {
    const one = processOf(bundle, its);
    all.push(one);
    return one;
  };
  const close = async (): Promise<void> => {
    for (const one of all) {
      one.strike();
      await one.gone();
    }
    await rm(path.dirname(bundle), { recursive: true, force: true });
  };
  const whole = (one: Spawned): WorkerProcess => ({
    ...one,
    get alive() {
      return one.lives();
    },
    beside: (its) => whole(spawned(its)),
    close,
  });
  return whole(spawned(settings));
}

type Spawned = Pick<WorkerProcess, "start" | "strike" | "stop" | "gone"> & { lives(): boolean };

function processOf(bundle: string, settings: Settings): Spawned {
  let child: ChildProcess | null = null;
  const lives = (): boolean => child !== null && child.exitCode === null && child.signalCode === null;
  const gone = async (): Promise<void> => {
    if (child && lives()) await once(child, "exit");
  };
  const strike = (): void => void child?.kill("SIGKILL");
  return {
    lives,
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
    async stop() {
      child?.kill("SIGTERM");
      await gone();
    },
    gone,
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
