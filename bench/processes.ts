import { fork, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleOf, PROFILES, PROJECT, type Program } from "./bundles";
import type { Answer, Question } from "./programs/answering";

const READY_WITHIN_MS = 30_000;
const END_WITHIN_MS = 8_000;
const NEXT_SERVER = path.join(PROJECT, ".next", "standalone", "server.js");

/** The flags of `npm run start:gateway`. */
const SHIPPED_WITH: Partial<Record<Program, readonly string[]>> = { gateway: ["--max-semi-space-size=64"] };

type Settings = Readonly<Record<string, string>>;

export interface Server {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A process that answers one question at a time. */
export interface Worker<Job, Result> {
  readonly pid: number;
  /** Rejects with what the process reports, or when it has ended. */
  ask(job: Job): Promise<Result>;
  stop(): Promise<void>;
}

/** Starts a bundled server with `portSetting` naming its port, and waits until /healthz answers. */
export const startServer = (program: Program, portSetting: string, profiled: Program | null): Promise<Server> =>
  startOn([...flagsOf(program, profiled), ...(SHIPPED_WITH[program] ?? []), bundleOf(program)], portSetting, {});

/** The web as `npm run build` made it; null when there is no build. */
export async function startNext(): Promise<Server | null> {
  return existsSync(NEXT_SERVER) ? startOn([NEXT_SERVER], "PORT", { HOSTNAME: "127.0.0.1" }) : null;
}

/** A profiled process writes where its time went when it ends. */
const flagsOf = (program: Program, profiled: Program | null): string[] =>
  program === profiled ? ["--cpu-prof", `--cpu-prof-dir=${PROFILES}`] : [];

async function startOn(args: readonly string[], portSetting: string, settings: Settings): Promise<Server> {
  const port = await freePort();
  const production = { NODE_ENV: "production", WEIR_ALLOW_LOCAL_IDENTITY: "1", LOG_LEVEL: "warn" } as const;
  const env: NodeJS.ProcessEnv = { ...process.env, ...production, ...settings, [portSetting]: String(port) };
  const child = spawn(process.execPath, args, { cwd: PROJECT, env, stdio: ["ignore", "ignore", "inherit"] });
  try {
    await healthy(child, port, path.basename(args.at(-1) ?? ""));
  } catch (error) {
    await end(child);
    throw error;
  }
  return { port, pid: child.pid ?? 0, stop: () => end(child) };
}

export async function healthy(child: ChildProcess, port: number, name: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`${name} did not answer at /healthz (exit code ${child.exitCode ?? "none"}).`);
}

export async function startWorker<Job, Result>(
  program: Program,
  profiled: Program | null,
): Promise<Worker<Job, Result>> {
  const child = fork(bundleOf(program), [], {
    cwd: PROJECT,
    execArgv: flagsOf(program, profiled),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
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
    pid: child.pid ?? 0,
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

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
  await exited;
  clearTimeout(forced);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === "object"
          ? resolve(address.port)
          : reject(new Error("No port was given.")),
      );
    });
  });
}
