import { setTimeout as sleep } from "node:timers/promises";
import { WeirError } from "./errors.js";
import { problemIn, aborted, unavailable, unexpected } from "./problems.js";
/** @import { Problem } from "./index.d.ts" */

const MAX_ATTEMPTS = 3;
/** Before the second attempt, doubled before the third, each shortened by up to half so that clients do not come in step. */
const FIRST_PAUSE_MS = 50;
const DEFAULT_RETRY_AFTER_S = 1;
/** Answers of a proxy, or of a Weir whose database is away. The outcome may be unknown, so only the same key may follow. */
const AWAY = new Set([502, 503, 504]);
const TOO_MANY = 429;
/** What a timer can wait; a longer one would go off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Failures before a byte of the request was sent. After any other, it may have arrived. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "EHOSTUNREACH"]);

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
 * @property {AbortSignal | undefined} [signal]
 */

/**
 * @typedef {{ ok: true, json: Record<string, unknown>, replayed: boolean }} Answered
 * @typedef {{ ok: false, problem: Problem, outcomeUnknown: boolean }} Refused
 */

/**
 * One attempt's answer. `retryAfterMs`: null when it is final, undefined when another attempt may follow at any time.
 *
 * @typedef {{ answer: Answered | Refused, retryAfterMs: number | null | undefined }} Attempt
 */

/**
 * Sends one call and repeats it while Weir is away or asks for patience: at most three attempts, never longer than
 * `timeoutMs` in all. Each attempt sends the very same bytes, so a key in the body is the same key. What could not be
 * reached is a refusal with the code UNAVAILABLE, which says whether the call may have been carried out all the same.
 *
 * Throws only when `signal` is aborted: WeirError with the code ABORTED.
 *
 * @param {Settings} settings
 * @param {Call} call
 * @returns {Promise<Answered | Refused>}
 */
export async function send(settings, call) {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const deadline = performance.now() + settings.timeoutMs;
  let outcomeUnknown = false;
  /** @type {Refused} */
  let last = { ok: false, problem: unavailable("No attempt was made in the time allowed."), outcomeUnknown };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (settings.signal?.aborted) throw abortedBy(settings.signal, outcomeUnknown);
    const left = deadline - performance.now();
    if (left <= 0) return last;
    // A connection that hangs must leave time for another one; the last attempt may use all that is left.
    const { answer, retryAfterMs } = await attemptOnce(settings, call, body, attempt < MAX_ATTEMPTS ? left / 2 : left);
    if (answer.ok) return answer;
    // Once one attempt may have arrived, no later failure makes that untrue.
    outcomeUnknown ||= answer.outcomeUnknown;
    last = { ...answer, outcomeUnknown };
    if (retryAfterMs === null) return last;
    if (settings.signal?.aborted) throw abortedBy(settings.signal, outcomeUnknown);
    const pause = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    if (performance.now() + pause >= deadline) return last;
    if (attempt < MAX_ATTEMPTS) await sleep(pause, undefined, { signal: settings.signal }).catch(() => undefined);
  }
  return last;
}

/**
 * @param {Settings} settings
 * @param {Call} call
 * @param {string | undefined} body
 * @param {number} timeoutMs
 * @returns {Promise<Attempt>}
 */
async function attemptOnce(settings, call, body, timeoutMs) {
  const attempt = limited(settings.signal, timeoutMs);
  try {
    const response = await fetch(new URL(call.path, settings.baseUrl), {
      method: call.method,
      headers: headersOf(settings, body !== undefined),
      body,
      signal: attempt.signal,
      // A redirect would carry the key to an address that nobody named.
      redirect: "manual",
    });
    return answerOf(response, await response.text());
  } catch (error) {
    const { reason, sent } = failureOf(error);
    return { answer: { ok: false, problem: unavailable(reason), outcomeUnknown: sent }, retryAfterMs: undefined };
  } finally {
    attempt.end();
  }
}

/**
 * A signal for one attempt: the caller's, or the end of its time. (AbortSignal.any would say it shorter, but is not in Node 18.)
 *
 * @param {AbortSignal | undefined} signal
 * @param {number} timeoutMs
 */
