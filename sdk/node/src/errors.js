/** @import { Problem, WeirErrorCode } from "./index.d.ts" */

/**
 * Weir answered something that is neither an admission nor a refusal of the customer: a key that is not accepted, a meter
 * that does not exist, an address where no Weir lives. Waiting or upgrading does not help; somebody has to look at it.
 *
 * It carries no `status` on purpose: Express would answer the customer with it, and a 401 between you and Weir is not a
 * 401 between the customer and you. The status is in `problem.status`.
 */
export class WeirError extends Error {
  /** @type {WeirErrorCode} */
  code;
  /** @type {Problem} */
  problem;
  /** @type {boolean} */
  outcomeUnknown;

  /**
   * @param {Problem} problem
   * @param {ErrorOptions & { outcomeUnknown?: boolean }} [options]
   */
  constructor(problem, { outcomeUnknown = false, ...options } = {}) {
    super(`Weir: ${problem.code}: ${problem.detail}`, options);
    this.name = "WeirError";
    this.code = problem.code;
    this.problem = problem;
    this.outcomeUnknown = outcomeUnknown;
  }
}
