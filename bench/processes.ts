import { fork, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleOf, PROJECT, type Program } from "./bundles";
import type { Answer, Question } from "./programs/answering";

const READY_WITHIN_MS = 30_000;
const END_WITHIN_MS = 8_000;
const NEXT_SERVER = path.join(PROJECT, ".next", "standalone", "server.js");

type Settings = Readonly<Record<string, string>>;

export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** A process that answers one question at a time. */
export interface Worker<Job, Result> {
  /** Rejects with what the process reports, or when it has ended. */
  ask(job: Job): Promise<Result>;
  stop(): Promise<void>;
}

/** Starts a bundled server with `portSetting` naming its port, and waits until /healthz answers. */
export async function startServer(program: Program, portSetting: string, settings: Settings = {}): Promise<Server> {
  return startOn(bundleOf(program), portSetting, { ...profileFlags(program), ...settings });
}

/** The web as `npm run build` made it; null when there is no build. */
export async function startNext(settings: Settings = {}): Promise<Server | null> {
  if (!existsSync(NEXT_SERVER)) return null;
  return startOn(NEXT_SERVER, "PORT", { HOSTNAME: "127.0.0.1", ...settings });
}

/** `BENCH_PROFILE=gateway` writes a CPU profile of that process to the folder BENCH_PROFILE_DIR when it ends. */
function profileFlags(program: Program): Settings {
  const { BENCH_PROFILE, BENCH_PROFILE_DIR, NODE_OPTIONS } = process.env;
  if (BENCH_PROFILE !== program) return {};
  return { NODE_OPTIONS: `${NODE_OPTIONS ?? ""} --cpu-prof --cpu-prof-dir=${BENCH_PROFILE_DIR ?? "dist/bench/profiles"}`.trim() };
}

async function startOn(file: string, portSetting: string, settings: Settings): Promise<Server> {
  const port = await freePort();
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", WEIR_ALLOW_LOCAL_IDENTITY: "1", LOG_LEVEL: "warn", ...settings, [portSetting]: String(port) };
  const child = spawn(process.execPath, [file], { cwd: PROJECT, env, stdio: ["ignore", "ignore", "inherit"] });
  try {
    await healthy(child, port, path.basename(file));
  } catch (error) {
    await end(child);
    throw error;
  }
  return { port, stop: () => end(child) };
}

async function healthy(child: ChildProcess, port: number, name: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`${name} did not answer at /healthz (exit code ${child.exitCode ?? "none"}).`);
}

export async function startWorker<Job, Result>(program: Program): Promise<Worker<Job, Result>> {
  const child = fork(bundleOf(program), [], { cwd: PROJECT, env: { ...process.env, ...profileFlags(program) }, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const ready = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code ?? "a signal"}.`)));
    child.on("message", (message: "ready" | Answer<Result>) => {
      if (message === "ready") return resolve();
      const call = waiting.get(message.number);
      waiting.delete(message.number);
      if ("error" in message) call?.reject(new Error(message.error));
      else call?.resolve(message.result);
    });
  });
  child.once("exit", (code) => {
    for (const call of waiting.values()) call.reject(new Error(`${program} ended with ${code ?? "a signal"}.`));
  });
  await ready;
  return {
    ask: (job) =>
      new Promise<Result>((resolve, reject) => {
        const question: Question<Job> = { number: ++asked, job };
        waiting.set(question.number, { resolve, reject });
        child.send(question);
      }),
    stop: async () => {
      if (child.connected) child.disconnect();
      await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
  await exited;
  clearTimeout(forced);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("No port was given."))));
    });
  });
}
