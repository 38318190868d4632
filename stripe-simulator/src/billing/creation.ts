import { foreseen } from "../payments/charging";
import { cardError } from "../payments/payment-methods";
import { invalidRequest } from "../http/errors";
import type { Invoice, InvoiceLine, PaymentMethod, Price, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { DAY } from "./calendar";
import { followPaid, payInvoice, payingMethod } from "./collection";
import { composeSubscription, type WantedAnchor } from "./compose";
import { composeInvoice, finalize, storeDraft, type InvoicePlan } from "./invoices";
import { checkPrice, checkQuantity, checkTogether } from "./item-checks";
import { periodLine, trialLine } from "./lines";
import { imagineDiscounts, redeem, type Redeemable } from "./redemption";

export type PaymentBehavior = "allow_incomplete" | "default_incomplete" | "error_if_incomplete";

export interface NewItem {
  price: Price;
  quantity: number;
  metadata: Record<string, string>;
  coupons?: Redeemable[];
  /** The price was made for this item. */
  inline?: boolean;
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
  coupons: Redeemable[];
  checkoutSession: string | null;
  automaticTax: boolean;
  /** The holder has just passed 3-D Secure on the hosted page. */
  authenticated?: boolean;
  /** Anchors the cycle elsewhere than at the start or the end of the trial. */
  anchor?: WantedAnchor | null;
  /** Whether the time before the anchor is charged; by default it is. */
  chargeUntilAnchor?: boolean;
}

export const NOTICE_BEFORE_TRIAL_END = 3 * DAY;

/**
 * Creates a subscription with its first invoice and collects it: active when paid, trialing when a trial starts,
 * incomplete when the payment is outstanding. Time before an anchor that is not charged makes no invoice.
 *
 * @throws ApiError when nothing can be collected (no card), or with `error_if_incomplete` when the card refuses (402);
 *   nothing has been created then.
 */
export function createSubscription(world: World, wanted: NewSubscription): Subscription {
  checkItems(wanted);
  const subscription = composeSubscription(world, wanted);
  const method = payingMethod(world, subscription);
  const free = isFreeUntilAnchor(wanted, subscription);
  if (!free) refuseUncollectable(world, wanted, subscription, method);
  world.state.subscriptions.set(subscription.id, subscription);
  world.state.subscriptionFacts.set(subscription.id, { trialWillEndSent: false });
  redeemAll(world, wanted, subscription);
  if (free) {
    subscription.status = "active";
    world.emit("customer.subscription.created", subscription);
    return subscription;
  }
  const invoice = storeDraft(world, firstPlan(world, subscription), 0);
  world.emit("customer.subscription.created", subscription);
  noticeShortTrial(world, subscription);
  finalize(world, invoice);
  if (invoice.status === "paid") followPaid(world, invoice);
  else collectFirst(world, wanted, subscription, invoice, method);
  return subscription;
}

function checkItems(wanted: NewSubscription): void {
  for (const [at, item] of wanted.items.entries()) {
    checkPrice(item.price, `items[${at}][price]`, item.inline ? item.price.id : undefined);
    if (item.price.recurring?.usage_type === "licensed") checkQuantity(item, item.price, `items[${at}]`);
  }
  checkTogether(
    wanted.items.map((item) => item.price),
    "items",
  );
}

function isFreeUntilAnchor(wanted: NewSubscription, subscription: Subscription): boolean {
  const later = subscription.billing_cycle_anchor > subscription.created;
  return wanted.trialEnd === null && wanted.chargeUntilAnchor === false && later;
}

function redeemAll(world: World, wanted: NewSubscription, subscription: Subscription): void {
  for (const [at, item] of subscription.items.data.entries())
    for (const each of wanted.items[at]?.coupons ?? []) redeem(world, each, { subscription, item });
  for (const each of wanted.coupons) redeem(world, each, { subscription, session: wanted.checkoutSession });
}

function refuseUncollectable(
  world: World,
  wanted: NewSubscription,
  subscription: Subscription,
  method: PaymentMethod | undefined,
): void {
  if (wanted.trialEnd !== null || wanted.collection === "send_invoice" || wanted.behavior === "default_incomplete")
    return;
  if (imagineFirst(world, wanted, subscription).amount_due === 0) return;
  if (!method) throw noMethod();
  if (wanted.behavior !== "error_if_incomplete") return;
  const outcome = foreseen(world, { method, offSession: wanted.offSession, authenticated: wanted.authenticated });
  if (outcome.kind !== "succeeded") throw cardError(outcome.decline);
}

/** The refusal of a charge that nothing could pay. */
export const noMethod = () =>
  invalidRequest(
    "This customer has no attached payment source or default payment method. Please consider adding a default payment method.",
    undefined,
    "resource_missing",
  );

/** The first invoice that a subscription would make, after discounts and balance. Changes nothing. */
export function foreseeFirst(world: World, wanted: NewSubscription): Invoice {
  checkItems(wanted);
  return imagineFirst(world, wanted, composeSubscription(world, wanted));
}

function imagineFirst(world: World, wanted: NewSubscription, subscription: Subscription): Invoice {
  const probe = structuredClone(subscription);
  const holders = [
    ...probe.items.data.map((item, at) => ({
      wanted: wanted.items[at]?.coupons ?? [],
      redeemer: { subscription: probe, item },
    })),
    { wanted: wanted.coupons, redeemer: { subscription: probe } },
  ];
  return imagineDiscounts(world, holders, () => composeInvoice(world, firstPlan(world, probe)));
}

function firstPlan(world: World, subscription: Subscription): InvoicePlan {
  const now = world.now();
  const line = subscription.status === "trialing" ? trialLine : periodLine;
  const lines: InvoiceLine[] = subscription.items.data
    .filter((item) => item.quantity !== undefined)
    .map((item) => line(world, subscription, item));
  return { subscription, reason: "subscription_create", lines, period: { start: now, end: now } };
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
