import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { attach, needPaymentMethod } from "../payments/payment-methods";
import { followItems } from "../schedules/schedules";
import type { InvoiceLine, Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { checkLocation, subscriptionTax } from "./automatic-tax";
import { cancelMoment, setCancelAt, setCancelAtPeriodEnd } from "./cancellation";
import { checkCollection, refuseUnserved, refuseUnservedItems, trialSettingsOf } from "./create-params";
import { periodOfPrice } from "./cycle";
import { changeCycle, cycleChangeOf, prorationOf } from "./cycle-changes";
import { checkItemChanges } from "./item-checks";
import { invoiceNow, refuseUnpayable } from "./invoice-now";
import type { OnItem, Owed } from "./item-changes";
import { keepPending, refuseUnpendable } from "./keep-pending";
import { dropPending } from "./pending-update";
import { creditLines, debitLines, keepPendingLines } from "./proration";
import { purchaseOf, replaceDiscounts, wantedDiscounts, type Wanted } from "./redemption";

type Update = Wire<Stripe.SubscriptionUpdateParams>;

/**
 * Changes a subscription as the API does: one `customer.subscription.updated` for everything in the request, prorations
 * to the second, and at once an invoice when `always_invoice` or a new cycle asks for it.
 *
 * @throws ApiError before anything has changed.
 */
export function updateSubscription(
  world: World,
  subscription: Subscription,
  params: Update,
  { bySchedule = false } = {},
): Subscription {
  refuseEnded(subscription, params);
  if (!bySchedule) refuseScheduled(subscription, params);
  if (params.payment_behavior === "pending_if_incomplete") refuseUnpendable(params);
  refuseUnserved(params);
  checkCollection(params, subscription);
  checkLocation(world, subscription.customer, params.automatic_tax?.enabled ?? false);
  if (params.items) {
    refuseUnservedItems(params.items);
    checkItemChanges(world, subscription, params.items, { scheduled: bySchedule });
  }
  const discounts = discountsWanted(world, subscription, params);
  const proration = prorationOf(world, subscription, params);
  checkTrialEnd(world, params.trial_end);
  const change = cycleChangeOf(subscription, params);
  const cancelAt = params.cancel_at === undefined ? undefined : cancelMoment(world, subscription, params.cancel_at);
  const offSession = params.off_session ?? false;
  if (params.payment_behavior === "error_if_incomplete")
    refuseUnpayable(world, subscription, change, proration, offSession);
  const method = params.default_payment_method && ownMethod(world, subscription, params.default_payment_method);
  if (params.items) dropPending(world, subscription);
  if (params.payment_behavior === "pending_if_incomplete" && keepPending(world, subscription, change, proration))
    return subscription;
  let owed: Owed = { lines: [], atOnce: false };
  const { trial_end: trialEnd } = subscription;
  world.change(subscription, "customer.subscription.updated", (draft) => {
    writeFields(draft, params);
    draft.default_payment_method = updated(draft.default_payment_method, method);
    if (discounts.own) replaceDiscounts(world, discounts.own, { subscription: draft });
    owed = changeCycle(world, draft, change, proration, discounts.onItem);
    const before = draft.cancel_at;
    if (params.cancel_at_period_end !== undefined) setCancelAtPeriodEnd(world, draft, params.cancel_at_period_end);
    if (cancelAt !== undefined) setCancelAt(world, draft, cancelAt);
    if (draft.cancel_at !== before) owed.lines.push(...moveEnds(world, draft, proration.behavior));
  });
  if (subscription.status === "trialing" && subscription.trial_end !== trialEnd) expectNotice(world, subscription);
  if (params.items && !bySchedule) followItems(world, subscription);
  keepPendingLines(world, subscription, owed.lines);
  if (owed.atOnce && owed.lines.length > 0)
    invoiceNow(world, subscription, { behavior: params.payment_behavior ?? "allow_incomplete", offSession });
  return subscription;
}

/** What changes neither amounts nor times. */
function writeFields(draft: Subscription, params: Update): void {
  draft.metadata = mergedMetadata(draft.metadata, params.metadata);
  draft.description = updated(draft.description, params.description);
  draft.collection_method = params.collection_method ?? draft.collection_method;
  draft.days_until_due = params.days_until_due ?? draft.days_until_due;
  if (draft.collection_method === "charge_automatically") draft.days_until_due = null;
  if (params.automatic_tax) draft.automatic_tax = subscriptionTax(params.automatic_tax.enabled);
  if (params.trial_settings) draft.trial_settings = trialSettingsOf(params.trial_settings);
  if (params.pause_collection !== undefined) draft.pause_collection = pauseOf(params.pause_collection);
  if (draft.cancellation_details && params.cancellation_details)
    noteWords(draft.cancellation_details, params.cancellation_details);
  const save = params.payment_settings?.save_default_payment_method;
  if (save && draft.payment_settings) draft.payment_settings.save_default_payment_method = save;
}

function refuseEnded(subscription: Subscription, params: Update): void {
  if (subscription.ended_at === null) return;
  const allowed = new Set(["metadata", "cancellation_details", "expand"]);
  if (Object.keys(params).every((key) => allowed.has(key))) return;
  throw invalidRequest("A canceled subscription can only update its cancellation_details and metadata.");
}

/** When a subscription ends is its schedule's to say. */
function refuseScheduled(subscription: Subscription, params: Update): void {
  const ends = params.cancel_at_period_end !== undefined || params.cancel_at !== undefined;
  if (subscription.schedule === null || !ends) return;
  throw invalidRequest(
    `The subscription is managed by the subscription schedule \`${String(subscription.schedule)}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    params.cancel_at === undefined ? "cancel_at_period_end" : "cancel_at",
  );
}

/** An empty list leaves discounts alone, an empty string takes them away. */
function discountsWanted(
  world: World,
  subscription: Subscription,
  params: Update,
): { own: Wanted[] | undefined; onItem: OnItem } {
  const { customer } = subscription;
  const held = [...subscription.discounts, ...subscription.items.data.flatMap((item) => item.discounts)];
  const purchase = purchaseOf(world, subscription);
  const wanted = (entries: Update["discounts"], param: string) =>
    entries == null || (entries !== "" && entries.length === 0)
      ? undefined
      : wantedDiscounts(world, entries, customer, held, { param, purchase });
  const own = wanted(params.discounts, "discounts");
  const ofItems = params.items?.map((item, at) => wanted(item.discounts, `items[${at}][discounts]`));
  return {
    own,
    onItem: (draft, item, at) => {
      const asked = ofItems?.[at];
      if (asked) replaceDiscounts(world, asked, { subscription: draft, item });
    },
  };
}

function ownMethod(world: World, subscription: Subscription, id: string): string {
  const method = needPaymentMethod(world, id, "default_payment_method");
  return attach(world, method, subscription.customer).id;
}

function pauseOf(pause: Exclude<Update["pause_collection"], undefined>): Subscription["pause_collection"] {
  return pause === "" || pause === null ? null : { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null };
}

function noteWords(
  details: NonNullable<Subscription["cancellation_details"]>,
  words: NonNullable<Update["cancellation_details"]>,
): void {
  if (words.comment !== undefined) details.comment = words.comment || null;
  if (words.feedback !== undefined) details.feedback = words.feedback || null;
}

function checkTrialEnd(world: World, end: Update["trial_end"]): void {
  if (typeof end !== "number" || end >= world.now()) return;
  throw invalidRequest("Timestamp must be an integer Unix timestamp in the future.", "trial_end");
}

/** A trial that was begun or moved is warned of anew. */
function expectNotice(world: World, subscription: Subscription): void {
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (facts) facts.trialWillEndSent = false;
}

/**
 * Lets the present period end with the subscription, or again where the cycle says. The time that is cut off is given
 * back, the time that comes back is charged, unless nothing is to be prorated.
 */
function moveEnds(world: World, draft: Subscription, behavior: string): InvoiceLine[] {
  if (draft.status === "trialing") return [];
  return draft.items.data.flatMap((item) => {
    const { end } = periodOfPrice(draft, item.price, item.current_period_start);
    const [was, is] = [item.current_period_end, Math.min(end, draft.cancel_at ?? end)];
    const credit = is < was && behavior !== "none" ? creditLines(world, draft, item, is) : [];
    item.current_period_end = is;
    return is > was && behavior !== "none" ? debitLines(world, draft, item, was) : credit;
  });
}
