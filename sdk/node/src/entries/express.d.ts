import type { Weir } from "../index.js";
import type { Metered, MeteredRequest, MeteredResponse, QuotaOptions } from "../middleware/options.js";

/**
 * Middleware in front of a metered route of Express, Connect or plain node:http. Admitted: sets `request.weir` and goes on.
 * Refused: answers with Weir's problem+json as it came: 402 with the upgrade link (429 if Weir is set so), 403, 409, or 503
 * with Retry-After. A WeirError goes to `next`.
 */
export declare function weirQuota<Req extends object>(
  weir: Weir,
  options: QuotaOptions<Req>,
): (request: Req & MeteredRequest, response: MeteredResponse, next: (error?: unknown) => void) => Promise<void>;

declare global {
  namespace Express {
    interface Request {
      weir?: Metered;
    }
  }
}
