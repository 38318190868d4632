import { WeirError } from "../errors.js";
/** @import { HoldDecision, Usage, Weir } from "../index.d.ts" */

/** How often work may fail under one key and be tried again with units held for it. */
const MAX_ATTEMPTS = 20;

/**
 * Holds units for one attempt at a piece of work. A key finds its first hold for ever, also when the attempt has failed and
 * given it back; the next attempt then needs another one, and must not get it when the work has been charged already.
 *
 * @param {Weir} weir
 * @param {Usage & { units: number }} usage
 * @param {number | undefined} expiresInSeconds
 * @returns {Promise<{ hold: HoldDecision, charged: boolean }>} `charged`: an earlier attempt has succeeded
 */
export async function holdForAttempt(weir, usage, expiresInSeconds) {
  // Both are facts of the event that will settle it, not of a hold.
  const { meter, units, key, occurredAt: _occurredAt, approxCost: _approxCost, ...facts } = usage;
  for (let attempt = 1; ; attempt += 1) {
    const attemptKey = key === undefined || attempt === 1 ? key : `${key}#${attempt}`;
    const hold = await weir.hold(meter, units, { ...facts, key: attemptKey, expiresInSeconds });
    if (!hold.admitted || !hold.confirmed || !hold.replayed) return { hold, charged: false };
    const status = await statusOf(weir, hold.id, facts.organization);
    if (typeof status !== "string") return { hold: status, charged: false };
    if (status === "settled") return { hold, charged: true };
    if (status === "open" || attempt === MAX_ATTEMPTS) return { hold, charged: false };
  }
}

/**
 * @param {Weir} weir
 * @param {string} id
 * @param {string | undefined} organization
 */
async function statusOf(weir, id, organization) {
  try {
    return (await weir.holds.get(id, { organization })).status;
  } catch (error) {
    if (!(error instanceof WeirError) || error.code !== "UNAVAILABLE") throw error;
    const { problem, outcomeUnknown } = error;
    return {
      admitted: /** @type {const} */ (false),
      code: /** @type {const} */ ("UNAVAILABLE"),
      problem,
      outcomeUnknown,
    };
  }
}
