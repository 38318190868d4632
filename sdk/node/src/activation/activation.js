import { WeirError } from "../errors.js";
import { reactivationRequired } from "../problems.js";
import { exchange } from "./exchange.js";
import { oneAtATime } from "./one-at-a-time.js";
import { usualStorage } from "./storage.js";
/**
 * @import { ActivateOptions, ActivationStorage } from "../entries/activation.d.ts"
 * @import { Problem } from "../problem.d.ts"
 * @import { Tokens } from "./exchange.js"
 */

/** So long before its end a token is exchanged. */
const REFRESH_BEFORE_MS = 60_000;
/** And with less than this left it is not handed out any more. */
const USABLE_MS = 10_000;
/** Tabs that opened together shall not all wake up together. */
const JITTER_MS = 10_000;
const AGAIN_MS = 15_000;
/** What a storage could be asked in the worst case: somebody else activated meanwhile. */
const ROUNDS = 3;

/**
 * What the storage holds.
 *
 * @typedef {Tokens & { expiresAt: number }} Kept
 */

/**
 * Turns a code into an installation, or goes on with the one that the storage holds. Throws WeirError when the code is not
 * accepted. Where nothing is stored, `onReactivationRequired` is told and the activation waits for a code.
 *
 * @param {ActivateOptions} options
 */
export async function activate(options) {
  const activation = new Activation(options);
  if (options.code === undefined) await activation.resume();
  else await activation.redeem(options.code);
  return activation;
}

export class Activation {
  #baseUrl;
  #domain;
  /** @type {ActivationStorage} */
  #storage;
  #onReactivationRequired;
  /** @type {Kept | null} */
  #kept = null;
  /** @type {Promise<Kept> | null} */
  #renewing = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  #stopped = false;
  #told = false;

  /** @param {ActivateOptions} options */
  constructor({ baseUrl, domain, storage = usualStorage(), onReactivationRequired = () => undefined }) {
    this.#baseUrl = folderUrl(baseUrl);
    this.#domain = domain;
    this.#storage = storage;
    this.#onReactivationRequired = onReactivationRequired;
  }

  get active() {
    return this.#kept !== null;
  }

  get installation() {
    return this.#kept?.installation ?? null;
  }

  get organization() {
    return this.#kept?.organization ?? null;
  }

