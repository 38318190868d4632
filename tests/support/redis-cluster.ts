import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort, waitForPort } from "../../scripts/embedded/ports.mjs";
import { endProcess, recordOf, spawnDetached } from "../../scripts/embedded/processes.mjs";

const SLOTS = 16_384;
const WITHIN_MS = 20_000;

/** Waits until something holds, asking again every few milliseconds; what it is stands in the error otherwise. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await Promise.resolve(holds()).catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${WITHIN_MS} ms`);
    await sleep(20);
  }
}

/** One real Redis process in cluster mode, with a folder of its own. Its name and its slots outlive its memory. */
export class ClusterNode {
  #record: { pid: number; birth: string | null } | null = null;
  id = "";

  private constructor(
    readonly engine: string,
    readonly folder: string,
    readonly port: number,
    readonly busPort: number,
  ) {}

  static async start(engine: string, folder: string): Promise<ClusterNode> {
    fs.mkdirSync(folder);
    const node = new ClusterNode(engine, folder, await freePort(), await freePort());
    await node.run();
    node.id = String(await node.ask("CLUSTER", "MYID"));
    return node;
  }

  async run(): Promise<void> {
    const settings = {
      "--port": this.port,
      "--bind": "127.0.0.1",
      "--cluster-enabled": "yes",
      "--cluster-port": this.busPort,
      "--cluster-config-file": "nodes.conf",
      "--cluster-node-timeout": 2_000,
      // What a slot says depends on its own node alone: the others go on while one is away.
      "--cluster-require-full-coverage": "no",
      "--repl-diskless-sync-delay": 0,
      "--save": "",
      "--appendonly": "no",
      "--maxmemory-policy": "noeviction",
      "--dir": this.folder,
    };
    const child = spawnDetached(this.engine, Object.entries(settings).flat().map(String), {
      logFile: path.join(this.folder, "redis.log"),
      env: process.env,
    });
    let ended = false;
    child.once("exit", () => (ended = true));
    this.#record = recordOf(child);
    if (!(await waitForPort(this.port, WITHIN_MS, () => ended))) throw new Error("a node did not start");
  }

  ask(command: string, ...args: (string | number)[]): Promise<unknown> {
    return this.#connected((client) => client.call(command, ...args));
  }

  /** Reads a replica's own copy: it answers only who says to be content with one. */
  askCopy(command: string, ...args: (string | number)[]): Promise<unknown> {
    return this.#connected(async (client) => {
      await client.readonly();
      return client.call(command, ...args);
    });
  }

  async #connected<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis({
      port: this.port,
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    client.on("error", () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  async kill(): Promise<void> {
    if (this.#record) await endProcess(this.#record, { signal: "SIGKILL" });
    this.#record = null;
  }

  /** Killed and started again, with nothing or with what was saved last. Resolves when it serves. */
  async restart(memory: "empty" | "saved"): Promise<void> {
    await this.kill();
    if (memory === "empty") fs.rmSync(path.join(this.folder, "dump.rdb"), { force: true });
    await this.run();
    // A primary that returns refuses everything for a while, until it has heard what became of its slots.
    await until("the node serves again", async () =>
      String(await this.ask("CLUSTER", "INFO")).includes("cluster_state:ok"),
    );
  }

  freeze(): void {
    if (this.#record) process.kill(this.#record.pid, "SIGSTOP");
  }

  thaw(): void {
    if (this.#record) process.kill(this.#record.pid, "SIGCONT");
  }
}

export interface RunningCluster {
  readonly url: string;
  /** Three primaries that share the slots in equal ranges, in order. */
  readonly primaries: readonly [ClusterNode, ClusterNode, ClusterNode];
  /** Follows the first primary. */
  readonly replica: ClusterNode;
  /** Which primary was given the slot at the start. */
  firstOwner(slot: number): ClusterNode;
  /** Moves a slot with its keys, as an operator does. */
  migrate(slot: number, from: ClusterNode, to: ClusterNode): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a cluster of real servers on free ports. */
export async function startCluster(engine: string): Promise<RunningCluster> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "weir-cluster-"));
  const nodes: ClusterNode[] = [];
  const stop = async (): Promise<void> => {
    for (const node of nodes) node.thaw();
    await Promise.all(nodes.map((node) => node.kill()));
    fs.rmSync(home, { recursive: true, force: true });
  };
  try {
    for (const name of ["a", "b", "c", "replica"]) nodes.push(await ClusterNode.start(engine, path.join(home, name)));
    const [a, b, c, replica] = nodes as [ClusterNode, ClusterNode, ClusterNode, ClusterNode];
    const primaries = [a, b, c] as const;
    const share = Math.ceil(SLOTS / primaries.length);
    const ends = (i: number): [number, number] => [i * share, Math.min(SLOTS, (i + 1) * share) - 1];
    for (const [i, node] of primaries.entries()) {
      await node.ask("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
      await node.ask("CLUSTER", "ADDSLOTSRANGE", ...ends(i));
    }
    for (const node of nodes.slice(1)) await a.ask("CLUSTER", "MEET", "127.0.0.1", node.port, node.busPort);
    const knowsAll = async (node: ClusterNode): Promise<boolean> =>
      /cluster_state:ok[^]*cluster_slots_ok:16384[^]*cluster_known_nodes:4/.test(
        String(await node.ask("CLUSTER", "INFO")),
      );
    for (const node of nodes) await until("the nodes know each other", () => knowsAll(node));
    await replica.ask("CLUSTER", "REPLICATE", a.id);
    await until("the replica follows", async () =>
      /master_link_status:up/.test(String(await replica.ask("INFO", "replication"))),
    );
    return {
      url: `redis-cluster://${primaries.map((node) => `127.0.0.1:${node.port}`).join(",")}`,
      primaries,
      replica,
      firstOwner: (slot) => primaries[Math.floor(slot / share)] ?? c,
      async migrate(slot, from, to) {
        await to.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", from.id);
        await from.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", to.id);
        for (;;) {
          const keys = (await from.ask("CLUSTER", "GETKEYSINSLOT", slot, 20)) as string[];
          if (keys.length === 0) break;
          await from.ask("MIGRATE", "127.0.0.1", to.port, "", 0, 5_000, "REPLACE", "KEYS", ...keys);
        }
        for (const node of [to, from, ...primaries.filter((n) => n !== to && n !== from)])
          await node.ask("CLUSTER", "SETSLOT", slot, "NODE", to.id);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
