import * as broken from "./broken-servers.mjs";
import * as changes from "./changes.mjs";
import * as edges from "./edges.mjs";
import * as exact from "./exact.mjs";
import { gauges } from "./gauges.mjs";
import * as postgres from "./postgres.mjs";
import * as lives from "./redis-lives.mjs";
import { steps } from "./steps.mjs";

/** Every case by name, the most telling first. */
export const CASES = {
  rush: exact.rush,
  early: exact.early,
  stuck: exact.stuck,
  flushed: broken.flushed,
  killed: broken.killed,
  steps,
  "redis-older": lives.redisOlder,
  "redis-older-under-load": lives.redisOlderUnderLoad,
  "redis-promoted": lives.promoted,
  neighbours: postgres.neighbours,
  "tables-locked": postgres.tablesLocked,
  "connections-scarce": postgres.connectionsScarce,
  "postgres-restarted": postgres.postgresRestarted,
  changed: changes.changed,
  "died-before-confirming": exact.diedBeforeConfirming,
  replay: exact.replay,
  "redis-restarted": broken.redisRestarted,
  "redis-frozen": broken.redisFrozen,
  "postgres-cut": postgres.postgresCut,
  "two-bodies": exact.twoBodies,
  expiry: changes.expiry,
  batches: exact.batches,
  "cut-in-rebuild": exact.cutInRebuild,
  "installed-once": exact.installedOnce,
  equals: exact.equals,
  edge: edges.edge,
  "edge-in-flight": edges.edgeInFlight,
  "plans-changed": changes.plansChanged,
  "trial-ends": changes.trialEnds,
  "one-without-redis": exact.oneWithoutRedis,
  "taken-meanwhile": exact.takenMeanwhile,
  "died-before-installing": changes.diedBeforeInstalling,
  "postgres-crashed": postgres.postgresCrashed,
  gauges,
};
