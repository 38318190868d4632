import { settleCall } from "../holds.js";
import { isExpired, problemIn, unexpected } from "../problems.js";
import { send } from "../transport.js";
/**
 * @import { Problem } from "../index.d.ts"
 * @import { Refused, Settings } from "../transport.js"
 * @import { Entry } from "./entries.js"
 */

/** Below the API's 2 MiB, and below the 1 MiB that a proxy takes unless told otherwise. */
const BATCH_BYTES = 512 * 1024;
const TOO_LARGE = 413;
/** Answers to one event that another attempt may change. All other refusals are final. */
const AGAIN = new Set(["UNAVAILABLE", "RATE_LIMIT_EXCEEDED", "IDEMPOTENCY_IN_FLIGHT", "INTERNAL_ERROR"]);

/**
 * What became of an entry. "again": nothing is decided. "alone": the hold has expired, its event is to be counted without it.
 *
 * @typedef {{ kind: "settled" } | { kind: "again", problem: Problem } | { kind: "alone" } | { kind: "refused", problem: Problem }} Outcome
 */

/**
 * The next of these entries that go into one request: a settlement goes alone, events go together up to `batchSize`.
 *
 * @param {readonly Entry[]} entries
 * @param {number} batchSize
 */
export function nextBatch(entries, batchSize) {
  if (entries[0]?.settle) return entries.slice(0, 1);
  let bytes = 0;
  let count = 0;
  for (const entry of entries.slice(0, batchSize)) {
    bytes += Buffer.byteLength(JSON.stringify(entry.event));
    if (entry.settle || (count > 0 && bytes > BATCH_BYTES)) break;
    count += 1;
  }
  return entries.slice(0, count);
}

/**
 * Sends a batch. Either an outcome for each entry, in order, or why there was none at all: Weir away, the credentials not
 * accepted, something else answering. Then nothing is decided about any of them.
 *
 * @param {Settings} settings
 * @param {readonly Entry[]} batch
 * @returns {Promise<{ outcomes: Outcome[] } | Refused>}
 */
export async function deliver(settings, batch) {
  const [first] = batch;
  if (first?.settle) return settle(settings, first, first.settle);
  const events = batch.map(({ event }) => event);
  const answer = await send(settings, { method: "POST", path: "v1/usage/batch", body: { events } });
  if (!answer.ok) return answer.problem.status === TOO_LARGE ? tooLarge(settings, batch, answer) : answer;
  const { results } = answer.json;
  if (!Array.isArray(results) || results.length !== batch.length) {
    return { ok: false, problem: unexpected(200), outcomeUnknown: true };
  }
  return { outcomes: results.map((result) => outcomeOf(/** @type {unknown} */ (result))) };
}

/**
 * Something on the way takes less than Weir does: half as much at a time, down to the event that fits in no request.
 *
 * @param {Settings} settings
 * @param {readonly Entry[]} batch
 * @param {Refused} answer
 * @returns {Promise<{ outcomes: Outcome[] } | Refused>}
 */
async function tooLarge(settings, batch, { problem }) {
  if (batch.length === 1) return { outcomes: [{ kind: "refused", problem }] };
  const middle = Math.ceil(batch.length / 2);
  const first = await deliver(settings, batch.slice(0, middle));
  if (!("outcomes" in first)) return first;
  const second = await deliver(settings, batch.slice(middle));
  // The first half is decided; the second is not, and says why.
  const rest = "outcomes" in second ? second.outcomes : batch.slice(middle).map(() => again(second.problem));
  return { outcomes: [...first.outcomes, ...rest] };
}

/** @param {Problem} problem @returns {Outcome} */
const again = (problem) => ({ kind: "again", problem });

/** @param {unknown} result @returns {Outcome} */
function outcomeOf(result) {
  const { status, error } = /** @type {{ status?: number, error?: unknown }} */ (result ?? {});
  if (typeof status === "number" && status >= 200 && status < 300) return { kind: "settled" };
  const problem = problemIn(error);
  if (!problem) return { kind: "again", problem: unexpected(status ?? 200) };
  return refusedOrAgain(problem);
}

/** @param {Problem} problem @returns {Outcome} */
const refusedOrAgain = (problem) =>
  AGAIN.has(problem.code) || problem.status >= 500 ? { kind: "again", problem } : { kind: "refused", problem };

/**
 * @param {Settings} settings
 * @param {Entry} entry
 * @param {NonNullable<Entry["settle"]>} settlement
 * @returns {Promise<{ outcomes: Outcome[] } | Refused>}
 */
async function settle(settings, { event }, { hold, body }) {
  const answer = await send(settings, settleCall(hold, body, event.organization));
  if (answer.ok) return { outcomes: [{ kind: "settled" }] };
  const { problem } = answer;
  if (["UNAVAILABLE", "AUTHENTICATION_ERROR", "FORBIDDEN", "UNEXPECTED_ANSWER"].includes(problem.code)) return answer;
  if (isExpired(problem)) return { outcomes: [{ kind: "alone" }] };
  return { outcomes: [refusedOrAgain(problem)] };
}
