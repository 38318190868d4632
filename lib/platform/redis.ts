import { randomUUID } from "node:crypto";
import { Redis as Client } from "ioredis";

/** A Lua script by name. `keys` says how many keys every call brings at least; the file is named for it. */
export interface Script {
  readonly name: string;
  readonly source: string;
}

export type Reply = string | number | null | readonly Reply[];

/**
 * One connection to Redis that fails at once rather than waiting: nothing is queued while it is away, nothing is sent
 * twice, and no answer is awaited longer than a moment. Postgres decides whenever this one cannot.
 */
export interface Redis {
  /**
   * Which server process and which history holds the keys with this hash tag; null while that is not known. What is run
   * in the same turn goes to that very connection. Without a tag: null unless it is known for every key.
   */
  token(tag?: string): string | null;
  /** Asks again, on every connection, whom it speaks to. Resolves to whether an answer changed. */
  refreshToken(): Promise<boolean>;
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<Reply>;
  hashFields(key: string, ...fields: string[]): Promise<(string | null)[]>;
  hash(key: string): Promise<Record<string, string>>;
  hashSize(key: string): Promise<number>;
  ping(): Promise<boolean>;
  /** Tells the connection that a call failed; a read-only replica makes the token unknown at once. */
  failed(error: unknown): void;
  close(): void;
}

/** One server, which may be a node of a cluster. */
export interface RedisServer extends Redis {
  /** Asks a node of a cluster about it (CLUSTER INFO, CLUSTER SLOTS …). Rejects on a server that is no such node. */
  cluster(question: "INFO" | "SLOTS"): Promise<Reply>;
}

const COMMAND_TIMEOUT_MS = 200;
const RECONNECT_MS = 50;
const EMBEDDED_TOKEN_KEY = "weir:instance";

export const isTimeout = (error: unknown): boolean => error instanceof Error && error.message.includes("timed out");

/** The connection to one server. `connect-redis.ts` decides whether that is all there is. */
export function createRedis(url: string): RedisServer {
  const client = new Client(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: () => RECONNECT_MS,
  });
  let token: string | null = null;
  // Counts connections, so that an answer which belongs to an earlier one is not taken for the present one's.
  let connection = 0;
  let closed = false;
  const defined = new Set<string>();

  // The commands of one turn of the event loop leave in one write: one system call for all of them.
  let corked = false;
  function writeTogether(): void {
    if (corked || client.status !== "ready") return;
    const { stream } = client;
    corked = true;
    stream.cork();
    setImmediate(() => {
      corked = false;
      stream.uncork();
    });
  }

  function together<T>(send: () => T): T {
    writeTogether();
    return send();
  }

  async function readToken(mine: number): Promise<void> {
    try {
      const found = await instanceToken(client);
      if (mine !== connection) return;
      token = found;
      if (found === null) again(mine);
    } catch {
      if (mine === connection && client.status === "ready") again(mine);
    }
  }
  // One question at a time: while the server hangs, each look would otherwise begin another chain of them.
  let asking = false;
  const again = (mine: number): void => {
    if (asking) return;
    asking = true;
    setTimeout(() => {
      asking = false;
      void readToken(mine);
    }, RECONNECT_MS).unref();
  };

  client.on("error", () => {});
  client.on("close", () => {
    connection += 1;
    token = null;
  });
  client.on("ready", () => {
    token = null;
    connection += 1;
    if (!closed) void readToken(connection);
  });

  return {
    token: () => token,
    async refreshToken() {
      const before = token;
      const mine = connection;
      if (before === null) return false;
      await readToken(mine);
      return mine === connection && token !== before;
    },
    async run(script, keys, args) {
      if (!defined.has(script.name)) {
        client.defineCommand(script.name, { lua: script.source });
        defined.add(script.name);
      }
      const command = (client as unknown as Record<string, (...args: unknown[]) => Promise<Reply>>)[script.name];
      if (!command) throw new Error(`script ${script.name} is not defined`);
      return together(() => command.call(client, keys.length, ...keys, ...args));
    },
    hashFields: (key, ...fields) => together(() => client.hmget(key, ...fields)),
    hash: (key) => together(() => client.hgetall(key)),
    hashSize: (key) => together(() => client.hlen(key)),
    ping: async () => (await client.ping()) === "PONG",
    cluster: (question) => client.cluster(question as "INFO"),
    failed(error) {
      if (error instanceof Error && error.message.startsWith("READONLY")) {
        token = null;
        void readToken(connection);
      }
    },
    close() {
      closed = true;
      client.disconnect();
    },
  };
}

/**
 * run_id and master_replid of a primary. The embedded stand-in has neither; it can lose its memory but never come back
 * with an older one, so a random key set once tells its lives apart. Any other server that does not say who it is stays
 * unknown, and everything goes through Postgres.
 */
async function instanceToken(client: Client): Promise<string | null> {
  const server = await client.info();
  const runId = /^run_id:([0-9a-f]{40})\r?$/m.exec(server)?.[1];
  const history = /^master_replid:([0-9a-f]{40})\r?$/m.exec(server)?.[1];
  if (!/^role:master\r?$/m.test(server)) return null;
  if (runId && history && !/^0+$/.test(history)) return `${runId}:${history}`;
  if (!/^os:mocked redis\r?$/m.test(server)) return null;
  await client.set(EMBEDDED_TOKEN_KEY, randomUUID(), "NX");
  const life = await client.get(EMBEDDED_TOKEN_KEY);
  return life ? `embedded:${life}` : null;
}
