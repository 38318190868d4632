import { WeirError } from "./errors.js";
/**
 * @import { Refusal, RefusalCode } from "./index.d.ts"
 * @import { Refused } from "./transport.js"
 */

/**
 * What the customer, or time, can change. Every other code means that you and Weir do not agree, and is thrown.
 *
 * @type {ReadonlySet<string>}
 */
const REFUSALS = new Set(
  /** @satisfies {RefusalCode[]} */ ([
    "LIMIT_EXCEEDED",
    "SPEND_LIMIT_EXCEEDED",
    "INSUFFICIENT_CREDITS",
    "PAYMENT_REQUIRED",
    "FEATURE_DISABLED",
    "METER_NOT_IN_PLAN",
    "ORGANIZATION_SUSPENDED",
    "SUBSCRIPTION_MISSING",
    "UNAVAILABLE",
  ]),
);

/**
 * @param {string} code
 * @returns {code is RefusalCode}
 */
const isRefusalCode = (code) => REFUSALS.has(code);

/**
 * A refusal as a value; what no customer can change is thrown. A refusal that Weir has decided is known, whatever became of
 * an earlier attempt: Weir would have answered it with the first attempt's admission.
 *
 * @param {Refused} answer
 * @returns {Refusal}
 */
export function refusalIn({ problem, outcomeUnknown }) {
  const { code } = problem;
  if (!isRefusalCode(code)) throw new WeirError(problem, { outcomeUnknown });
  return { admitted: false, code, problem, outcomeUnknown: outcomeUnknown && code === "UNAVAILABLE" };
}
