import { isLocated } from "../billing/automatic-tax";
import { createSubscription } from "../billing/creation";
import { couponOf } from "../billing/redemption";
import { DAY } from "../billing/calendar";
import { type ApiError, invalidRequest } from "../http/errors";
import { createCustomer } from "../payments/customers";
import { attach, cardError, cardOf, createCard } from "../payments/payment-methods";
import { collect, foreseen } from "../payments/charging";
import { setUpCard } from "../payments/setup-intents";
import { addTaxId } from "../payments/tax-ids";
import type { TestCard } from "../payments/test-cards";
import type { CheckoutPlan, CheckoutSession, Customer, PaymentMethod, TaxId } from "../world/objects";
import type { World } from "../world/world";
import { openSessionIntent, payOnce } from "./payment";
import { setAmounts } from "./purchase";

/** A card as typed into a hosted page. */
export interface CardEntry {
  card: TestCard;
  month: number;
  year: number;
  name: string;
}

type TaxNumber = Pick<TaxId, "type" | "value">;

/** Who buys, and what was agreed to. */
export interface Buyer {
  email: string;
  name: string;
  /** Of a business that buys. */
  businessName: string | null;
  taxId: TaxNumber | null;
  consent: CheckoutSession["consent"];
}

/** Whether the bank wants to see the holder before it lets this card pay or be saved. */
export function needsHolder(card: TestCard): boolean {
  return card.authentication !== "never";
}

/** Whether a session can be completed without any card: `if_required`, and nothing is due. */
export function needsCard(session: CheckoutSession): boolean {
  return session.payment_method_collection !== "if_required" || (session.amount_total ?? 0) > 0;
}

/**
 * Completes an open session: the customer, the payment, the saved card or the subscription come to be, and
 * `checkout.session.completed` is told.
 *
 * @throws ApiError card_error when the bank refuses; the session stays open then, for another card.
 */
export function completeSession(
  world: World,
  session: CheckoutSession,
  buyer: Buyer,
  entry: CardEntry | null,
  authenticated: boolean,
): void {
  if (session.status !== "open") throw invalidRequest("This Checkout Session is no longer open.");
  const plan = world.state.checkoutPlans.get(session.id);
  if (!plan) throw new Error(`The state has no plan for ${session.id}`);
  setAmounts(world, session, plan);
  if (!entry && needsCard(session)) throw invalidRequest("This Checkout Session needs a payment method.");
  const refusal = entry && refusalOf(world, session, plan, entry, authenticated);
  if (refusal) throw refusal;
  const method = entry && methodOf(world, entry, buyer);
  session.customer ??= session.customer_creation === "always" ? newCustomer(world, buyer) : null;
  if (session.mode === "subscription") subscribe(world, session, plan, method, authenticated);
  else if (session.mode === "setup") saveCard(world, session, plan, method, authenticated);
  else payOnce(world, session, plan, method, authenticated);
  close(world, session, buyer);
}

function methodOf(world: World, entry: CardEntry, buyer: Buyer): PaymentMethod {
  const method = createCard(world, entry.card, entry.month, entry.year);
  method.billing_details.name = entry.name || null;
  method.billing_details.email = buyer.email || null;
  return method;
}

function newCustomer(world: World, { email, name, businessName }: Buyer): string {
  return createCustomer(world, { email, name: businessName ?? name }).id;
}

function close(world: World, session: CheckoutSession, buyer: Buyer): void {
  session.status = "complete";
  if (session.automatic_tax.enabled) session.automatic_tax.status = "complete";
  session.url = null;
  session.consent = buyer.consent;
  session.collected_information = {
    business_name: buyer.businessName,
    individual_name: null,
    shipping_details: null,
  };
  session.customer_details = {
    address: null,
    business_name: buyer.businessName,
    email: buyer.email || null,
    individual_name: null,
    name: (buyer.businessName ?? buyer.name) || null,
    phone: null,
    tax_exempt: "none",
    tax_ids: buyer.taxId ? [buyer.taxId] : [],
  };
  const customer = world.state.customers.get(session.customer ?? "");
  if (customer && buyer.taxId) keepTaxId(world, customer, buyer.taxId);
  world.emit("checkout.session.completed", session);
}

/** The customer has the number from now on; the one it has already is enough. */
function keepTaxId(world: World, customer: Customer, { type, value }: TaxNumber): void {
  const known = [...world.state.taxIds.values()].some(
    (each) => each.customer === customer.id && each.type === type && each.value === value,
  );
  if (!known) addTaxId(world, customer, { type, value });
}

/**
 * The bank's refusal, or undefined. Nothing is created for a refused card except, as in the real Checkout, the failed
 * payment itself.
 */
function refusalOf(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  entry: CardEntry,
  authenticated: boolean,
): ApiError | undefined {
  const probe = createCard(world, entry.card, entry.month, entry.year);
  const nothingDue = (session.amount_total ?? 0) === 0;
  const outcome = nothingDue ? null : foreseen(world, { method: probe, offSession: false, authenticated });
  const decline =
    outcome === null ? cardOf(world, probe).attach : outcome.kind === "succeeded" ? null : outcome.decline;
  if (decline && !nothingDue) {
    const intent = openSessionIntent(world, session, plan, {});
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
  method: PaymentMethod | null,
  authenticated: boolean,
): void {
  const customer = session.customer;
  if (!customer) throw new Error("A subscription session always has a customer by now");
  const trialEnd = plan.trialEnd ?? (plan.trialDays === null ? null : world.now() + plan.trialDays * DAY);
  if (plan.savesAddress) locate(world, customer);
  if (method && trialEnd === null) attach(world, method, customer);
  else if (method) setUpCard(world, customer, method, authenticated);
  const entry = plan.promotionCode
    ? { promotion_code: plan.promotionCode }
    : plan.coupon
      ? { coupon: plan.coupon }
      : null;
  const subscription = createSubscription(world, {
    customer,
    items: plan.lines.flatMap((line) =>
      line.price && line.quantity !== 0 ? [{ price: line.price, quantity: line.quantity ?? 0, metadata: {} }] : [],
    ),
    trialEnd,
    metadata: plan.subscriptionMetadata,
    description: plan.subscriptionDescription,
    defaultPaymentMethod: method?.id ?? null,
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
    automaticTax: session.automatic_tax.enabled,
    authenticated,
  });
  session.subscription = subscription.id;
  session.invoice = subscription.latest_invoice;
  session.payment_status = (session.amount_total ?? 0) > 0 ? "paid" : "no_payment_required";
}

/** The page asks nobody where he lives: whoever has no address yet is at home where the account is. */
function locate(world: World, id: string): void {
  const customer = world.state.customers.get(id);
  if (!customer || isLocated(customer)) return;
  const address = { city: null, country: "US", line1: null, line2: null, postal_code: null, state: null };
  world.change(customer, "customer.updated", (draft) => void (draft.address = address));
}

/** `setup` mode: the card is saved for later, for the customer if there is one. */
function saveCard(
  world: World,
  session: CheckoutSession,
  plan: CheckoutPlan,
  method: PaymentMethod | null,
  authenticated: boolean,
): void {
  if (!method) throw new Error("A setup session always has a card by now");
  const words = { metadata: plan.intentMetadata, description: plan.intentDescription };
  session.setup_intent = setUpCard(world, session.customer, method, authenticated, words).id;
  session.payment_status = "no_payment_required";
}
