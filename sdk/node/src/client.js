import { createHash, randomUUID } from "node:crypto";
import { endings, holdBody, pathOf } from "./holds.js";
import { Queue } from "./queue/queue.js";
import { refusalIn } from "./refusals.js";
import { dataOf, send } from "./transport.js";
/**
 * @import { CallOptions, Decision, FoundHold, HoldDecision, HoldRequest, PeekRequest, QueuedEvent } from "./index.d.ts"
 * @import { Refusal, Tracked, UnconfirmedHold, Usage, WeirOptions } from "./index.d.ts"
 * @import { Entitlements, HeldUnits, Peek, StoredHold, UsageEvent } from "./wire.d.ts"
 * @import { Settings } from "./transport.js"
 */

const DEFAULT_BASE_URL = "http://localhost:3001";
const DEFAULT_TIMEOUT_MS = 2000;
const POLICIES = ["deny", "allow"];

/** Speaks to the metering API of one Weir. One for the whole process is enough. */
export class Weir {
  /** @type {Settings} */
  #settings;
  #onUnavailable;
  #queueOptions;
  /** @type {Queue | null} */
  #queue = null;

  /** @param {WeirOptions} options */
  constructor({ apiKey, baseUrl = DEFAULT_BASE_URL, timeoutMs = DEFAULT_TIMEOUT_MS, onUnavailable = "deny", queue }) {
    if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new TypeError("apiKey must be a Weir API key (weir_live_… or weir_test_…), without spaces.");
    }
    if (typeof onUnavailable !== "function" && !POLICIES.includes(onUnavailable))
      throw new TypeError('onUnavailable must be "deny", "allow" or a function that says which.');
    this.#settings = { apiKey, baseUrl: folderUrl(baseUrl), timeoutMs: positive(timeoutMs) };
    this.#onUnavailable = onUnavailable;
    this.#queueOptions = queue ?? {};
    // What an earlier process has left behind must not wait for the first event of this one.
    if (queue) this.#outbox().startInBackground();
  }

  /**
   * @param {Usage} usage
   * @param {CallOptions} [options]
   * @returns {Promise<Decision>}
   */
  async checkQuota(usage, options) {
    const body = eventBody(usage);
    const answer = await send(this.#with(options), { method: "POST", path: "v1/usage", body });
    if (answer.ok) {
      const event = /** @type {UsageEvent} */ (dataOf(answer));
      return { admitted: true, confirmed: true, event, replayed: answer.replayed };
    }
    const refusal = refusalIn(answer);
    if (refusal.code !== "UNAVAILABLE" || !(await this.#mayGoOn(body, refusal))) return refusal;
    // The very body that was sent: if the first attempt did arrive, this is its repetition and counted once.
    if (!(await this.#noted(body))) return refusal;
    return { admitted: true, confirmed: false, event: null, replayed: false, problem: refusal.problem };
  }

  /**
   * @param {Usage} usage
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<Tracked>}
   */
  async track(usage, { signal } = {}) {
    const queue = this.#outbox();
    const body = eventBody(usage);
    const event = queue.stamp ? { ...body, occurredAt: body.occurredAt ?? new Date() } : body;
    await queue.push({ event }, { mayWait: true, signal });
    return { key: body.idempotencyKey, durable: queue.durable };
  }

  /** @param {{ timeoutMs?: number }} [options] */
  async flush(options) {
    return this.#queue ? this.#queue.flush(options) : { settled: true, pending: 0 };
  }

  /** @param {{ timeoutMs?: number }} [options] */
  async close(options) {
    return this.#outbox().close(options);
  }

  /**
   * @param {string} meter
   * @param {number} units
   * @param {HoldRequest} [request]
   * @returns {Promise<HoldDecision>}
   */
  async hold(meter, units, request = {}) {
    const body = holdBody(meter, units, request);
    const answer = await send(this.#with(request), { method: "POST", path: "v1/holds", body });
    if (answer.ok) {
      const held = /** @type {HeldUnits} */ (dataOf(answer));
      const ends = endings(this.#desk, held, request.organization);
      return { admitted: true, confirmed: true, replayed: answer.replayed, ...held, ...ends };
    }
    const refusal = refusalIn(answer);
    const { expiresInSeconds: _expiresInSeconds, ...event } = body;
    if (refusal.code !== "UNAVAILABLE" || !(await this.#mayGoOn(event, refusal))) return refusal;
    return this.#unconfirmedHold(event, refusal);
  }

  /** Holds by their id, for when another process made them. */
  holds = {
    /**
     * @param {string} id
     * @param {{ organization?: string } & CallOptions} [options]
     * @returns {Promise<FoundHold>}
     */
    get: async (id, { organization, ...options } = {}) => {
      const query = organization === undefined ? "" : `?${new URLSearchParams({ organization })}`;
      const answer = await send(this.#with(options), { method: "GET", path: pathOf(id) + query });
      const held = /** @type {StoredHold} */ (dataOf(answer));
      return { ...held, ...endings(this.#desk, held, organization) };
    },
  };

  /**
   * @param {PeekRequest} request
   * @param {CallOptions} [options]
   * @returns {Promise<Peek>}
   */
  async peek({ meter, units = 1, organization }, options) {
    const body = { meter, units, organization };
    return /** @type {Peek} */ (dataOf(await send(this.#with(options), { method: "POST", path: "v1/check", body })));
  }

  /**
   * @param {string} organization
   * @param {CallOptions} [options]
   * @returns {Promise<Entitlements>}
   */
  async entitlements(organization, options) {
    const path = `v1/entitlements/${encodeURIComponent(organization)}`;
    return /** @type {Entitlements} */ (dataOf(await send(this.#with(options), { method: "GET", path })));
  }

  /** What a hold needs of this client. */
  #desk = {
    settings: (/** @type {CallOptions | undefined} */ options) => this.#with(options),
    queue: () => this.#outbox(),
  };

  /** @param {CallOptions} [options] @returns {Settings} */
  #with({ signal, timeoutMs } = {}) {
    return {
      ...this.#settings,
      signal,
      timeoutMs: timeoutMs === undefined ? this.#settings.timeoutMs : positive(timeoutMs),
    };
  }

  #outbox() {
    this.#queue ??= new Queue(this.#settings, this.#queueOptions);
    return this.#queue;
  }

  /**
   * @param {QueuedEvent} usage
   * @param {Refusal} refusal
   */
  async #mayGoOn(usage, { problem, outcomeUnknown }) {
    const policy = this.#onUnavailable;
    return (typeof policy === "function" ? await policy({ usage, problem, outcomeUnknown }) : policy) === "allow";
  }

  /** Whether the event will be counted later. What could not even be noted is not let through. @param {QueuedEvent} event */
  async #noted(event) {
    return this.#outbox()
      .push({ event })
      .then(
        () => true,
        () => false,
      );
  }

  /**
   * Work that goes on without a hold: what it comes to is counted later, and releasing it is nothing to be told.
   *
   * @param {QueuedEvent} event
   * @param {Refusal} refusal
   * @returns {UnconfirmedHold}
   */
  #unconfirmedHold(event, { problem }) {
    // The hold may exist even so, under this key; the event needs another one.
    const idempotencyKey = createHash("sha256").update(`settlement-of-${event.idempotencyKey}`).digest("hex");
    return {
      admitted: true,
      confirmed: false,
      problem,
      settle: async (units = event.units, { signal: _signal, timeoutMs: _timeoutMs, ...facts } = {}) => {
        if (units > 0) await this.#outbox().push({ event: { ...event, ...facts, units, idempotencyKey } });
        return { admitted: true, confirmed: false, event: null, units, replayed: false, problem };
      },
      release: async () => undefined,
    };
  }
}

/** @param {Usage} usage @returns {QueuedEvent} */
const eventBody = ({ key = randomUUID(), units = 1, ...event }) => ({ ...event, units, idempotencyKey: key });

/** @param {number} timeoutMs */
function positive(timeoutMs) {
  if (Number.isFinite(timeoutMs) && timeoutMs > 0) return timeoutMs;
  throw new TypeError("timeoutMs must be a positive number of milliseconds.");
}

/** An address under which paths are appended, also when Weir lives below a path. @param {string | URL} baseUrl */
function folderUrl(baseUrl) {
  const url = new URL(baseUrl);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TypeError("baseUrl must be an http or https address.");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
