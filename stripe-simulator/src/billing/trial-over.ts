import type { InvoiceLine, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { restartCycle } from "./cycle";
import type { Owed, Proration } from "./item-changes";
import { periodLine, trialLine } from "./lines";
import { creditLines } from "./proration";

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
  restartCycle(draft, now);
  return licensed(draft).map((item) => periodLine(world, draft, item));
}

/** Whether this `trial_end` ends the trial that is running. */
export const endsTrial = (world: World, subscription: Subscription, end: number | "now" | undefined): boolean =>
  subscription.status === "trialing" && (end === "now" || (typeof end === "number" && end <= world.now()));

/**
 * Gives a trial another end, or begins one: the cycle hangs on its end, and what was paid for the time from now on is
 * given back.
 *
 * @returns nothing owed for a trial that was running already.
 */
export function moveTrialEnd(world: World, draft: Subscription, end: number, proration: Proration): Owed {
  const running = draft.status === "trialing";
  const credits =
    running || proration.behavior === "none"
      ? []
      : draft.items.data.flatMap((item) => creditLines(world, draft, item, proration.moment));
  if (!running) draft.trial_start = world.now();
  draft.trial_end = end;
  draft.billing_cycle_anchor = end;
  draft.billing_cycle_anchor_config = null;
  draft.status = "trialing";
  for (const item of draft.items.data) {
    if (!running) item.current_period_start = world.now();
    item.current_period_end = end;
  }
  if (running) return { lines: [], atOnce: false };
  return { lines: [...credits, ...licensed(draft).map((item) => trialLine(world, draft, item))], atOnce: true };
}

const licensed = (draft: Subscription) => draft.items.data.filter((item) => item.quantity !== undefined);
