import type { InvoiceLine, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { nextBoundary } from "./calendar";
import { periodLine } from "./lines";

/**
 * Ends a trial by request: the first paid period begins now and is billed at once
 * (https://docs.stripe.com/billing/subscriptions/trials).
 *
 * @returns the lines of that period.
 */
export function endTrialNow(world: World, draft: Subscription): InvoiceLine[] {
  const now = world.now();
  draft.status = "active";
  draft.trial_start ??= now;
  draft.trial_end = now;
  draft.billing_cycle_anchor = now;
  for (const item of draft.items.data) {
    const { recurring } = item.price;
    if (!recurring) continue;
    item.current_period_start = now;
    item.current_period_end = nextBoundary(now, recurring.interval, recurring.interval_count, now);
  }
  return draft.items.data.filter((item) => item.quantity !== undefined).map((item) => periodLine(world, draft, item));
}

/** Whether this `trial_end` ends the trial that is running. */
export const endsTrial = (world: World, subscription: Subscription, end: number | "now" | undefined): boolean =>
  subscription.status === "trialing" && (end === "now" || (typeof end === "number" && end <= world.now()));
