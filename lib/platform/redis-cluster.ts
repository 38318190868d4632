import { createRedis, type Redis, type RedisServer, type Reply } from "./redis";
import type { ClusterAddress } from "./redis-address";
import { slotOf, SLOTS, slotOfTag } from "./redis-slot";

/*
 * Redis Cluster as so many single servers. A call goes to the node that owns its slot and is never redirected behind the
 * caller's back: it carries the token of the connection it is written to, and on any other node that token would be a
 * lie. A node that does not own the slot refuses the call (MOVED), so an old map costs an answer and never a wrong one.
 */

const LOOK_AGAIN_MS = 1_000;
const LOOK_SOON_MS = 100;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly node: string;
}

/** Connects to the cluster behind these nodes, and to every primary that owns slots. Connects in the background. */
export function createCluster(address: ClusterAddress): Redis {
  const servers = new Map<string, RedisServer>();
  const owners = new Array<RedisServer | undefined>(SLOTS);
  let map = "";
  let closed = false;

  function serverAt(node: string): RedisServer {
    const known = servers.get(node);
    if (known) return known;
    const server = createRedis(address.urlOf(node));
    servers.set(node, server);
    return server;
  }

  function takeOver(ranges: readonly Range[]): void {
    const next = JSON.stringify(ranges);
    if (next === map) return;
    map = next;
    owners.fill(undefined);
    for (const { from, to, node } of ranges) owners.fill(serverAt(node), from, to + 1);
    const needed = new Set(ranges.map(({ node }) => node));
    for (const [node, server] of servers) {
      if (needed.has(node)) continue;
      servers.delete(node);
      server.close();
    }
  }

  /** Believes the node that knows the latest configuration: one that was cut off may still draw an old map. */
  async function learn(): Promise<void> {
    const views = await Promise.all(
      [...servers].map(async ([node, server]) => {
        const epoch = await server.cluster("INFO").then(epochOf, () => -1);
        return { node, server, epoch };
      }),
    );
    for (const { node, server, epoch } of views.sort((a, b) => b.epoch - a.epoch)) {
      if (epoch < 0) break;
      const ranges = await server.cluster("SLOTS").then(
        (reply) => rangesOf(reply, node),
        () => [],
      );
      if (ranges.length === 0) continue;
      if (!closed) takeOver(ranges);
      return;
    }
    if (!closed) for (const node of address.nodes) serverAt(node);
  }

  let learning: Promise<void> | null = null;
  const learnOnce = (): Promise<void> =>
    (learning ??= learn().finally(() => {
      learning = null;
    }));

  const primaries = (): Set<RedisServer | undefined> => new Set(owners.values());
  const isWhole = (): boolean => [...primaries()].every((server) => server?.token() != null);

  let timer: NodeJS.Timeout | undefined;
  function keepLooking(): void {
    void learnOnce().finally(() => {
      if (closed) return;
      timer = setTimeout(keepLooking, isWhole() ? LOOK_AGAIN_MS : LOOK_SOON_MS);
      timer.unref();
    });
  }

  /** A slot that has moved belongs to the node the answer names, until a newer map says otherwise. */
  function heed(error: unknown): void {
    const moved = error instanceof Error ? /^MOVED (\d+) (\S*:\d+)$/.exec(error.message) : null;
    if (!moved || closed) return;
    const [, slot, node = ""] = moved;
    map = "";
    owners[Number(slot)] = node.startsWith(":") ? undefined : serverAt(bracketed(node));
    void learnOnce();
  }

  async function ask<T>(slot: number, question: (server: RedisServer) => Promise<T>): Promise<T> {
    const server = owners[slot];
    if (!server) throw new Error("no node of the Redis Cluster is known for this slot");
    try {
      return await question(server);
    } catch (error) {
      server.failed(error);
      heed(error);
      throw error;
    }
  }

  keepLooking();

  return {
    token: (tag) => {
      if (tag !== undefined) return owners[slotOfTag(tag)]?.token() ?? null;
      return isWhole() ? [...primaries()].map((server) => server?.token()).join(" ") : null;
    },
    async refreshToken() {
      await learnOnce();
      const changed = await Promise.all([...servers.values()].map((server) => server.refreshToken()));
      return changed.includes(true);
    },
    run: (script, keys, args) => ask(slotOf(keys[0] ?? ""), (server) => server.run(script, keys, args)),
    hashFields: (key, ...fields) => ask(slotOf(key), (server) => server.hashFields(key, ...fields)),
    hash: (key) => ask(slotOf(key), (server) => server.hash(key)),
    hashSize: (key) => ask(slotOf(key), (server) => server.hashSize(key)),
    async ping() {
      const answers = await Promise.all([...primaries()].map((server) => server?.ping() ?? Promise.resolve(false)));
      return answers.every(Boolean);
    },
    // The connection that failed has been told where it failed.
    failed: () => {},
    close() {
      closed = true;
      clearTimeout(timer);
      for (const server of servers.values()) server.close();
    },
  };
}

const epochOf = (reply: Reply): number => Number(/^cluster_current_epoch:(\d+)\r?$/m.exec(String(reply))?.[1] ?? -1);

/** A bare IPv6 address and its port as a connection string wants them. */
const bracketed = (node: string): string => {
  const port = node.lastIndexOf(":");
  const host = node.slice(0, port);
  return host.includes(":") && !host.startsWith("[") ? `[${host}]${node.slice(port)}` : node;
};

/** CLUSTER SLOTS: from, to, then the primary (address or null, port, …) and its replicas. `asked` is whoever answered. */
function rangesOf(reply: Reply, asked: string): Range[] {
  if (!Array.isArray(reply)) return [];
  const own = asked.slice(0, asked.lastIndexOf(":"));
  return (reply as readonly (readonly Reply[])[]).flatMap(([from, to, primary]) => {
    const [host, port] = (primary ?? []) as readonly Reply[];
    if (host === "?") return []; // the node does not know by what name it shall be called
    const node = bracketed(`${host === null || host === "" ? own : String(host)}:${String(port)}`);
    return [{ from: Number(from), to: Number(to), node }];
  });
}
