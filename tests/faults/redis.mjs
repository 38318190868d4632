// The real Redis that a fault round breaks.
import fs from "node:fs";
import path from "node:path";
import { Redis } from "ioredis";
import { freePort, waitForPort } from "../../scripts/embedded/ports.mjs";
import { endProcess, recordOf, spawnDetached } from "../../scripts/embedded/processes.mjs";
import { pause } from "./processes.mjs";

const START_TIMEOUT_MS = 20_000;

/** A real Redis that can be killed, frozen, and brought back with an older memory. */
export class RealRedis {
  #engine;
  #folder;
  #register;
  #name;
  #child = null;
  #record = null;
  port = 0;

  /** `name` is that of its place in the register of processes. */
  constructor(engine, folder, register, name = "redis") {
    fs.mkdirSync(folder, { recursive: true });
    this.#engine = engine;
    this.#folder = folder;
    this.#register = register;
    this.#name = name;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start() {
    this.port ||= await freePort();
    const settings = [
      "--port",
      this.port,
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
      "--repl-diskless-sync-delay",
      "0",
      "--maxmemory-policy",
      "noeviction",
      "--dir",
      this.#folder,
      "--dbfilename",
      "dump.rdb",
    ];
    this.#child = spawnDetached(this.#engine, settings.map(String), {
      logFile: path.join(this.#folder, "redis.log"),
      env: process.env,
    });
    this.#record = recordOf(this.#child);
    this.#register.add(this.#name, this.#record);
    let ended = false;
    void this.#child.exited.then(() => (ended = true));
    if (!(await waitForPort(this.port, START_TIMEOUT_MS, () => ended))) throw new Error("Redis did not start.");
  }

  async #ask(...command) {
    const client = new Redis(this.url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on("error", () => {});
    await client.connect();
    try {
      return await client.call(...command);
    } finally {
      client.disconnect();
    }
  }

  flush() {
    return this.#ask("FLUSHALL");
  }

  /** Keeps what Redis knows now in a file. */
  remember() {
    return this.#ask("SAVE");
  }

  async kill() {
    await endProcess(this.#record, { signal: "SIGKILL" });
  }

  /** Killed and started again: with nothing, or with what it remembered last. */
  async restart({ withMemory = false } = {}) {
    await this.kill();
    if (!withMemory) fs.rmSync(path.join(this.#folder, "dump.rdb"), { force: true });
    await this.start();
  }

  freeze() {
    process.kill(this.#record.pid, "SIGSTOP");
  }

  thaw() {
    process.kill(this.#record.pid, "SIGCONT");
  }

  /** Becomes a copy of the server at that port. Resolves when it has caught up with what that one knew at the time. */
  async follow(port) {
    await this.#ask("REPLICAOF", "127.0.0.1", String(port));
    for (let i = 0; i < 1_000; i++) {
      const text = String(await this.#ask("INFO", "replication"));
      if (text.includes("master_link_status:up")) return;
      await pause(10);
    }
    throw new Error("the replica never caught up");
  }

  /** Ends being a copy: from now on it takes writes, with what it knows. */
  async promote() {
    await this.#ask("REPLICAOF", "NO", "ONE");
  }

  /** Resolves when the copies of this server have received everything that it knows now. */
  async untilCopied() {
    for (let i = 0; i < 100; i++) if (Number(await this.#ask("WAIT", "1", "100")) === 1) return;
    throw new Error("the replica does not acknowledge");
  }
}
