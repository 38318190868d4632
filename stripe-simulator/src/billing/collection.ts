import type { Invoice, PaymentIntent, PaymentMethod, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { collect, type Attempt, type Outcome } from "../payments/charging";
import { cancelNow } from "./cancellation";
import { DAY } from "./calendar";
import { applyPending, waitsFor } from "./pending-update";
import { finalize, markPaid, markUncollectible, paymentOf, subscriptionOf, voidInvoice } from "./invoices";

/** The card that pays a subscription: its own, else the customer's default. */
export function payingMethod(world: World, subscription: Subscription): PaymentMethod | undefined {
  const customer = world.state.customers.get(subscription.customer);
  const id = subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method;
  return world.state.paymentMethods.get(id ?? "");
}

/** The card that pays an invoice: its own, else its subscription's or customer's. */
export function invoiceMethod(world: World, invoice: Invoice): PaymentMethod | undefined {
  const own = world.state.paymentMethods.get(invoice.default_payment_method ?? "");
  const subscription = subscriptionOf(world, invoice);
  if (own) return own;
  if (subscription) return payingMethod(world, subscription);
  const customer = world.state.customers.get(invoice.customer ?? "");
  return world.state.paymentMethods.get(customer?.invoice_settings.default_payment_method ?? "");
}

/**
 * One attempt to collect an open invoice. The subscription follows: paid brings it back to active, a failure after the
 * first period makes it past due and plans the next retry.
 *
 * @returns null when there is no card at all.
 */
export function payInvoice(
  world: World,
  invoice: Invoice,
  attempt: Attempt | null,
  by: "schedule" | "somebody" = "schedule",
): Outcome | null {
  const intent = world.state.paymentIntents.get(paymentOf(world, invoice)?.payment.payment_intent ?? "");
  const outcome = attempt && intent ? collect(world, intent, attempt) : null;
  settle(world, invoice, outcome, by);
  return outcome;
}

/** Lets an invoice follow its intent, when the intent was confirmed by itself rather than through the invoice. */
export function followIntent(world: World, intent: PaymentIntent, outcome: Outcome): void {
  const payment = [...world.state.invoicePayments.values()].find((each) => each.payment.payment_intent === intent.id);
  const invoice = world.state.invoices.get(payment?.invoice ?? "");
  if (invoice?.status === "open") settle(world, invoice, outcome, "somebody");
}

/**
 * Any attempt counts as the first one; later ones count, and move the schedule, only when the schedule made them
 * (https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count).
 */
function settle(world: World, invoice: Invoice, outcome: Outcome | null, by: "schedule" | "somebody"): void {
  const counts = by === "schedule" || invoice.attempt_count === 0;
  if (counts) invoice.attempt_count += 1;
  invoice.attempted = true;
  if (outcome?.kind === "succeeded") {
    markPaid(world, invoice);
    followPaid(world, invoice);
    return;
  }
  if (counts) followFailure(world, invoice, outcome);
  else tellFailure(world, invoice, outcome);
}

function tellFailure(world: World, invoice: Invoice, outcome: Outcome | null): void {
  if (outcome?.kind === "requires_action") world.emit("invoice.payment_action_required", invoice);
  world.emit("invoice.payment_failed", invoice);
}

const RECOVERABLE = new Set(["incomplete", "past_due", "unpaid"]);

/** A subscription is active again when its latest invoice is paid. */
export function followPaid(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  if (subscription && waitsFor(subscription, invoice)) return applyPending(world, subscription);
  if (subscription && resumesWith(world, subscription, invoice)) return goOn(world, subscription);
  if (!subscription || !RECOVERABLE.has(subscription.status) || subscription.latest_invoice !== invoice.id) return;
  rememberCard(world, subscription, invoice);
  world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "active"));
}

/** Whether a paused subscription goes on as soon as this invoice is paid. */
function resumesWith(world: World, subscription: Subscription, invoice: Invoice): boolean {
  const waits = world.state.subscriptionFacts.get(subscription.id)?.resumesUntil !== undefined;
  return waits && subscription.status === "paused" && subscription.latest_invoice === invoice.id;
}

