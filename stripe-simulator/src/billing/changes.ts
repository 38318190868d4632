import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { foreseen } from "../payments/charging";
import { attach, cardError, needPaymentMethod } from "../payments/payment-methods";
import { followItems } from "../schedules/schedules";
import type { Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { cancelMoment, setCancelAt, setCancelAtPeriodEnd } from "./cancellation";
import { payInvoice, payingMethod } from "./collection";
import { couponOf, redeem } from "./discounts";
import { finalize, storeDraft } from "./invoices";
import { changeItems, checkItemChanges, type Owed } from "./item-changes";
import { keepPendingLines, takePendingLines } from "./proration";
import { keepPending, refuseUnpendable } from "./keep-pending";
import { dropPending } from "./pending-update";
import { behaviorOf } from "./trial-end";
import { endsTrial, endTrialNow } from "./trial-over";

type Update = Wire<Stripe.SubscriptionUpdateParams>;

/**
 * Changes a subscription as the API does: one `customer.subscription.updated` for everything in the request, prorations
 * to the second, and at once an invoice when `always_invoice` asks for it.
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
  refuseUnserved(params);
  const method = params.default_payment_method && ownMethod(world, subscription, params.default_payment_method);
  const coupons = (params.discounts || []).map((entry) => couponOf(world, entry, subscription.customer));
  if (params.items) checkItemChanges(world, subscription, params.items);
  const proration = {
    behavior: params.proration_behavior ?? "create_prorations",
    moment: params.proration_date ?? world.now(),
  };
  const trialEnd = params.trial_end === undefined ? undefined : trialEndOf(world, params.trial_end);
  const cancelAt = params.cancel_at === undefined ? undefined : cancelMoment(world, subscription, params.cancel_at);
  if (params.payment_behavior === "error_if_incomplete") refuseUnpayable(world, subscription, proration.behavior);
  if (params.items) dropPending(world, subscription);
  if (params.payment_behavior === "pending_if_incomplete" && keepPending(world, subscription, params, proration))
    return subscription;
  let owed: Owed = { lines: [], atOnce: false };
  const trialOver = endsTrial(world, subscription, params.trial_end);
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.metadata = mergedMetadata(draft.metadata, params.metadata);
    draft.description = updated(draft.description, params.description);
    draft.default_payment_method = updated(draft.default_payment_method, method);
    draft.collection_method = params.collection_method ?? draft.collection_method;
    draft.days_until_due = params.days_until_due ?? draft.days_until_due;
    if (params.trial_settings) draft.trial_settings = trialSettingsOf(params.trial_settings);
    if (params.pause_collection !== undefined) draft.pause_collection = pauseOf(params.pause_collection);
    if (params.items) owed = changeItems(world, draft, params.items, proration);
    if (params.cancel_at_period_end !== undefined) setCancelAtPeriodEnd(world, draft, params.cancel_at_period_end);
    if (cancelAt !== undefined) setCancelAt(world, draft, cancelAt);
    if (draft.cancellation_details && params.cancellation_details)
      noteWords(draft.cancellation_details, params.cancellation_details);
    if (params.discounts === "") draft.discounts = [];
    for (const { coupon, promotionCode } of coupons) redeem(world, draft, coupon, promotionCode, null);
    if (trialOver) owed = { lines: endTrialNow(world, draft), atOnce: true };
    else if (trialEnd !== undefined) moveTrialEnd(world, draft, trialEnd);
  });
  if (params.items && !bySchedule) followItems(world, subscription);
  if (owed.lines.length > 0) keepPendingLines(world, subscription, owed.lines);
  if (owed.atOnce && owed.lines.length > 0) invoiceNow(world, subscription);
  return subscription;
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

/** Options that would change what happens are refused aloud rather than ignored. */
function refuseUnserved(params: Update): void {
  if (params.billing_cycle_anchor && params.billing_cycle_anchor.type !== "unchanged") {
    throw invalidRequest("The simulator does not reset the billing cycle on request.", "billing_cycle_anchor");
  }
  if (params.payment_behavior === "pending_if_incomplete") refuseUnpendable(params);
}

/** A change that would be billed at once is refused when its card would refuse, and nothing has changed then. */
function refuseUnpayable(world: World, subscription: Subscription, behavior: string): void {
  const method = payingMethod(world, subscription);
  if (behavior !== "always_invoice" || !method) return;
  const outcome = foreseen(world, { method, offSession: true });
  if (outcome.kind !== "succeeded") throw cardError(outcome.decline);
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

function noteWords(
  details: NonNullable<Subscription["cancellation_details"]>,
  words: NonNullable<Update["cancellation_details"]>,
): void {
  if (words.comment !== undefined) details.comment = words.comment || null;
  if (words.feedback !== undefined) details.feedback = words.feedback || null;
}

function invoiceNow(world: World, subscription: Subscription): void {
  const now = world.now();
  const lines = takePendingLines(world, subscription);
  const invoice = storeDraft(
    world,
    { subscription, reason: "subscription_update", lines, period: { start: now, end: now } },
    0,
  );
  finalize(world, invoice);
  if (invoice.status === "paid" || invoice.collection_method !== "charge_automatically") return;
  const method = payingMethod(world, subscription);
  payInvoice(world, invoice, method ? { method, offSession: true } : null);
}

function trialEndOf(world: World, end: number | "now"): number {
  const moment = end === "now" ? world.now() : end;
  if (moment >= world.now()) return moment;
  throw invalidRequest("Timestamp must be an integer Unix timestamp in the future.", "trial_end");
}

/** Gives a trial another end, or begins one. */
function moveTrialEnd(world: World, draft: Subscription, moment: number): void {
  if (moment <= world.now()) return;
  draft.trial_start ??= world.now();
  draft.trial_end = moment;
  draft.billing_cycle_anchor = moment;
  for (const item of draft.items.data) item.current_period_end = moment;
  draft.status = "trialing";
  const facts = world.state.subscriptionFacts.get(draft.id);
  if (facts) facts.trialWillEndSent = false;
}
