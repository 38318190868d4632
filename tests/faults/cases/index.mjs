import * as broken from "./broken-servers.mjs";
import * as changes from "./changes.mjs";
import * as edges from "./edges.mjs";
import * as exact from "./exact.mjs";
import { gauges } from "./gauges.mjs";
import * as holds from "./holds.mjs";
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
  held: holds.held,
  "held-under-fire": holds.heldUnderFire,
  "settled-too-late": holds.settledTooLate,
  "ended-twice": holds.endedTwice,
  "given-back": holds.givenBack,
  "held-over-the-edge": edges.heldOverTheEdge,
  "held-through-changes": holds.heldThroughChanges,
  "held-without-redis": holds.heldWithoutRedis,
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

/** Those that take a second or two and leave nothing to chance; every short run begins with them. */
export const QUICK = [
  "rush",
  "early",
  "stuck",
  "redis-older",
  "replay",
  "given-back",
  "settled-too-late",
  "ended-twice",
  "edge-in-flight",
  "taken-meanwhile",
  "died-before-confirming",
  "installed-once",
  "neighbours",
];
