import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import type { World } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import type { Asked } from "./asked";
import type { Caller } from "./caller";
import { addressOf } from "./request";

const limiters = new WeakMap<World["env"], RateLimiterMemory>();

/** What one request leaves of the rate. `headers` say it to the caller as the IETF draft of RateLimit fields does. */
export interface Rate {
  readonly headers: Readonly<Record<string, string>>;
  /** Null while there is room. */
  readonly refusal: AppError | null;
}

/**
 * Requests a minute for each credential on the management routes. Kept in each process: it is there against runaway
 * loops, and n processes allowing n times as many harms nobody. The quota itself never rests on this.
 */
export const limitRate = (world: World, caller: Caller, request: Pick<Asked, "headers">): Promise<Rate> =>
  limitRateOf(world, whoIs(caller, request));

function whoIs(caller: Caller, request: Pick<Asked, "headers">): string {
  if (caller.kind === "key") return caller.key.id;
  if (caller.kind === "installation") return caller.installation.id;
  return caller.kind === "nobody" ? (addressOf(request) ?? "unknown") : caller.user.id;
}

/** The same for a name that a handler knows better. */
export async function limitRateOf(world: World, who: string): Promise<Rate> {
  const points = world.env.RATE_LIMIT_MAX_REQUESTS;
  const seconds = Math.ceil(world.env.RATE_LIMIT_WINDOW_MS / 1_000);
  const limiter = limiters.get(world.env) ?? new RateLimiterMemory({ points, duration: seconds });
  limiters.set(world.env, limiter);
  const left = await limiter.consume(who).catch((spent: unknown) => spent as RateLimiterRes);
  const wait = Math.max(1, Math.ceil(left.msBeforeNext / 1_000));
  return {
    headers: {
      "ratelimit-policy": `"default";q=${points};w=${seconds}`,
      ratelimit: `"default";r=${left.remainingPoints};t=${wait}`,
    },
    refusal:
      left.consumedPoints <= points
        ? null
        : new AppError(
            "RATE_LIMIT_EXCEEDED",
            `More than ${points} requests in ${seconds} seconds. Wait ${wait} seconds.`,
            { retryAfterSeconds: wait },
          ),
  };
}
