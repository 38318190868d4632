import { invalidRequest, missingParameter } from "../http/errors";
import { wholeList } from "../http/lists";
import { foreseen } from "../payments/charging";
import { cardError } from "../payments/payment-methods";
import { newId } from "../world/ids";
import type { Coupon, Invoice, PaymentMethod, Price, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import { nextBoundary, DAY } from "./calendar";
import { followPaid, payInvoice, payingMethod } from "./collection";
import { redeem } from "./discounts";
import { finalize, storeDraft } from "./invoices";
import { periodLine, trialLine } from "./lines";
import { planOf } from "./plan";

export type PaymentBehavior = "allow_incomplete" | "default_incomplete" | "error_if_incomplete";

export interface NewItem {
  price: Price;
  quantity: number;
  metadata: Record<string, string>;
}

export interface NewSubscription {
  customer: string;
  items: NewItem[];
  trialEnd: number | null;
  metadata: Record<string, string>;
  description: string | null;
  defaultPaymentMethod: string | null;
  behavior: PaymentBehavior;
  collection: "charge_automatically" | "send_invoice";
  daysUntilDue: number | null;
  cancelAtPeriodEnd: boolean;
  cancelAt: number | null;
  missingPaymentMethod: "cancel" | "create_invoice" | "pause";
  saveDefault: boolean;
  offSession: boolean;
  coupons: { coupon: Coupon; promotionCode: string | null }[];
  checkoutSession: string | null;
  /** The holder has just passed 3-D Secure on the hosted page. */
  authenticated?: boolean;
}

export const NOTICE_BEFORE_TRIAL_END = 3 * DAY;

/**
 * Creates a subscription with its first invoice and collects it: active when paid, trialing when a trial starts,
 * incomplete when the payment is outstanding.
 *
 * @throws ApiError when nothing can be collected (no card), or with `error_if_incomplete` when the card refuses (402);
 *   nothing has been created then.
 */
export function createSubscription(world: World, wanted: NewSubscription): Subscription {
  checkItems(wanted);
  const subscription = compose(world, wanted);
  const method = payingMethod(world, subscription);
  refuseUncollectable(world, wanted, subscription, method);
  world.state.subscriptions.set(subscription.id, subscription);
  world.state.subscriptionFacts.set(subscription.id, { trialWillEndSent: false });
  for (const { coupon, promotionCode } of wanted.coupons)
    redeem(world, subscription, coupon, promotionCode, wanted.checkoutSession);
  const invoice = firstInvoice(world, subscription);
  world.emit("customer.subscription.created", subscription);
  noticeShortTrial(world, subscription);
  finalize(world, invoice);
  if (invoice.status === "paid") followPaid(world, invoice);
  else collectFirst(world, wanted, subscription, invoice, method);
  return subscription;
}

function checkItems(wanted: NewSubscription): void {
  const [first] = wanted.items;
  if (!first) throw missingParameter("items");
  for (const [at, item] of wanted.items.entries()) {
    if (!item.price.recurring)
      throw invalidRequest(
        "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        `items[${at}][price]`,
      );
    if (!item.price.active)
      throw invalidRequest(
        "The price specified is inactive. This field only accepts active prices.",
        `items[${at}][price]`,
      );
    if (item.price.currency !== first.price.currency)
      throw invalidRequest("All prices on a subscription must have the same currency.", `items[${at}][price]`);
    if (item.quantity < 0)
      throw invalidRequest("Invalid non-negative integer", `items[${at}][quantity]`, "parameter_invalid_integer");
    const same =
      item.price.recurring.interval === first.price.recurring?.interval &&
      item.price.recurring.interval_count === first.price.recurring.interval_count;
    if (!same)
      throw invalidRequest(
        "The simulator bills one interval per subscription; these prices have several.",
        `items[${at}][price]`,
      );
  }
}

function compose(world: World, wanted: NewSubscription): Subscription {
  const now = world.now();
  const id = newId("sub");
  const anchor = wanted.trialEnd ?? now;
  const items = wanted.items.map((item) => composeItem(id, item, now, wanted.trialEnd));
  const subscription: Subscription = {
    id,
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: now },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: wanted.cancelAtPeriodEnd,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: wanted.collection,
    created: now,
    currency: items[0]?.price.currency ?? "usd",
    customer: wanted.customer,
    customer_account: null,
    days_until_due: wanted.daysUntilDue,
    default_payment_method: wanted.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: wanted.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    items: wholeList(`/v1/subscription_items?subscription=${id}`, items),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: wanted.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: wanted.saveDefault ? "on_subscription" : "off",
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: wanted.trialEnd === null ? "incomplete" : "trialing",
    test_clock: null,
    transfer_data: null,
    trial_end: wanted.trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: wanted.missingPaymentMethod },
    },
    trial_start: wanted.trialEnd === null ? null : now,
  };
  const end = Math.max(...items.map((item) => item.current_period_end));
  subscription.cancel_at = wanted.cancelAtPeriodEnd ? end : wanted.cancelAt;
  if (subscription.cancel_at !== null) subscription.canceled_at = now;
  return subscription;
}

