import type { Weir } from "../index.js";
import type { Metered, QuotaOptions } from "../middleware/options.js";

/**
 * Wraps a route handler of Next, or any web-standard handler (Request in, Response out). Admitted: runs it, with
 * `context.weir` beside what the framework gives. Refused: answers with Weir's problem+json as it came. A WeirError is
 * thrown, and Next answers 500.
 *
 * `export const GET = weirQuota(weir, { meter: "api_calls" }, async (request, { params, weir }) => …)`
 */
export declare function weirQuota<Req extends Request, Context extends object = object>(
  weir: Weir,
  options: QuotaOptions<Req>,
  handler: (request: Req, context: Context & { weir: Metered }) => Response | Promise<Response>,
): (request: Req, context: Context) => Promise<Response>;
