import type Stripe from "stripe";
import { mergedMetadata } from "../catalog/metadata";
import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { composeItem } from "./compose";
import { firstPeriodStart, restartCycle, sameCadence } from "./cycle";
import { periodLine } from "./lines";
import { planOf } from "./plan";
import { creditLines, debitLines } from "./proration";
import { leftUsageLines } from "../metering/invoiced-usage";

type Update = Wire<Stripe.SubscriptionUpdateParams>;
export type ItemChange = Pick<
  NonNullable<Update["items"]>[number],
  "id" | "price" | "plan" | "price_data" | "quantity" | "deleted" | "metadata" | "discounts"
>;

/** How a change is prorated and since when. */
export interface Proration {
  behavior: string;
  moment: number;
}

/** What a change makes owed, and whether it has to be billed at once. */
export interface Owed {
  lines: InvoiceLine[];
  atOnce: boolean;
}

/** Told of each item that was changed or added, with its change's place, before anything is prorated. */
export type OnItem = (draft: Subscription, item: SubscriptionItem, at: number) => void;

/**
 * Writes changes that were checked into `draft`. A new interval, or an anchor of now, starts a new cycle for every
 * item, which is billed at once (https://docs.stripe.com/billing/subscriptions/billing-cycle).
 */
export function changeItems(
  world: World,
  draft: Subscription,
  changes: ItemChange[],
  proration: Proration,
  { anchorNow = false, onItem }: { anchorNow?: boolean; onItem?: OnItem } = {},
): Owed {
  const before = structuredClone(draft);
  const touched = changes.map((change, at) => {
    const id = changeItem(world, draft, change);
    const item = draft.items.data.find((each) => each.id === id);
    if (item) onItem?.(draft, item, at);
    return id;
  });
  // Nothing is owed for time in a trial, so there is nothing to prorate.
  if (draft.status === "trialing") return { lines: [], atOnce: false };
  const restarts = anchorNow || draft.items.data.some((item) => hasNewCadence(before, item));
  if (restarts) restartCycle(draft, world.now());
  const concerned = restarts ? [...before.items.data, ...draft.items.data].map((item) => item.id) : touched;
  const prorated = proration.behavior !== "none";
  const lines = [...new Set(concerned)].flatMap((id) => {
    const old = before.items.data.find((item) => item.id === id);
    const now = draft.items.data.find((item) => item.id === id);
    if (!restarts && old && now && isSame(old, now)) return [];
    // Usage until now is billed when its price or its period ends.
    const used = old ? leftUsageLines(world, before, old, restarts ? null : (now ?? null)) : [];
    const given = old && prorated ? [...used, ...creditLines(world, before, old, proration.moment)] : used;
    if (!now || now.quantity === undefined) return given;
    const charged = restarts
      ? [periodLine(world, draft, now)]
      : prorated
        ? debitLines(world, draft, now, proration.moment)
        : [];
    return [...given, ...charged];
  });
  return { lines, atOnce: restarts || proration.behavior === "always_invoice" };
}

function hasNewCadence(before: Subscription, item: SubscriptionItem): boolean {
  const old = before.items.data.find((each) => each.id === item.id);
  return old !== undefined && !sameCadence(old.price, item.price);
}

function isSame(a: SubscriptionItem, b: SubscriptionItem): boolean {
  return a.price.id === b.price.id && a.quantity === b.quantity;
}

/** Writes one change into the draft. @returns the id of the item it is about. */
function changeItem(world: World, draft: Subscription, change: ItemChange): string {
  const item = draft.items.data.find((each) => each.id === change.id);
  if (item && change.deleted) {
    draft.items.data = draft.items.data.filter((each) => each !== item);
    return item.id;
  }
  const wanted = change.price ?? change.plan;
  const price = wanted === undefined ? item?.price : world.state.prices.get(wanted);
  if (!price) throw new Error("Item changes are checked before they are made");
  if (!item)
    return addItem(world, draft, {
      price,
      quantity: change.quantity ?? 1,
      metadata: mergedMetadata({}, change.metadata),
    });
  item.price = structuredClone(price);
  item.plan = planOf(price);
  item.metadata = mergedMetadata(item.metadata, change.metadata);
  if (price.recurring?.usage_type === "metered") delete item.quantity;
  else item.quantity = change.quantity ?? item.quantity ?? 1;
  return item.id;
}

/** A new item joins the present period of the others. */
function addItem(world: World, draft: Subscription, wanted: Parameters<typeof composeItem>[1]): string {
  const [first] = draft.items.data;
  const period = first
    ? { start: firstPeriodStart(draft), end: first.current_period_end }
    : { start: world.now(), end: world.now() };
  const added = composeItem(draft.id, wanted, world.now(), period);
  draft.items.data.push(added);
  return added.id;
}