  /** @param {string} code */
  async redeem(code) {
    await this.#alone(async () => {
      const sentAt = Date.now();
      const url = new URL("v1/activation/redeem", this.#baseUrl);
      const answer = await exchange(url, { code: code.trim(), domain: this.#domain }, { repeat: false });
      if (!answer.ok) throw new WeirError(answer.problem);
      await this.#keep(answer.tokens, sentAt);
    });
  }

  async resume() {
    if (await this.#adopt()) return;
    this.#lose(reactivationRequired());
  }

  async accessToken() {
    return (this.#usable() ?? (await this.#renew())).accessToken;
  }

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async fetch(path, init = {}) {
    const url = new URL(path.replace(/^\//, ""), this.#baseUrl);
    if (!url.href.startsWith(this.#baseUrl.href))
      throw new TypeError("The token is sent to Weir alone: give a path below baseUrl.");
    const token = await this.accessToken();
    const response = await send(url, init, token);
    if (response.status !== 401 || !isRepeatable(init)) return response;
    // The key that signed it may be gone before its time. A new token is the way to know.
    const { accessToken } = await this.#renew(token);
    return send(url, init, accessToken);
  }

  stop() {
    this.#stopped = true;
    this.#clearTimer();
  }

  async forget() {
    this.#clearTimer();
    this.#kept = null;
    await this.#storage.clear();
  }

  #usable() {
    return this.#kept !== null && this.#kept.expiresAt - Date.now() > USABLE_MS ? this.#kept : null;
  }

  /** Fresh tokens, asked for once however many want them. `rejected` is one that Weir does not take any more. @param {string} [rejected] */
  #renew(rejected) {
    this.#renewing ??= this.#alone(() => this.#exchanged(rejected)).finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  /**
   * @param {string | undefined} rejected
   * @returns {Promise<Kept>}
   */
  async #exchanged(rejected) {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const stored = await this.#read();
      if (!stored) break;
      // Another tab was faster.
      if (stored.accessToken !== rejected && stored.expiresAt - Date.now() > REFRESH_BEFORE_MS)
        return this.#take(stored);
      const sentAt = Date.now();
      const url = new URL("v1/activation/refresh", this.#baseUrl);
      const body = { refreshToken: stored.refreshToken, domain: this.#domain };
      const answer = await exchange(url, body, { repeat: true });
      if (answer.ok) return this.#keep(answer.tokens, sentAt);
      if (answer.problem.code === "AUTHENTICATION_ERROR") {
        // Unless somebody has activated anew meanwhile, this is the end of it.
        if ((await this.#read())?.refreshToken !== stored.refreshToken) continue;
        await this.#storage.clear();
        throw this.#lose(answer.problem);
      }
      if (stored.accessToken !== rejected && stored.expiresAt > Date.now()) return this.#take(stored);
      throw new WeirError(answer.problem);
    }
    throw this.#lose(reactivationRequired());
  }

  /** @param {Problem} problem */
  #lose(problem) {
    this.#clearTimer();
    this.#kept = null;
    const lost = { ...reactivationRequired(), detail: problem.detail };
    // Once for each loss, not once for each question.
    if (!this.#told) this.#onReactivationRequired(lost);
    this.#told = true;
    return new WeirError(lost);
  }

  /** @returns {Promise<Kept | null>} */
  async #read() {
    try {
      const kept = /** @type {Partial<Kept> | null} */ (JSON.parse((await this.#storage.read()) ?? "null"));
      const whole = typeof kept?.refreshToken === "string" && typeof kept.accessToken === "string";
      return whole && typeof kept.expiresAt === "number" ? /** @type {Kept} */ (kept) : null;
    } catch {
      return null;
    }
  }

  async #adopt() {
    const stored = await this.#read();
    if (stored) this.#take(stored);
    return stored !== null;
  }

  /**
   * @param {Tokens} tokens
   * @param {number} sentAt
   */
  async #keep(tokens, sentAt) {
    // By this computer's own clock, and from before the answer: how wrong it stands does not matter.
    const kept = { ...tokens, expiresAt: sentAt + tokens.expiresIn * 1_000 };
    await this.#storage.write(JSON.stringify(kept));
    return this.#take(kept);
  }

  /** @param {Kept} kept */
  #take(kept) {
    this.#kept = kept;
    this.#told = false;
    this.#wakeIn(kept.expiresAt - Date.now() - REFRESH_BEFORE_MS + Math.random() * JITTER_MS);
    return kept;
  }

  /** @param {number} ms */
  #wakeIn(ms) {
    this.#clearTimer();
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#wake(), Math.max(0, ms));
    // In Node a timer keeps the program alive; in a browser it is a number.
    const { unref } = /** @type {{ unref?: () => void }} */ (this.#timer);
    unref?.call(this.#timer);
  }

  async #wake() {
    try {
      await this.#renew();
    } catch {
      // Who is away is asked again; who has lost the activation was told.
      if (this.#kept !== null) this.#wakeIn(AGAIN_MS);
    }
  }

  #clearTimer() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   */
  #alone(work) {
    return oneAtATime(`weir.activation:${this.#storage.name ?? this.#baseUrl.href}`, work);
  }
}

/**
 * @param {URL} url
 * @param {RequestInit} init
 * @param {string} token
 */
function send(url, init, token) {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(url, { ...init, headers, credentials: "omit", redirect: "error" });
}

/** A stream can be read once. @param {RequestInit} init */
const isRepeatable = ({ body }) => body === undefined || body === null || typeof body === "string";

/** @param {string | URL} baseUrl */
function folderUrl(baseUrl) {
  const url = new URL(baseUrl);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TypeError("baseUrl must be an http or https address.");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
