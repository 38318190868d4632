/** @import { Problem, QueuedEvent, QueueOptions } from "../index.d.ts" */

const MAX_BATCH = 1_000;
const MIB = 1024 * 1024;
const DEFAULT_DISK_BYTES = 64 * MIB;
const DEFAULT_MEMORY_BYTES = 8 * MIB;

/**
 * The settings of a queue with what was left out filled in. Throws TypeError for what cannot work.
 *
 * @param {QueueOptions} options
 */
export function queueSettings(options) {
  const {
    directory,
    batchSize = 500,
    intervalMs = 1_000,
    maxBytes = directory === undefined ? DEFAULT_MEMORY_BYTES : DEFAULT_DISK_BYTES,
    whenFull = "reject",
    fsync = true,
    stamp = true,
    onRefused = warnOfRefusal,
    onProblem = warnOfProblem,
  } = options;
  if (directory !== undefined && (typeof directory !== "string" || directory === ""))
    throw new TypeError("queue.directory must be the path of a directory.");
  whole("queue.batchSize", batchSize, 1, MAX_BATCH);
  whole("queue.intervalMs", intervalMs, 1, 3_600_000);
  whole("queue.maxBytes", maxBytes, 1, Number.MAX_SAFE_INTEGER);
  if (whenFull !== "reject" && whenFull !== "wait") throw new TypeError('queue.whenFull must be "reject" or "wait".');
  return { directory, batchSize, intervalMs, maxBytes, whenFull, fsync, stamp, onRefused, onProblem };
}

/**
 * @param {string} name
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function whole(name, value, min, max) {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new TypeError(`${name} must be a whole number from ${min} to ${max}.`);
}

/** Nothing is lost in silence: who does not listen finds it among the warnings of the process. @param {QueuedEvent} event @param {Problem} problem */
function warnOfRefusal(event, problem) {
  process.emitWarning(`Weir refused a queued event: ${problem.code}: ${problem.detail}`, {
    type: "WeirRefused",
    detail: JSON.stringify(event),
  });
}

/** @param {Error} error */
export function warnOfProblem(error) {
  process.emitWarning(`Weir's queue waits: ${String(error?.message ?? error)}`, { type: "WeirQueue" });
}
