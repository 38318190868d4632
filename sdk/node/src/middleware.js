/** @import { Decision, MeteredRequest, MeteredResponse, Problem, QuotaOptions, Weir } from "./index.d.ts" */

/**
 * @template {MeteredRequest} Req
 * @param {Weir} weir
 * @param {QuotaOptions<Req>} options
 * @returns {(request: Req, response: MeteredResponse, next: (error?: unknown) => void) => Promise<void>}
 */
export function weirQuota(weir, { meter, units = 1, key, organization, event }) {
  return async (request, response, next) => {
    /** @type {Decision} */
    let decision;
    try {
      decision = await weir.checkQuota({
        ...event?.(request),
        meter,
        units: typeof units === "function" ? units(request) : units,
        key: key?.(request),
        organization: organization?.(request),
      });
    } catch (error) {
      return next(error);
    }
    if (!decision.admitted) return refuse(response, decision.problem);
    request.weir = decision;
    next();
  };
}

/**
 * Passes the problem on as Weir wrote it: its status, its words, the upgrade link.
 *
 * @param {MeteredResponse} response
 * @param {Problem} problem
 */
function refuse(response, problem) {
  response.statusCode = problem.status;
  response.setHeader("Content-Type", "application/problem+json");
  response.setHeader("Cache-Control", "no-store");
  if (problem.status === 503) response.setHeader("Retry-After", String(problem.retryAfterSeconds ?? 1));
  response.end(JSON.stringify(problem));
}
