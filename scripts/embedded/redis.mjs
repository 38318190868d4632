// Redis for a machine that has configured none: a real server from the PATH, else the one written in JavaScript.
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { PlainError } from "../progress.mjs";
import { freePort, waitForPort } from "./ports.mjs";
import { endProcess, recordOf, spawnDetached } from "./processes.mjs";

const REAL_SERVERS = ["valkey-server", "redis-server"];
const START_TIMEOUT_MS = 20_000;

/** Name of the first real server on the PATH, or undefined. WEIR_REDIS=js pretends that there is none. */
export function realRedisOnPath() {
  if (process.env.WEIR_REDIS === "js") return undefined;
  return REAL_SERVERS.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
}

/** No file is ever written: Redis holds only what Postgres can rebuild. Nothing is evicted: a missing counter must mean a loss, not a full memory. */
const realArguments = (port) =>
  ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"].map(
    String,
  );

/**
 * Starts a Redis on 127.0.0.1. With `requireReal` (or WEIR_REQUIRE_REDIS=1) the absence of a real server is an error.
 * Resolves with `{ url, port, engine, record, exited, stop() }`, engine being "valkey-server", "redis-server" or "js-redis-server".
 *
 * @param {{ port?: number, logFile?: string, requireReal?: boolean }} [options]
 */
export async function startRedis({
  port: wantedPort,
  logFile,
  requireReal = process.env.WEIR_REQUIRE_REDIS === "1",
} = {}) {
  const real = realRedisOnPath();
  if (!real && requireReal) {
    throw new PlainError(
      "WEIR_REQUIRE_REDIS=1, but neither valkey-server nor redis-server is on the PATH. Install one of them.",
    );
  }
  const port = wantedPort ?? (await freePort());
  const child = real
    ? spawnDetached(real, realArguments(port), { logFile, cwd: os.tmpdir(), env: process.env })
    : spawnDetached(process.execPath, [path.join(import.meta.dirname, "redis-in-js.mjs"), String(port)], {
        logFile,
        env: process.env,
      });
  let ended = false;
  void child.exited.then(() => (ended = true));
  if (!(await waitForPort(port, START_TIMEOUT_MS, () => ended)) || ended) {
    throw new Error(`${real ?? "js-redis-server"} did not start on port ${port}; see ${logFile ?? "its output"}.`);
  }
  child.unref();
  const record = recordOf(child);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    engine: real ?? "js-redis-server",
    record,
    exited: child.exited,
    stop: () => endProcess(record),
  };
}
