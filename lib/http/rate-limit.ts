import { RateLimiterMemory } from "rate-limiter-flexible";
import type { World } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import type { Caller } from "./caller";
import { addressOf } from "./request";

const limiters = new WeakMap<World["env"], RateLimiterMemory>();

/**
 * Requests a minute for each credential on the management routes. Kept in each process: it is there against runaway
 * loops, and n processes allowing n times as many harms nobody. The quota itself never rests on this.
 */
export async function limitRate(world: World, caller: Caller, request: Request): Promise<void> {
  const seconds = Math.ceil(world.env.RATE_LIMIT_WINDOW_MS / 1_000);
  const limiter =
    limiters.get(world.env) ?? new RateLimiterMemory({ points: world.env.RATE_LIMIT_MAX_REQUESTS, duration: seconds });
  limiters.set(world.env, limiter);
  const who =
    caller.kind === "key" ? caller.key.id : caller.kind === "user" ? caller.user.id : (addressOf(request) ?? "unknown");
  try {
    await limiter.consume(who);
  } catch (spent) {
    const wait = Math.max(1, Math.ceil(((spent as { msBeforeNext?: number }).msBeforeNext ?? 1_000) / 1_000));
    throw new AppError(
      "RATE_LIMIT_EXCEEDED",
      `More than ${world.env.RATE_LIMIT_MAX_REQUESTS} requests in ${seconds} seconds. Wait ${wait} seconds.`,
      { retryAfterSeconds: wait },
    );
  }
}
