import { randomUUID } from "node:crypto";
import { isExpired } from "./problems.js";
import { refusalIn } from "./refusals.js";
import { dataOf, send } from "./transport.js";
/**
 * @import { CallOptions, HoldRequest, Problem, QueuedEvent, Settlement, SettlementFacts } from "./index.d.ts"
 * @import { EndedHold, Position, UsageEvent } from "./wire.d.ts"
 * @import { Call, Settings } from "./transport.js"
 * @import { Queue } from "./queue/queue.js"
 */

/**
 * What a hold needs of its client: how to call, and where a settlement waits while Weir is away.
 *
 * @typedef {object} Desk
 * @property {(options?: CallOptions) => Settings} settings
 * @property {() => Queue} queue
 */

/** @typedef {{ id: string, meter: string, units: number }} Held */

/**
 * The body of POST /v1/holds.
 *
 * @param {string} meter
 * @param {number} units
 * @param {HoldRequest} request
 */
export const holdBody = (meter, units, { key = randomUUID(), signal: _signal, timeoutMs: _timeoutMs, ...rest }) => ({
  ...rest,
  meter,
  units,
  idempotencyKey: key,
});

/**
 * The two ways in which a hold ends.
 *
 * @param {Desk} desk
 * @param {Held} held
 * @param {string | undefined} organization
 */
export const endings = (desk, held, organization) => ({
  /** @param {number} [units] @param {SettlementFacts & CallOptions} [options] */
  settle: (units = held.units, options = {}) => settleHold(desk, held, organization, units, options),
  /** @param {CallOptions} [options] */
  release: (options) => releaseHold(desk, held.id, organization, options),
});

/**
 * @param {Desk} desk
 * @param {Held} held
 * @param {string | undefined} organization
 * @param {number} units
 * @param {SettlementFacts & CallOptions} options
 * @returns {Promise<Settlement>}
 */
async function settleHold(desk, held, organization, units, { signal, timeoutMs, ...facts }) {
  const settings = desk.settings({ signal, timeoutMs });
  const deadline = performance.now() + settings.timeoutMs;
  const body = { ...facts, units };
  const answer = await send(settings, settleCall(held.id, body, organization));
  if (answer.ok) {
    const { settledUnits, event, ...ended } = /** @type {EndedHold} */ (dataOf(answer));
    return settled(ended, { event, units: settledUnits ?? 0, replayed: answer.replayed });
  }
  const { problem } = answer;
  const event = eventOf(held, organization, body);
  if (problem.code === "UNAVAILABLE") {
    // Nothing was used: then the hold may as well expire.
    if (units > 0) await desk.queue().push({ event, settle: { hold: held.id, body } });
    return unconfirmed(units, problem);
  }
  if (units === 0 || !isExpired(problem)) return refusalIn(answer);
  return countAlone(desk, { ...settings, timeoutMs: Math.max(1, deadline - performance.now()) }, event);
}

/**
 * The work took longer than its hold: it is counted as any usage, and may be refused like it.
 *
 * @param {Desk} desk
 * @param {Settings} settings
 * @param {QueuedEvent} event
 * @returns {Promise<Settlement>}
 */
async function countAlone(desk, settings, event) {
  const answer = await send(settings, { method: "POST", path: "v1/usage", body: event });
  if (!answer.ok) {
    const refusal = refusalIn(answer);
    if (refusal.code !== "UNAVAILABLE") return refusal;
    await desk.queue().push({ event });
    return unconfirmed(event.units, refusal.problem);
  }
  const { id, units, ...counted } = /** @type {UsageEvent} */ (dataOf(answer));
  return settled(counted, { event: id, units, replayed: answer.replayed });
}

/** What the queue will tell Weir. @param {number} units @param {Problem} problem @returns {Settlement} */
const unconfirmed = (units, problem) => ({
  admitted: true,
  confirmed: false,
  event: null,
  units,
  replayed: false,
  problem,
});

/**
 * @param {Position} position
 * @param {{ event: string | null, units: number, replayed: boolean }} what
 * @returns {Settlement}
 */
const settled = ({ window, limit, used, remaining, resetsAt }, what) => ({
  admitted: true,
  confirmed: true,
  ...what,
  window,
  limit,
  used,
  remaining,
  resetsAt,
});

/**
 * The event that a settlement comes to when its hold is no longer there to be settled. Its key names the hold, so that
 * however often this is found out, it is counted once.
 *
 * @param {Held} held
 * @param {string | undefined} organization
 * @param {SettlementFacts & { units: number }} body
 * @returns {QueuedEvent}
 */
const eventOf = (held, organization, body) => ({
  ...body,
  meter: held.meter,
  idempotencyKey: `settlement-of-${held.id}`,
  ...(organization === undefined ? {} : { organization }),
});

/**
 * @param {Desk} desk
 * @param {string} id
 * @param {string | undefined} organization
 * @param {CallOptions} [options]
 * @returns {Promise<void>}
 */
async function releaseHold(desk, id, organization, options) {
  dataOf(await send(desk.settings(options), { method: "POST", path: pathOf(id, "release"), body: { organization } }));
}

/**
 * The organization stands in the body. A header takes Latin-1 only: any other name would fail before it is sent, for ever,
 * where Weir says that it knows nobody of that name.
 *
 * @param {string} id
 * @param {Record<string, unknown>} body
 * @param {string | undefined} organization
 * @returns {Call}
 */
export const settleCall = (id, body, organization) => ({
  method: "POST",
  path: pathOf(id, "settle"),
  body: { ...body, organization },
});

/**
 * @param {string} id
 * @param {"settle" | "release"} [verb]
 */
export const pathOf = (id, verb) => `v1/holds/${encodeURIComponent(id)}${verb ? `/${verb}` : ""}`;
