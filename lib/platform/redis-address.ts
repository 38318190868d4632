/** Where Redis is: one server, or a cluster of which some nodes are named. */
export type RedisAddress =
  { readonly kind: "server"; readonly url: string } | { readonly kind: "cluster"; readonly cluster: ClusterAddress };

export interface ClusterAddress {
  /** Nodes to ask first, as host:port. At least one. */
  readonly nodes: readonly string[];
  /** The connection string of one node: the same credentials and encryption everywhere. */
  urlOf(node: string): string;
}

const CLUSTER = /^redis(s?)-cluster:\/\/(?:([^@/]*)@)?([^@/?#]+)\/?$/;
const NODE = /^(?:\[[0-9a-f:]+\]|[^\s:[\]]+):\d{1,5}$/i;
/** A Unix socket by its absolute path. */
const SOCKET = /^\/\S+$/;
const DEFAULT_PORT = "6379";

/** Reads REDIS_URL; null when it is neither a server nor a cluster. */
export function redisAddress(url: string): RedisAddress | null {
  const cluster = CLUSTER.exec(url);
  if (!cluster) {
    const one = (/^rediss?:\/\/[^,\s]+$/.test(url) && URL.canParse(url)) || SOCKET.test(url);
    return one ? { kind: "server", url } : null;
  }
  const [, secure = "", credentials, named = ""] = cluster;
  const nodes = named.split(",").map((node) => (/:\d+$/.test(node) ? node : `${node}:${DEFAULT_PORT}`));
  const urlOf = (node: string): string => `redis${secure}://${credentials ? `${credentials}@` : ""}${node}`;
  if (!nodes.every((node) => NODE.test(node) && URL.canParse(urlOf(node)))) return null;
  return { kind: "cluster", cluster: { nodes, urlOf } };
}

export const isRedisUrl = (url: string): boolean => redisAddress(url) !== null;
