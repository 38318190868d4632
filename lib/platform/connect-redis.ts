import { createCluster } from "./redis-cluster";
import { redisAddress } from "./redis-address";
import { createRedis, type Redis } from "./redis";

/** Redis as REDIS_URL names it, one server or a cluster. Whoever uses it cannot tell which. Connects in the background. */
export function connectRedis(url: string): Redis {
  const address = redisAddress(url);
  if (address === null) throw new Error("REDIS_URL names neither a server nor a cluster.");
  return address.kind === "server" ? createRedis(address.url) : createCluster(address.cluster);
}
