import { gateOf } from "./gate.js";
import { concluding, refusalResponse } from "./web-response.js";
/**
 * @import { Metered, QuotaOptions, Weir } from "../index.d.ts"
 */

/**
 * @template {Request} Req
 * @template {object} Context
 * @param {Weir} weir
 * @param {QuotaOptions<Req>} options
 * @param {(request: Req, context: Context & { weir: Metered }) => Response | Promise<Response>} handler
 * @returns {(request: Req, context: Context) => Promise<Response>}
 */
export function weirQuota(weir, options, handler) {
  const gate = gateOf(weir, options);
  return async (request, context) => {
    const entry = await gate(request);
    if (!entry.admitted) return refusalResponse(entry.problem);
    const { conclude, metered } = entry;
    /** @type {Response} */
    let response;
    try {
      response = await handler(request, { ...context, weir: metered });
    } catch (error) {
      await conclude?.(isRedirect(error));
      throw error;
    }
    return conclude ? concluding(request, response, conclude) : response;
  };
}

/** Next's redirect() throws; the customer gets a 3xx, which is an answer. @param {unknown} error */
function isRedirect(error) {
  const { digest } = /** @type {{ digest?: unknown }} */ (error ?? {});
  return typeof digest === "string" && digest.startsWith("NEXT_REDIRECT;");
}
