import { randomUUID } from "node:crypto";
import { WeirError } from "./errors.js";
import { dataOf, send } from "./transport.js";
/**
 * @import { Decision, Entitlements, Peek, PeekRequest, Problem, RefusalCode, Usage, UsageEvent, WeirOptions } from "./index.d.ts"
 * @import { Settings } from "./transport.js"
 */

const DEFAULT_BASE_URL = "http://localhost:3001";
const DEFAULT_TIMEOUT_MS = 2000;

/**
 * What the customer, or time, can change. Every other code means that you and Weir do not agree, and is thrown.
 *
 * @type {ReadonlySet<string>}
 */
const REFUSALS = new Set([
  "LIMIT_EXCEEDED",
  "SPEND_LIMIT_EXCEEDED",
  "INSUFFICIENT_CREDITS",
  "PAYMENT_REQUIRED",
  "FEATURE_DISABLED",
  "METER_NOT_IN_PLAN",
  "ORGANIZATION_SUSPENDED",
  "SUBSCRIPTION_MISSING",
  "UNAVAILABLE",
]);

/** Speaks to the metering API of one Weir. Keeps no state but its settings; one for the whole process is enough. */
export class Weir {
  /** @type {Settings} */
  #settings;
  /** @type {"closed" | "open"} */
  #onUnavailable;

  /** @param {WeirOptions} options */
  constructor({ apiKey, baseUrl = DEFAULT_BASE_URL, timeoutMs = DEFAULT_TIMEOUT_MS, onUnavailable = "closed" }) {
    if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new TypeError("apiKey must be a Weir API key (weir_live_… or weir_test_…), without spaces.");
    }
    if (!Number.isFinite(timeoutMs) || timeoutMs <= 0)
      throw new TypeError("timeoutMs must be a positive number of milliseconds.");
    if (onUnavailable !== "closed" && onUnavailable !== "open")
      throw new TypeError('onUnavailable must be "closed" or "open".');
    this.#settings = { apiKey, baseUrl: folderUrl(baseUrl), timeoutMs };
    this.#onUnavailable = onUnavailable;
  }

  /**
   * @param {Usage} usage
   * @returns {Promise<Decision>}
   */
  async checkQuota(usage) {
    const decision = await this.#record(usage);
    if (decision.admitted) return decision;
    if (decision.code === "UNAVAILABLE" && this.#onUnavailable === "open") {
      return { admitted: true, confirmed: false, event: null, replayed: false, problem: decision.problem };
    }
    if (!isRefusal(decision)) throw new WeirError(decision.problem);
    return decision;
  }

  /**
   * @param {Usage} usage
   * @returns {ReturnType<import("./index.d.ts").Weir["track"]>}
   */
  async track(usage) {
    return this.#record(usage);
  }

  /**
   * @param {PeekRequest} request
   * @returns {Promise<Peek>}
   */
  async peek({ meter, units = 1, organization }) {
    const answer = await send(this.#settings, {
      method: "POST",
      path: "v1/check",
      body: { meter, units, organization },
    });
    return /** @type {Peek} */ (dataOf(answer));
  }

  /**
   * @param {string} organization
   * @returns {Promise<Entitlements>}
   */
  async entitlements(organization) {
    const path = `v1/entitlements/${encodeURIComponent(organization)}`;
    return /** @type {Entitlements} */ (dataOf(await send(this.#settings, { method: "GET", path })));
  }

  /** @param {Usage} usage */
  async #record({ key = randomUUID(), units = 1, ...event }) {
    const body = { ...event, units, idempotencyKey: key };
    const answer = await send(this.#settings, { method: "POST", path: "v1/usage", body });
    if (!answer.ok)
      return { admitted: /** @type {const} */ (false), code: answer.problem.code, problem: answer.problem };
    return {
      admitted: /** @type {const} */ (true),
      confirmed: /** @type {const} */ (true),
      event: /** @type {UsageEvent} */ (answer.data),
      replayed: answer.replayed,
    };
  }
}

/**
 * @param {{ admitted: false, code: string, problem: Problem }} refusal
 * @returns {refusal is { admitted: false, code: RefusalCode, problem: Problem }}
 */
const isRefusal = (refusal) => REFUSALS.has(refusal.code);

/** An address under which paths are appended, also when Weir lives below a path. @param {string | URL} baseUrl */
function folderUrl(baseUrl) {
  const url = new URL(baseUrl);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TypeError("baseUrl must be an http or https address.");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
