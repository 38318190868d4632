import { WeirError } from "../errors.js";
import { holdForAttempt } from "./attempts.js";
/** @import { Held, Metered, OpenHold, Problem, QuotaOptions, UnconfirmedHold, Usage, Weir } from "../index.d.ts" */

/**
 * What a middleware may do with a request. `conclude` tells Weir once how it ended; null when nothing is to be told. It
 * never rejects.
 *
 * @typedef {{ admitted: true, metered: Metered, conclude: ((succeeded: boolean) => Promise<void>) | null }} Entry
 * @typedef {{ admitted: false, problem: Problem }} Turned
 */

/**
 * What all the middlewares do, whatever their framework calls a request: ask, and conclude. Throws TypeError for settings
 * that cannot work; the gate throws WeirError, and whatever the callbacks throw.
 *
 * @template Req
 * @param {Weir} weir
 * @param {QuotaOptions<Req>} options
 * @returns {(request: Req) => Promise<Entry | Turned>}
 */
export function gateOf(weir, options) {
  const { chargeWhen = "admitted" } = options;
  if (typeof options.meter !== "string" || options.meter === "") throw new TypeError("meter must be named.");
  if (chargeWhen !== "admitted" && chargeWhen !== "succeeded")
    throw new TypeError('chargeWhen must be "admitted" or "succeeded".');
  return async (request) => {
    const usage = await usageOf(options, request);
    if (chargeWhen === "succeeded") return hold(weir, options, usage, request);
    const decision = await weir.checkQuota(usage);
    if (!decision.admitted) return { admitted: false, problem: decision.problem };
    return { admitted: true, metered: decision, conclude: null };
  };
}

/**
 * @template Req
 * @param {QuotaOptions<Req>} options
 * @param {Req} request
 */
async function usageOf({ meter, units = 1, key, organization, event }, request) {
  return {
    ...(await event?.(request)),
    meter,
    units: typeof units === "function" ? await units(request) : units,
    key: await key?.(request),
    organization: await organization?.(request),
  };
}

/**
 * @template Req
 * @param {Weir} weir
 * @param {QuotaOptions<Req>} options
 * @param {Awaited<ReturnType<typeof usageOf>>} usage
 * @param {Req} request
 * @returns {Promise<Entry | Turned>}
 */
async function hold(weir, { expiresInSeconds, onUnsettled = warn }, usage, request) {
  const taken = await holdForAttempt(weir, usage, expiresInSeconds);
  if (!taken.hold.admitted) return { admitted: false, problem: taken.hold.problem };
  const { hold: held, charged } = taken;
  let units = usage.units;
  /** @type {Held} */
  const metered = {
    ...held,
    charge: (actual) => {
      if (!Number.isInteger(actual) || actual < 0) throw new TypeError("charge takes whole units, or 0 for none.");
      units = actual;
    },
  };
  let concluded = charged;
  const conclude = async (/** @type {boolean} */ succeeded) => {
    if (concluded) return;
    concluded = true;
    // A release that does not arrive needs no care: the hold expires by itself.
    if (!succeeded || units === 0) return held.release().catch(() => undefined);
    try {
      const settlement = await settle(weir, held, usage, units);
      if (!settlement.admitted) await onUnsettled(new WeirError(settlement.problem), request);
    } catch (error) {
      await onUnsettled(/** @type {Error} */ (error), request);
    }
  };
  // What onUnsettled throws has nobody above it: the response is on its way.
  return { admitted: true, metered, conclude: (succeeded) => conclude(succeeded).catch(warn) };
}

/**
 * @param {Weir} weir
 * @param {OpenHold | UnconfirmedHold} held
 * @param {Usage} usage
 * @param {number} units
 */
async function settle(weir, held, { occurredAt, approxCost, ...usage }, units) {
  try {
    return await held.settle(units, { occurredAt, approxCost });
  } catch (error) {
    if (!held.confirmed || !(error instanceof WeirError) || error.problem.state !== "released") throw error;
    // Another attempt under this key shared the hold, failed, and gave it back while this one went on and succeeded.
    return weir.checkQuota({ ...usage, occurredAt, approxCost, units, key: `settlement-of-${held.id}` });
  }
}

/** @param {unknown} error */
function warn(error) {
  process.emitWarning(`Work was done that Weir does not count: ${String(error)}`, { type: "WeirUnsettled" });
}
