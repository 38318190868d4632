/** @import { Problem, WeirErrorCode } from "./index.d.ts" */

/**
 * The problem in the body of an answer; null when what answered does not speak of problems as Weir does.
 *
 * @param {unknown} json
 * @returns {Problem | null}
 */
export function problemIn(json) {
  if (typeof json !== "object" || json === null) return null;
  const { code, status, detail } = /** @type {Record<string, unknown>} */ (json);
  if (typeof code !== "string" || typeof status !== "number" || typeof detail !== "string") return null;
  return /** @type {Problem} */ (json);
}

/** Whether a hold could not be settled because its time was over. @param {Problem} problem */
export const isExpired = ({ code, state }) => code === "CONFLICT" && state === "expired";

/**
 * A problem that no server wrote.
 *
 * @param {WeirErrorCode} code
 * @param {number} status
 * @param {string} title
 * @param {string} detail
 * @returns {Problem}
 */
const own = (code, status, title, detail) => ({ type: "about:blank", title, status, detail, code });

/** @param {string} reason @returns {Problem} */
export const unavailable = (reason) => ({
  ...own(
    "UNAVAILABLE",
    503,
    "Not available just now",
    `The quota could not be checked. ${reason} Try again in a moment.`,
  ),
  retryAfterSeconds: 1,
});

/** @param {number} status */
export const unexpected = (status) =>
  own(
    "UNEXPECTED_ANSWER",
    status,
    "Not an answer of Weir",
    `The answer (status ${status}) does not come from Weir's API. Check baseUrl.`,
  );

/** 499 is what proxies call a request that its sender gave up. */
export const aborted = () => own("ABORTED", 499, "Given up", "The call was given up by its signal.");

export const queueFull = () =>
  own(
    "QUEUE_FULL",
    503,
    "The queue is full",
    "The local queue holds as much as it may (maxBytes). The event was not taken.",
  );

export const queueClosed = () =>
  own("QUEUE_CLOSED", 503, "The queue is closed", "close() was called on this Weir. The event was not taken.");

export const queueFailed = () =>
  own(
    "QUEUE_FAILED",
    503,
    "The queue cannot be written",
    "The event could not be written to the queue's directory. Repeat it with the same key: it may be there in part.",
  );

/** @param {string} reason @returns {Problem} */
export const notReached = (reason) => ({
  ...own(
    "UNAVAILABLE",
    503,
    "Not available just now",
    `Weir could not be reached from here. ${reason} Try again in a moment; if it stays so, look whether the code is for this very domain.`,
  ),
  retryAfterSeconds: 1,
});

export const reactivationRequired = () =>
  own(
    "REACTIVATION_REQUIRED",
    401,
    "A new activation code is needed",
    "This is not activated. Create an activation code in the portal and enter it here.",
  );
