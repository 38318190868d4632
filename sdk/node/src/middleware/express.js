import { gateOf } from "./gate.js";
import { whenOver } from "./node-response.js";
import { refusalOf } from "./refusal.js";
/** @import { MeteredRequest, MeteredResponse, QuotaOptions, Weir } from "../index.d.ts" */

/**
 * @template {object} Req
 * @param {Weir} weir
 * @param {QuotaOptions<Req>} options
 * @returns {(request: Req & MeteredRequest, response: MeteredResponse, next: (error?: unknown) => void) => Promise<void>}
 */
export function weirQuota(weir, options) {
  const gate = gateOf(weir, options);
  return async (request, response, next) => {
    /** @type {Awaited<ReturnType<typeof gate>>} */
    let entry;
    try {
      entry = await gate(request);
    } catch (error) {
      return next(error);
    }
    if (!entry.admitted) return refuse(response, refusalOf(entry.problem));
    request.weir = entry.metered;
    // The customer has gone: nobody waits for the work.
    if (entry.conclude && !whenOver(response, entry.conclude)) return;
    next();
  };
}

/**
 * @param {MeteredResponse} response
 * @param {ReturnType<typeof refusalOf>} refusal
 */
function refuse(response, { status, headers, body }) {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
