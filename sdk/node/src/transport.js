import { setTimeout as sleep } from "node:timers/promises";
import { WeirError } from "./errors.js";
/** @import { Problem } from "./index.d.ts" */

const MAX_ATTEMPTS = 3;
/** Before the second attempt, doubled before the third, each shortened by up to half so that clients do not come in step. */
const FIRST_PAUSE_MS = 50;
const DEFAULT_RETRY_AFTER_S = 1;
/** Answers of a proxy, or of a Weir whose database is away. The outcome may be unknown, so only the same key may follow. */
const AWAY = new Set([502, 503, 504]);

/**
 * @typedef {object} Call
 * @property {"GET" | "POST"} method
 * @property {string} path
 * @property {unknown} [body]
 */

/**
 * @typedef {object} Settings
 * @property {string} apiKey
 * @property {URL} baseUrl
 * @property {number} timeoutMs
 */

/**
 * @typedef {{ ok: true, data: unknown, replayed: boolean }} Answered
 * @typedef {{ ok: false, problem: Problem }} Refused
 */

/**
 * Sends one call and repeats it while Weir is away: at most three attempts, never longer than `timeoutMs` in all. Each
 * attempt sends the very same bytes, so a key in the body is the same key. Never throws: what could not be reached is a
 * refusal with the code UNAVAILABLE.
 *
 * @param {Settings} settings
 * @param {Call} call
 * @returns {Promise<Answered | Refused>}
 */
export async function send(settings, call) {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const deadline = performance.now() + settings.timeoutMs;
  /** @type {Refused} */
  let last = { ok: false, problem: unavailable("No attempt was made in the time allowed.") };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const left = deadline - performance.now();
    if (left <= 0) return last;
    // A connection that hangs must leave time for another one; the last attempt may use all that is left.
    const { answer, retryAfterMs } = await attemptOnce(settings, call, body, attempt < MAX_ATTEMPTS ? left / 2 : left);
    if (answer.ok || retryAfterMs === null) return answer;
    last = answer;
    const pause = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    if (performance.now() + pause >= deadline) return last;
    if (attempt < MAX_ATTEMPTS) await sleep(pause);
  }
  return last;
}

/**
 * One attempt. `retryAfterMs`: null when the answer is final, undefined when another attempt may follow at any time.
 *
 * @param {Settings} settings
 * @param {Call} call
 * @param {string | undefined} body
 * @param {number} timeoutMs
 * @returns {Promise<{ answer: Answered | Refused, retryAfterMs: number | null | undefined }>}
 */
async function attemptOnce(settings, call, body, timeoutMs) {
  /** @type {Response} */
  let response;
  /** @type {string} */
  let text;
  try {
    response = await fetch(new URL(call.path, settings.baseUrl), {
      method: call.method,
      headers: headersOf(settings, body !== undefined),
      body,
      signal: AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs))),
      // A redirect would carry the key to an address that nobody named.
      redirect: "manual",
    });
    text = await response.text();
  } catch (error) {
    return { answer: { ok: false, problem: unavailable(reasonOf(error)) }, retryAfterMs: undefined };
  }
  const json = parsed(text);
  if (response.ok) {
    if (!isObject(json) || !("data" in json)) return final(unexpected(response.status));
    const replayed = response.headers.get("idempotent-replayed") === "true";
    return { answer: { ok: true, data: json.data, replayed }, retryAfterMs: null };
  }
  if (AWAY.has(response.status)) {
    const seconds = retryAfterOf(response);
    const problem = isProblem(json)
      ? { ...json, retryAfterSeconds: seconds ?? DEFAULT_RETRY_AFTER_S }
      : unavailable(`Weir answered ${response.status}.`);
    // A gateway error of a proxy in between, or of Weir's payment provider, is Weir being away to whoever waits for a decision.
    const away = problem.code === "UNAVAILABLE" ? problem : { ...problem, code: /** @type {const} */ ("UNAVAILABLE") };
    return { answer: { ok: false, problem: away }, retryAfterMs: seconds === null ? undefined : seconds * 1000 };
  }
  return final(isProblem(json) ? json : unexpected(response.status));
}

/**
 * @param {Settings} settings
 * @param {boolean} hasBody
 * @returns {Record<string, string>}
 */
function headersOf({ apiKey }, hasBody) {
  const headers = { authorization: `Bearer ${apiKey}`, accept: "application/json, application/problem+json" };
  return hasBody ? { ...headers, "content-type": "application/json" } : headers;
}

/**
 * @param {Problem} problem
 * @returns {{ answer: Refused, retryAfterMs: null }}
 */
const final = (problem) => ({ answer: { ok: false, problem }, retryAfterMs: null });

/** @param {string} text */
function parsed(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * @param {unknown} value
 * @returns {value is Problem}
 */
const isProblem = (value) =>
  isObject(value) &&
  typeof value.code === "string" &&
  typeof value.status === "number" &&
  typeof value.detail === "string";

/** Seconds of a Retry-After header; null when there is none or it names a date, which Weir never does. @param {Response} response */
function retryAfterOf(response) {
  const header = response.headers.get("retry-after")?.trim() ?? "";
  return /^\d{1,6}$/.test(header) ? Number(header) : null;
}

/**
 * The reason of a failed attempt in few words, without the address: it may be shown to a customer.
 *
 * @param {unknown} error
 */
function reasonOf(error) {
  const { name, cause } = /** @type {{ name?: string, cause?: { code?: string } }} */ (error);
  if (name === "TimeoutError" || name === "AbortError") return "No answer came in the time allowed.";
  return cause?.code ? `The connection failed (${cause.code}).` : "The connection failed.";
}

/**
 * @param {string} reason
 * @returns {Problem}
 */
function unavailable(reason) {
  return {
    type: "about:blank",
    title: "Not available just now",
    status: 503,
    detail: `The quota could not be checked. ${reason} Try again in a moment.`,
    code: "UNAVAILABLE",
    retryAfterSeconds: DEFAULT_RETRY_AFTER_S,
  };
}

/**
 * @param {number} status
 * @returns {Problem}
 */
function unexpected(status) {
  return {
    type: "about:blank",
    title: "Not an answer of Weir",
    status,
    detail: `The answer (status ${status}) does not come from Weir's API. Check baseUrl.`,
    code: "UNEXPECTED_ANSWER",
  };
}

/**
 * The data of an answer; a refusal is thrown.
 *
 * @param {Answered | Refused} answer
 */
export function dataOf(answer) {
  if (answer.ok) return answer.data;
  throw new WeirError(answer.problem);
}
