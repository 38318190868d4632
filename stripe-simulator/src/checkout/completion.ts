import { createSubscription } from "../billing/creation";
import { couponOf } from "../billing/redemption";
import { DAY } from "../billing/calendar";
import { type ApiError, invalidRequest } from "../http/errors";
import { createCustomer } from "../payments/customers";
import { attach, cardError, cardOf, createCard } from "../payments/payment-methods";
import { collect, foreseen, openIntent } from "../payments/charging";
import { setUpCard } from "../payments/setup-intents";
import type { TestCard } from "../payments/test-cards";
import type { CheckoutPlan, CheckoutSession, PaymentMethod } from "../world/objects";
import type { World } from "../world/world";
import { setAmounts } from "./sessions";

/** What the buyer typed into the hosted page. */
export interface CardEntry {
  card: TestCard;
  month: number;
  year: number;
  name: string;
  email: string;
}

/** Whether the bank wants to see the holder before it lets this card pay or be saved. */
export function needsHolder(card: TestCard): boolean {
  return card.authentication !== "never";
}

/**
 * Completes an open session with a card: the customer, the payment or the subscription come to be, and
 * `checkout.session.completed` is told.
 *
 * @throws ApiError card_error when the bank refuses; the session stays open then, for another card.
 */
export function completeSession(
  world: World,
  session: CheckoutSession,
  entry: CardEntry,
  authenticated: boolean,
): void {
  if (session.status !== "open") throw invalidRequest("This Checkout Session is no longer open.");
  const plan = world.state.checkoutPlans.get(session.id);
  if (!plan) throw new Error(`The state has no plan for ${session.id}`);
  setAmounts(world, session, plan);
  const refusal = refusalOf(world, session, entry, authenticated);
  if (refusal) throw refusal;
  const method = createCard(world, entry.card, entry.month, entry.year);
  method.billing_details.name = entry.name || null;
  method.billing_details.email = entry.email || null;
  session.customer ??=
    session.customer_creation === "always" ? createCustomer(world, { email: entry.email, name: entry.name }).id : null;
  if (session.mode === "subscription") subscribe(world, session, plan, method, authenticated);
  else payOnce(world, session, plan, method, authenticated);
  for (const line of plan.lines) line.amount_total = line.amount_subtotal - line.amount_discount;
  session.status = "complete";
  session.url = null;
  session.customer_details = {
    address: null,
    business_name: null,
    email: entry.email || null,
    individual_name: null,
    name: entry.name || null,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
  world.emit("checkout.session.completed", session);
}

/**
 * The bank's refusal, or undefined. Nothing is created for a refused card except, as in the real Checkout, the failed
 * payment itself.
 */
function refusalOf(
  world: World,
  session: CheckoutSession,
  entry: CardEntry,
  authenticated: boolean,
): ApiError | undefined {
  const probe = createCard(world, entry.card, entry.month, entry.year);
  const nothingDue = session.amount_total === 0;
  const outcome = nothingDue ? null : foreseen(world, { method: probe, offSession: false, authenticated });
  const decline =
    outcome === null ? cardOf(world, probe).attach : outcome.kind === "succeeded" ? null : outcome.decline;
  if (decline && !nothingDue) {
    const intent = openIntent(world, intentFields(session, {}));
    collect(world, intent, { method: probe, offSession: true, authenticated });
  }
  world.state.paymentMethods.delete(probe.id);
  world.state.cards.delete(probe.id);
  return decline ? cardError(decline) : undefined;
}

function subscribe(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  method: PaymentMethod,
  authenticated: boolean,
): void {
  const customer = session.customer;
  if (!customer) throw new Error("A subscription session always has a customer by now");
  const trialEnd = plan.trialEnd ?? (plan.trialDays === null ? null : world.now() + plan.trialDays * DAY);
  if (trialEnd === null) attach(world, method, customer);
  else setUpCard(world, customer, method, authenticated);
  const entry = plan.promotionCode
    ? { promotion_code: plan.promotionCode }
    : plan.coupon
      ? { coupon: plan.coupon }
      : null;
  const subscription = createSubscription(world, {
    customer,
    items: plan.lines.flatMap((line) =>
      line.price ? [{ price: line.price, quantity: line.quantity ?? 0, metadata: {} }] : [],
    ),
    trialEnd,
    metadata: plan.subscriptionMetadata,
    description: plan.subscriptionDescription,
    defaultPaymentMethod: method.id,
    behavior: "error_if_incomplete",
    collection: "charge_automatically",
    daysUntilDue: null,
    cancelAtPeriodEnd: false,
    cancelAt: null,
    missingPaymentMethod: plan.missingPaymentMethod,
    saveDefault: false,
    offSession: false,
    coupons: entry ? [couponOf(world, entry, customer)] : [],
    checkoutSession: session.id,
    authenticated,
  });
  session.subscription = subscription.id;
  session.invoice = subscription.latest_invoice;
  session.payment_status = trialEnd === null ? "paid" : "no_payment_required";
}

function payOnce(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  method: PaymentMethod,
  authenticated: boolean,
): void {
  if (session.amount_total === 0) {
    session.payment_status = "no_payment_required";
    return;
  }
  const intent = openIntent(world, intentFields(session, plan.intentMetadata));
  session.payment_intent = intent.id;
  const outcome = collect(world, intent, { method, offSession: false, authenticated });
  if (outcome.kind !== "succeeded") throw cardError(outcome.decline);
  session.payment_status = "paid";
}

function intentFields(session: CheckoutSession, metadata: Record<string, string>) {
  return {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? "usd",
    customer: session.customer,
    description: null,
    metadata,
  };
}
