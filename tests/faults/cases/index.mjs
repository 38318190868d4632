import * as broken from "./broken-servers.mjs";
import * as changes from "./changes.mjs";
import * as exact from "./exact.mjs";
import { gauges } from "./gauges.mjs";

/** Every case by name, the most telling first. */
export const CASES = {
  rush: exact.rush,
  early: exact.early,
  stuck: exact.stuck,
  flushed: broken.flushed,
  killed: broken.killed,
  "redis-older": broken.redisOlder,
  changed: changes.changed,
  "died-before-confirming": exact.diedBeforeConfirming,
  replay: exact.replay,
  "redis-restarted": broken.redisRestarted,
  "redis-frozen": broken.redisFrozen,
  "postgres-cut": broken.postgresCut,
  "two-bodies": exact.twoBodies,
  expiry: changes.expiry,
  batches: exact.batches,
  "cut-in-rebuild": exact.cutInRebuild,
  "installed-once": exact.installedOnce,
  equals: exact.equals,
  edge: changes.edge,
  "one-without-redis": exact.oneWithoutRedis,
  "died-before-installing": changes.diedBeforeInstalling,
  "postgres-crashed": broken.postgresCrashed,
  gauges,
};
