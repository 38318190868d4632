import type { Price, Subscription, SubscriptionItem } from "../world/objects";
import { dayOfMonth, wholePeriod, type Anchor, type Period } from "./calendar";

/** What a subscription's cycle hangs on. A configured day outlives the shorter month that the anchor may lie in. */
export function anchorOf(subscription: Subscription): Anchor {
  const at = subscription.billing_cycle_anchor;
  return { at, day: subscription.billing_cycle_anchor_config?.day_of_month ?? dayOfMonth(at) };
}

/** The whole period of a price that holds `moment`, in the cycle of a subscription. */
export function periodOfPrice(subscription: Subscription, price: Price, moment: number): Period {
  const { recurring } = price;
  if (!recurring) throw new Error(`Price ${price.id} does not recur`);
  return wholePeriod(anchorOf(subscription), recurring, moment);
}

/** Lets an item's period run from `start` to the next boundary of the cycle: a whole one, or what is left of it. */
export function runFrom(subscription: Subscription, item: SubscriptionItem, start: number): void {
  item.current_period_start = start;
  item.current_period_end = periodOfPrice(subscription, item.price, start).end;
}

/** Starts a new cycle at `moment`, for every item. */
export function restartCycle(draft: Subscription, moment: number): void {
  draft.billing_cycle_anchor = moment;
  draft.billing_cycle_anchor_config = null;
  for (const item of draft.items.data) runFrom(draft, item, moment);
}

/** Where the present period began, taking the items together. */
export const firstPeriodStart = (subscription: Subscription): number =>
  Math.min(...subscription.items.data.map((item) => item.current_period_start));

/** Whether two prices recur equally often. */
export function sameCadence(a: Pick<Price, "recurring">, b: Pick<Price, "recurring">): boolean {
  return a.recurring?.interval === b.recurring?.interval && a.recurring?.interval_count === b.recurring?.interval_count;
}
