import { gateOf } from "./gate.js";
import { concluding, refusalResponse } from "./web-response.js";
/**
 * @import { QuotaOptions, Weir } from "../index.d.ts"
 * @import { MeteredContext } from "../entries/hono.d.ts"
 */

/**
 * @template {MeteredContext} C
 * @param {Weir} weir
 * @param {QuotaOptions<C>} options
 * @returns {(c: C, next: () => Promise<void>) => Promise<Response | undefined>}
 */
export function weirQuota(weir, options) {
  const gate = gateOf(weir, options);
  return async (c, next) => {
    const entry = await gate(c);
    if (!entry.admitted) return refusalResponse(entry.problem);
    c.set("weir", entry.metered);
    const { conclude } = entry;
    if (!conclude) {
      await next();
      return undefined;
    }
    try {
      // What a handler throws, Hono has turned into an answer by now: 500, or what the error says.
      await next();
    } catch (error) {
      await conclude(false);
      throw error;
    }
    c.res = await concluding(c.req.raw, c.res, conclude);
    return undefined;
  };
}
