import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { needPaymentMethod, attach } from "../payments/payment-methods";
import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { nextBoundary } from "./calendar";
import { setCancelAt, setCancelAtPeriodEnd } from "./cancellation";
import { payInvoice, payingMethod } from "./collection";
import { composeItem } from "./creation";
import { couponOf, redeem } from "./discounts";
import { finalize, storeDraft } from "./invoices";
import { planOf } from "./plan";
import { keepPendingLines, prorationLines, takePendingLines } from "./proration";
import { renew } from "./renewal";
import { behaviorOf } from "./trial-end";

type Update = Wire<Stripe.SubscriptionUpdateParams>;
type ItemChange = Pick<NonNullable<Update["items"]>[number], "id" | "price" | "quantity" | "deleted" | "metadata">;

/**
 * Changes a subscription as the API does: one `customer.subscription.updated` for everything in the request, prorations
 * to the second, and at once an invoice when `always_invoice` asks for it.
 *
 * @throws ApiError before anything has changed.
 */
export function updateSubscription(world: World, subscription: Subscription, params: Update): Subscription {
  refuseEnded(subscription, params);
  const method = params.default_payment_method && ownMethod(world, subscription, params.default_payment_method);
  const coupons = (params.discounts || []).map((entry) => couponOf(world, entry, subscription.customer));
  if (params.items) checkItemChanges(world, subscription, params.items);
  const behavior = params.proration_behavior ?? "create_prorations";
  let prorations: InvoiceLine[] = [];
  let trialEnded = false;
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.metadata = mergedMetadata(draft.metadata, params.metadata);
    draft.description = updated(draft.description, params.description);
    draft.default_payment_method = updated(draft.default_payment_method, method);
    draft.collection_method = params.collection_method ?? draft.collection_method;
    draft.days_until_due = params.days_until_due ?? draft.days_until_due;
    if (params.trial_settings) draft.trial_settings = trialSettingsOf(params.trial_settings);
    if (params.pause_collection !== undefined) draft.pause_collection = pauseOf(params.pause_collection);
    if (params.items) prorations = changeItems(world, draft, params.items, behavior, params.proration_date ?? world.now());
    if (params.cancel_at_period_end !== undefined) setCancelAtPeriodEnd(world, draft, params.cancel_at_period_end);
    if (params.cancel_at !== undefined) setCancelAt(world, draft, typeof params.cancel_at === "number" ? params.cancel_at : null);
    if (draft.cancellation_details && params.cancellation_details) noteWords(draft.cancellation_details, params.cancellation_details);
    if (params.discounts === "") draft.discounts = [];
    for (const { coupon, promotionCode } of coupons) redeem(world, draft, coupon, promotionCode, null);
    if (params.trial_end !== undefined) trialEnded = moveTrialEnd(world, draft, params.trial_end);
  });
  if (trialEnded) renew(world, subscription);
  if (prorations.length > 0) keepPendingLines(world, subscription, prorations);
  if (behavior === "always_invoice" && prorations.length > 0) invoiceNow(world, subscription);
  return subscription;
}

function refuseEnded(subscription: Subscription, params: Update): void {
  if (subscription.ended_at === null) return;
  const allowed = new Set(["metadata", "cancellation_details", "expand"]);
  if (Object.keys(params).every((key) => allowed.has(key))) return;
  throw invalidRequest("A canceled subscription can only update its cancellation_details and metadata.");
}

function ownMethod(world: World, subscription: Subscription, id: string): string {
  const method = needPaymentMethod(world, id, "default_payment_method");
  return attach(world, method, subscription.customer).id;
}

function pauseOf(pause: Exclude<Update["pause_collection"], undefined>): Subscription["pause_collection"] {
  return pause === "" || pause === null ? null : { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null };
}

function trialSettingsOf(settings: NonNullable<Update["trial_settings"]>): Subscription["trial_settings"] {
  const { missing_payment_method } = settings.end_behavior;
  return { end_behavior: { billing_cycle_anchor: null, missing_payment_method: behaviorOf(missing_payment_method) } };
}