function goOn(world: World, subscription: Subscription): void {
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (facts) delete facts.resumesUntil;
  world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "active"));
  world.emit("customer.subscription.resumed", subscription);
}

/** `save_default_payment_method: on_subscription`: the card of the first payment pays the later ones. */
function rememberCard(world: World, subscription: Subscription, invoice: Invoice): void {
  if (subscription.payment_settings?.save_default_payment_method !== "on_subscription") return;
  const intent = world.state.paymentIntents.get(paymentOf(world, invoice)?.payment.payment_intent ?? "");
  if (intent?.payment_method) subscription.default_payment_method = intent.payment_method;
}

function followFailure(world: World, invoice: Invoice, outcome: Outcome | null): void {
  const subscription = subscriptionOf(world, invoice);
  const first = subscription?.status === "incomplete";
  const pending =
    subscription !== undefined && (waitsFor(subscription, invoice) || resumesWith(world, subscription, invoice));
  const facts = world.state.invoiceFacts.get(invoice.id) ?? { failures: 0 };
  facts.failures += 1;
  world.state.invoiceFacts.set(invoice.id, facts);
  const retryAfter = first || pending ? undefined : world.retries.days[facts.failures - 1];
  world.change(invoice, "invoice.updated", (draft) => {
    draft.next_payment_attempt = retryAfter === undefined ? null : world.now() + retryAfter * DAY;
  });
  tellFailure(world, invoice, outcome);
  if (!subscription || first || pending || subscription.ended_at !== null) return;
  if (subscription.status === "active") {
    world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "past_due"));
  }
  if (retryAfter === undefined) giveUp(world, subscription);
}

function giveUp(world: World, subscription: Subscription): void {
  if (world.retries.then === "cancel") cancelNow(world, subscription, {}, "payment_failed");
  if (world.retries.then === "unpaid" && subscription.status === "past_due") {
    world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "unpaid"));
  }
}

/** How an invoice is collected once it is final. */
export interface Collecting {
  offSession?: boolean;
  /** Leaves the payment to be confirmed by the customer. */
  waits?: boolean;
}

/** What happens when a draft's hour is over: finalize, then collect, unless collection was paused when it was made. */
export function advanceDraft(world: World, invoice: Invoice, { offSession = true, waits }: Collecting = {}): void {
  finalize(world, invoice);
  if (invoice.status === "paid") return followPaid(world, invoice);
  const paused = world.state.invoiceFacts.get(invoice.id)?.paused;
  if (paused === "void") return voidInvoice(world, invoice);
  if (paused === "mark_uncollectible") return markUncollectible(world, invoice);
  if (invoice.collection_method !== "charge_automatically") return;
  if (waits) return awaitConfirmation(world, invoice);
  retry(world, invoice, offSession);
}

/** `default_incomplete`: the subscription is past due until the invoice's intent has been confirmed. */
function awaitConfirmation(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  world.change(invoice, "invoice.updated", (draft) => void (draft.next_payment_attempt = null));
  if (subscription?.status === "active")
    world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "past_due"));
}

/** An attempt by Stripe itself; mostly nobody is present. */
export function retry(world: World, invoice: Invoice, offSession = true): void {
  const method = invoiceMethod(world, invoice);
  payInvoice(world, invoice, method ? { method, offSession } : null);
}

/** The due date of an invoice that was sent has passed without a payment. */
export function fallOverdue(world: World, invoice: Invoice): void {
  const facts = world.state.invoiceFacts.get(invoice.id) ?? { failures: 0 };
  world.state.invoiceFacts.set(invoice.id, { ...facts, overdueSent: true });
  world.emit("invoice.overdue", invoice);
  const subscription = subscriptionOf(world, invoice);
  if (subscription?.status === "active" && subscription.latest_invoice === invoice.id)
    world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "past_due"));
}
