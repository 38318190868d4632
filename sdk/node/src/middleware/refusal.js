/** @import { Problem } from "../index.d.ts" */

/**
 * The answer to a customer who is refused: the problem as Weir wrote it, with its status, its words, the upgrade link.
 *
 * @param {Problem} problem
 */
export function refusalOf(problem) {
  /** @type {Record<string, string>} */
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  if (problem.status === 503) headers["retry-after"] = String(problem.retryAfterSeconds ?? 1);
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}