function noteWords(details: NonNullable<Subscription["cancellation_details"]>, words: NonNullable<Update["cancellation_details"]>): void {
  if (words.comment !== undefined) details.comment = words.comment || null;
  if (words.feedback !== undefined) details.feedback = words.feedback || null;
}

function checkItemChanges(world: World, subscription: Subscription, changes: ItemChange[]): void {
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
    if (!price.recurring) throw invalidRequest("The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.", `items[${at}][price]`);
    if (!price.active && price.id !== item?.price.id) throw invalidRequest("The price specified is inactive. This field only accepts active prices.", `items[${at}][price]`);
    if (price.currency !== subscription.currency) throw invalidRequest("The price's currency does not match the subscription's.", `items[${at}][price]`);
  }
}

function changeItems(world: World, draft: Subscription, changes: ItemChange[], behavior: string, moment: number): InvoiceLine[] {
  const lines: InvoiceLine[] = [];
  for (const change of changes) {
    const before = draft.items.data.find((each) => each.id === change.id) ?? null;
    const old = before && structuredClone(before);
    const after = changeItem(world, draft, before, change);
    const same = old && after && old.price.id === after.price.id && old.quantity === after.quantity;
    // Nothing is owed for time in a trial, so there is nothing to prorate.
    if (same || behavior === "none" || draft.status === "trialing") continue;
    const fresh = after && old && sameInterval(old, after) ? after : after && { ...after };
    lines.push(...prorationLines(world, draft, old, fresh, moment));
  }
  return lines;
}

function changeItem(world: World, draft: Subscription, item: SubscriptionItem | null, change: ItemChange): SubscriptionItem | null {
  if (item && change.deleted) {
    draft.items.data = draft.items.data.filter((each) => each !== item);
    return null;
  }
  const price = change.price === undefined ? item?.price : world.state.prices.get(change.price);
  if (!price) throw new Error("Item changes are checked before they are made");
  if (!item) {
    const added = composeItem(draft.id, { price, quantity: change.quantity ?? 1, metadata: mergedMetadata({}, change.metadata) }, world.now(), null);
    const [first] = draft.items.data;
    if (first) [added.current_period_start, added.current_period_end] = [first.current_period_start, first.current_period_end];
    draft.items.data.push(added);
    return added;
  }
  const intervalChanged = !sameInterval(item, { price });
  item.price = structuredClone(price);
  item.plan = planOf(price);
  item.metadata = mergedMetadata(item.metadata, change.metadata);
  if (item.quantity !== undefined) item.quantity = change.quantity ?? item.quantity;
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

function invoiceNow(world: World, subscription: Subscription): void {
  const now = world.now();
  const lines = takePendingLines(world, subscription);
  const invoice = storeDraft(world, { subscription, reason: "subscription_update", lines, period: { start: now, end: now } }, 0);
  finalize(world, invoice);
  if (invoice.status === "paid" || invoice.collection_method !== "charge_automatically") return;
  const method = payingMethod(world, subscription);
  payInvoice(world, invoice, method ? { method, offSession: true } : null);
}

/** @returns whether the trial ends with this very request. */
function moveTrialEnd(world: World, draft: Subscription, end: number | "now"): boolean {
  const now = world.now();
  const moment = end === "now" ? now : end;
  if (moment < now) throw invalidRequest("Timestamp must be an integer Unix timestamp in the future.", "trial_end");
  if (end === "now" && draft.status !== "trialing") return false;
  draft.trial_start ??= now;
  draft.trial_end = moment;
  draft.billing_cycle_anchor = moment;
  for (const item of draft.items.data) item.current_period_end = moment;
  if (end !== "now") draft.status = "trialing";
  const facts = world.state.subscriptionFacts.get(draft.id);
  if (facts) facts.trialWillEndSent = false;
  return end === "now";
}

/**
 * The proration lines a change of items would make. Works on the caller's copy of the subscription and writes the new
 * items into it.
 *
 * @throws ApiError as the change itself would.
 */
export function previewItemChanges(world: World, copy: Subscription, changes: ItemChange[], behavior: string, moment: number): InvoiceLine[] {
  checkItemChanges(world, copy, changes);
  return changeItems(world, copy, changes, behavior, moment);
}