function limited(signal, timeoutMs) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, Math.min(Math.max(1, Math.ceil(timeoutMs)), LONGEST_TIMER_MS));
  signal?.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    },
  };
}

/**
 * @param {Response} response
 * @param {string} text
 * @returns {Attempt}
 */
function answerOf(response, text) {
  const json = parsed(text);
  if (response.ok) {
    if (!isObject(json)) return final(unexpected(response.status), true);
    const replayed = response.headers.get("idempotent-replayed") === "true";
    return { answer: { ok: true, json, replayed }, retryAfterMs: null };
  }
  const problem = problemIn(json);
  if (AWAY.has(response.status) || isRateLimit(response.status, problem)) return later(response, problem);
  return final(problem ?? unexpected(response.status), response.status >= 500);
}

/** A deployment may answer quota refusals with 429, too; waiting does not lift those. @param {number} status @param {Problem | null} problem */
const isRateLimit = (status, problem) =>
  status === TOO_MANY && (problem === null || problem.code === "RATE_LIMIT_EXCEEDED");

/**
 * A gateway error of a proxy in between, a payment provider that does not answer, a rate limit: to whoever waits for a
 * decision all of them are Weir being away.
 *
 * @param {Response} response
 * @param {Problem | null} problem
 * @returns {Attempt}
 */
function later(response, problem) {
  const seconds = retryAfterOf(response);
  const away = unavailable(`Weir answered ${response.status}.`);
  return {
    answer: {
      ok: false,
      problem: {
        ...(problem ?? away),
        status: away.status,
        code: away.code,
        retryAfterSeconds: seconds ?? DEFAULT_RETRY_AFTER_S,
      },
      outcomeUnknown: response.status !== TOO_MANY,
    },
    retryAfterMs: seconds === null ? undefined : seconds * 1000,
  };
}

/**
 * @param {Settings} settings
 * @param {boolean} hasBody
 * @returns {Record<string, string>}
 */
function headersOf({ apiKey }, hasBody) {
  /** @type {Record<string, string>} */
  const headers = { authorization: `Bearer ${apiKey}`, accept: "application/json, application/problem+json" };
  if (hasBody) headers["content-type"] = "application/json";
  return headers;
}

/**
 * @param {Problem} problem
 * @param {boolean} outcomeUnknown
 * @returns {Attempt}
 */
const final = (problem, outcomeUnknown) => ({ answer: { ok: false, problem, outcomeUnknown }, retryAfterMs: null });

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

/** Seconds of a Retry-After header; null when there is none or it names a date, which Weir never does. @param {Response} response */
function retryAfterOf(response) {
  const header = response.headers.get("retry-after")?.trim() ?? "";
  return /^\d{1,6}$/.test(header) ? Number(header) : null;
}

/**
 * Why an attempt failed, in few words and without the address (it may be shown to a customer), and whether the request
 * may have arrived.
 *
 * @param {unknown} error
 */
function failureOf(error) {
  const { name, cause } = /** @type {{ name?: string, cause?: { code?: string } }} */ (error);
  if (name === "TimeoutError" || name === "AbortError")
    return { reason: "No answer came in the time allowed.", sent: true };
  if (cause?.code) return { reason: `The connection failed (${cause.code}).`, sent: !NEVER_SENT.has(cause.code) };
  return { reason: "The connection failed.", sent: true };
}

/**
 * @param {AbortSignal} signal
 * @param {boolean} outcomeUnknown
 */
const abortedBy = (signal, outcomeUnknown) => new WeirError(aborted(), { cause: signal.reason, outcomeUnknown });

/**
 * The data of an answer; a refusal is thrown.
 *
 * @param {Answered | Refused} answer
 */
export function dataOf(answer) {
  if (!answer.ok) throw new WeirError(answer.problem, { outcomeUnknown: answer.outcomeUnknown });
  if (!("data" in answer.json)) throw new WeirError(unexpected(200), { outcomeUnknown: true });
  return answer.json.data;
}
