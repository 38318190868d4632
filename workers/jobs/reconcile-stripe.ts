import type { Ctx } from "@/lib/context";
import { DAY, HOUR, iso, parseInstant, type Instant } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { stripeMode } from "@/lib/platform/env";
import { sweepEvents } from "@/lib/stripe";

/** How far a first sweep looks back, and how far each later one looks behind where the last ended: clocks differ, and events appear late. */
const FIRST_LOOK_BACK = 3 * DAY;
const OVERLAP = HOUR;

/** The line of the last run carries how far it came, so the next begins there. Stripe's time is business time, also in the simulator. */
export async function reconcileStripe(ctx: Ctx, lastResult: string | null): Promise<string> {
  if (stripeMode(ctx.env) === "off") return "payments are off";
  const now = await businessNow(sqlOf(ctx.db));
  const sweep = await sweepEvents(ctx, beginning(lastResult, now), now);
  if (sweep.missed > 0) ctx.log.warn({ missed: sweep.missed }, "Stripe events had not arrived and were fetched");
  if (sweep.unseen)
    ctx.log.error("some Stripe events can no longer be fetched; compare with Stripe: weir stripe drift --repair");
  return `${sweep.missed} missed of ${sweep.looked}; up to ${iso(sweep.upTo)}`;
}

function beginning(lastResult: string | null, now: Instant): Instant {
  const reached = parseInstant(/up to (\S+)$/.exec(lastResult ?? "")?.[1] ?? "");
  return reached === null ? now - FIRST_LOOK_BACK : Math.min(reached, now) - OVERLAP;
}
