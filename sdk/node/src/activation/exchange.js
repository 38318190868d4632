import { notReached, problemIn, unexpected } from "../problems.js";
/** @import { Problem } from "../problem.d.ts" */

const ATTEMPTS = 3;
const PAUSE_MS = 300;
const TIMEOUT_MS = 10_000;

/**
 * @typedef {object} Tokens
 * @property {string} accessToken
 * @property {string} refreshToken
 * @property {number} expiresIn
 * @property {string} installation
 * @property {string} organization
 * @property {string} domain
 * @property {string} endsAt
 */

/**
 * @typedef {{ ok: true, tokens: Tokens }} Exchanged
 * @typedef {{ ok: false, problem: Problem }} NotExchanged
 */

/**
 * Sends a code or a refresh token and gives what comes back. An answer that got lost is asked for again at once: the same
 * refresh token gives the same successor for a minute. A code is sent once: its repetition would be refused.
 *
 * @param {URL} url
 * @param {Record<string, string | undefined>} body
 * @param {{ repeat: boolean }} options
 * @returns {Promise<Exchanged | NotExchanged>}
 */
export async function exchange(url, body, { repeat }) {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await attemptOnce(url, body);
    const again = !answer.ok && answer.problem.code === "UNAVAILABLE" && repeat && attempt < ATTEMPTS;
    if (!again) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
  }
}

/**
 * @param {URL} url
 * @param {Record<string, string | undefined>} body
 * @returns {Promise<Exchanged | NotExchanged>}
 */
async function attemptOnce(url, body) {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, application/problem+json" },
      body: JSON.stringify(body),
      signal: ending.signal,
      // The token is what is presented, and no cookie besides.
      credentials: "omit",
      redirect: "error",
    });
    return readAnswer(response.status, await response.json().catch(() => null));
  } catch {
    return { ok: false, problem: notReached("No answer came.") };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {number} status
 * @param {unknown} json
 * @returns {Exchanged | NotExchanged}
 */
function readAnswer(status, json) {
  const problem = problemIn(json);
  if (status >= 500 || status === 429)
    return { ok: false, problem: { ...(problem ?? {}), ...notReached(`Weir answered ${status}.`) } };
  const { data } = /** @type {{ data?: Partial<Tokens> }} */ (json ?? {});
  if (status < 300 && typeof data?.accessToken === "string" && typeof data.refreshToken === "string")
    return { ok: true, tokens: /** @type {Tokens} */ (data) };
  return { ok: false, problem: problem ?? unexpected(status) };
}
