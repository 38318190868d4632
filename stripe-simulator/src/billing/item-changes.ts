import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { nextBoundary } from "./calendar";
import { composeItem } from "./creation";
import { periodLine } from "./lines";
import { planOf } from "./plan";
import { prorationLines } from "./proration";
import { leftUsageLines } from "../metering/invoiced-usage";

type Update = Wire<Stripe.SubscriptionUpdateParams>;
export type ItemChange = Pick<
  NonNullable<Update["items"]>[number],
  "id" | "price" | "quantity" | "deleted" | "metadata"
>;

/** How a change is prorated and since when. */
export interface Proration {
  behavior: string;
  moment: number;
}

/** What a change of items makes owed, and whether it has to be billed at once. */
export interface Owed {
  lines: InvoiceLine[];
  atOnce: boolean;
}

/** @throws ApiError when a change names an item or a price that does not fit the subscription. */
export function checkItemChanges(world: World, subscription: Subscription, changes: ItemChange[]): void {
  for (const [at, change] of changes.entries()) {
    const item = subscription.items.data.find((each) => each.id === change.id);
    if (change.id !== undefined && !item) {
      throw invalidRequest(`Invalid subscription item id: ${change.id}`, `items[${at}][id]`, "resource_missing");
    }
    if (change.price === undefined) {
      if (!item) throw invalidRequest("A new item needs a price.", `items[${at}][price]`, "parameter_missing");
      continue;
    }
    const price = world.need(world.state.prices, "price", change.price, `items[${at}][price]`);
    if (!price.recurring)
      throw invalidRequest(
        "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        `items[${at}][price]`,
      );
    if (!price.active && price.id !== item?.price.id)
      throw invalidRequest(
        "The price specified is inactive. This field only accepts active prices.",
        `items[${at}][price]`,
      );
    if (price.recurring.usage_type === "metered" && change.quantity !== undefined)
      throw invalidRequest("You cannot set the quantity for metered plans.", `items[${at}][quantity]`);
    if (price.currency !== subscription.currency)
      throw invalidRequest("The price's currency does not match the subscription's.", `items[${at}][price]`);
  }
}

/**
 * Writes changes that were checked into `draft`. A new interval starts a new cycle, which Stripe bills at once
 * (https://docs.stripe.com/billing/subscriptions/change-price).
 */
export function changeItems(world: World, draft: Subscription, changes: ItemChange[], proration: Proration): Owed {
  const owed: Owed = { lines: [], atOnce: proration.behavior === "always_invoice" };
  for (const change of changes) {
    const before = draft.items.data.find((each) => each.id === change.id) ?? null;
    const old = before && structuredClone(before);
    const after = changeItem(world, draft, before, change);
    // Nothing is owed for time in a trial, so there is nothing to prorate.
    if (draft.status === "trialing" || (old && after && isSame(old, after))) continue;
    if (old) owed.lines.push(...leftUsageLines(world, draft, old, after));
    const restarted = old !== null && after !== null && !sameInterval(old, after);
    const charged = restarted ? null : after;
    if (proration.behavior !== "none") owed.lines.push(...prorationLines(world, draft, old, charged, proration.moment));
    if (restarted) {
      owed.lines.push(periodLine(world, draft, after));
      owed.atOnce = true;
    }
  }
  return owed;
}

function isSame(a: SubscriptionItem, b: SubscriptionItem): boolean {
  return a.price.id === b.price.id && a.quantity === b.quantity;
}

function changeItem(
  world: World,
  draft: Subscription,
  item: SubscriptionItem | null,
  change: ItemChange,
): SubscriptionItem | null {
  if (item && change.deleted) {
    draft.items.data = draft.items.data.filter((each) => each !== item);
    return null;
  }
  const price = change.price === undefined ? item?.price : world.state.prices.get(change.price);
  if (!price) throw new Error("Item changes are checked before they are made");
  if (!item) {
    const added = composeItem(
      draft.id,
      { price, quantity: change.quantity ?? 1, metadata: mergedMetadata({}, change.metadata) },
      world.now(),
      null,
    );
    const [first] = draft.items.data;
    if (first)
      [added.current_period_start, added.current_period_end] = [first.current_period_start, first.current_period_end];
    draft.items.data.push(added);
    return added;
  }
  const intervalChanged = !sameInterval(item, { price });
  item.price = structuredClone(price);
  item.plan = planOf(price);
  item.metadata = mergedMetadata(item.metadata, change.metadata);
  if (price.recurring?.usage_type === "metered") delete item.quantity;
  else item.quantity = change.quantity ?? item.quantity ?? 1;
  if (intervalChanged && draft.status !== "trialing") restartCycle(world, draft, item);
  return item;
}

/** A new interval starts a new cycle today. */
function restartCycle(world: World, draft: Subscription, item: SubscriptionItem): void {
  const now = world.now();
  const { recurring } = item.price;
  if (!recurring) return;
  draft.billing_cycle_anchor = now;
  item.current_period_start = now;
  item.current_period_end = nextBoundary(now, recurring.interval, recurring.interval_count, now);
}

function sameInterval(a: Pick<SubscriptionItem, "price">, b: Pick<SubscriptionItem, "price">): boolean {
  const [one, other] = [a.price.recurring, b.price.recurring];
  return one?.interval === other?.interval && one?.interval_count === other?.interval_count;
}