/** An item whose first period is the trial, or one interval from now. */
export function composeItem(
  subscription: string,
  item: NewItem,
  now: number,
  trialEnd: number | null,
): SubscriptionItem {
  const { recurring } = item.price;
  if (!recurring) throw new Error(`Price ${item.price.id} does not recur`);
  return {
    id: newId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: now,
    current_period_end: trialEnd ?? nextBoundary(now, recurring.interval, recurring.interval_count, now),
    current_period_start: now,
    current_trial: null,
    discounts: [],
    metadata: item.metadata,
    plan: planOf(item.price),
    price: structuredClone(item.price),
    ...(recurring.usage_type === "licensed" && { quantity: item.quantity }),
    subscription,
    tax_rates: [],
  };
}

function refuseUncollectable(
  world: World,
  wanted: NewSubscription,
  subscription: Subscription,
  method: PaymentMethod | undefined,
): void {
  if (wanted.trialEnd !== null || wanted.collection === "send_invoice" || wanted.behavior === "default_incomplete")
    return;
  const free = wanted.items.every((item) => item.price.unit_amount === 0);
  if (free) return;
  if (!method) {
    throw invalidRequest(
      "This customer has no attached payment source or default payment method. Please consider adding a default payment method.",
      undefined,
      "resource_missing",
    );
  }
  if (wanted.behavior !== "error_if_incomplete") return;
  const outcome = foreseen(world, { method, offSession: wanted.offSession, authenticated: wanted.authenticated });
  if (outcome.kind !== "succeeded") throw cardError(outcome.decline);
}

function firstInvoice(world: World, subscription: Subscription): Invoice {
  const now = world.now();
  const line = subscription.status === "trialing" ? trialLine : periodLine;
  const lines = subscription.items.data
    .filter((item) => item.quantity !== undefined)
    .map((item) => line(world, subscription, item));
  return storeDraft(world, { subscription, reason: "subscription_create", lines, period: { start: now, end: now } }, 0);
}

/** Stripe tells of a trial shorter than the notice as soon as it begins. */
function noticeShortTrial(world: World, subscription: Subscription): void {
  if (subscription.trial_end === null || subscription.trial_end - NOTICE_BEFORE_TRIAL_END > world.now()) return;
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (facts) facts.trialWillEndSent = true;
  world.emit("customer.subscription.trial_will_end", subscription);
}

function collectFirst(
  world: World,
  wanted: NewSubscription,
  subscription: Subscription,
  invoice: Invoice,
  method: PaymentMethod | undefined,
): void {
  invoice.next_payment_attempt = null;
  if (wanted.collection === "send_invoice") {
    world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "active"));
    return;
  }
  if (wanted.behavior === "default_incomplete" || !method) return;
  payInvoice(world, invoice, { method, offSession: wanted.offSession, authenticated: wanted.authenticated });
}
