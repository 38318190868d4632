import type { Weir } from "../index.js";
import type { Metered, QuotaOptions } from "../middleware/options.js";

/** As much of Hono's context as the middleware needs. */
export interface MeteredContext {
  readonly req: { readonly raw: Request };
  res: Response;
  set(name: "weir", metered: Metered): void;
}

/** For `new Hono<WeirVariables>()`: `c.get("weir")` then has its type. */
export interface WeirVariables {
  Variables: { weir: Metered };
}

/**
 * Middleware in front of a metered route. Admitted: sets `c.get("weir")` and goes on. Refused: answers with Weir's
 * problem+json as it came. A WeirError is thrown to `app.onError`.
 */
export declare function weirQuota<C extends MeteredContext>(
  weir: Weir,
  options: QuotaOptions<C>,
): (c: C, next: () => Promise<void>) => Promise<Response | undefined>;
