import type { Ctx } from "@/lib/context";
import { stripeMode, type Environment } from "@/lib/platform/env";
import type { ClockReading } from "./model";
import { earlier } from "./rules/next-step";
import { simulatorClock } from "./simulator";
import * as store from "./store";

/** Why the clock of this deployment cannot be moved; null when it can. */
export function refusalToMove(env: Environment): string | null {
  if (env.NODE_ENV === "production" && !env.WEIR_DEMO)
    return "The clock moves only in demonstrations, development and tests. Set WEIR_DEMO=1 for a demonstration.";
  const stripe = stripeMode(env);
  if (stripe === "live" || stripe === "test")
    return "The clock cannot move beside a real Stripe account, whose time nobody moves. Use the Stripe simulator.";
  return null;
}

/** How business time and the simulator's stand, what happens next, and whether the clock can be moved. Changes nothing. */
export async function showClock(ctx: Pick<Ctx, "db" | "env">): Promise<ClockReading> {
  const simulator = simulatorClock(ctx.env);
  const offset = await store.readOffset(ctx.db);
  const ours = await store.nextDueMoment(ctx.db);
  const theirs = simulator ? await simulator.nextDue() : null;
  return {
    ...offset,
    simulator: simulator ? await simulator.now() : null,
    next: earlier(ours, theirs),
    refusal: refusalToMove(ctx.env),
  };
}
