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

/**
 * One attempt to collect an open invoice. The subscription follows: paid brings it back to active, a failure after the
 * first period makes it past due and plans the next retry.
 *
 * @returns null when there is no card at all.
 */
export function payInvoice(world: World, invoice: Invoice, attempt: Attempt | null): Outcome | null {
  const intent = world.state.paymentIntents.get(paymentOf(world, invoice)?.payment.payment_intent ?? "");
  const outcome = attempt && intent ? collect(world, intent, attempt) : null;
  settle(world, invoice, outcome);
  return outcome;
}

/** Lets an invoice follow its intent, when the intent was confirmed by itself rather than through the invoice. */
export function followIntent(world: World, intent: PaymentIntent, outcome: Outcome): void {
  const payment = [...world.state.invoicePayments.values()].find((each) => each.payment.payment_intent === intent.id);
  const invoice = world.state.invoices.get(payment?.invoice ?? "");
  if (invoice?.status === "open") settle(world, invoice, outcome);
}

function settle(world: World, invoice: Invoice, outcome: Outcome | null): void {
  invoice.attempt_count += 1;
  invoice.attempted = true;
  if (outcome?.kind === "succeeded") {
    markPaid(world, invoice);
    followPaid(world, invoice);
    return;
  }
  followFailure(world, invoice, outcome);
}

const RECOVERABLE = new Set(["incomplete", "past_due", "unpaid"]);

/** A subscription is active again when its latest invoice is paid. */
export function followPaid(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  if (subscription && waitsFor(subscription, invoice)) return applyPending(world, subscription);
  if (!subscription || !RECOVERABLE.has(subscription.status) || subscription.latest_invoice !== invoice.id) return;
  rememberCard(world, subscription, invoice);
  world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "active"));
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
  const pending = subscription !== undefined && waitsFor(subscription, invoice);
  const facts = world.state.invoiceFacts.get(invoice.id) ?? { failures: 0 };
  facts.failures += 1;
  world.state.invoiceFacts.set(invoice.id, facts);
  const retryAfter = first || pending ? undefined : world.retries.days[facts.failures - 1];
  world.change(invoice, "invoice.updated", (draft) => {
    draft.next_payment_attempt = retryAfter === undefined ? null : world.now() + retryAfter * DAY;
  });
  if (outcome?.kind === "requires_action") world.emit("invoice.payment_action_required", invoice);
  world.emit("invoice.payment_failed", invoice);
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

/** What happens when a draft's hour is over: finalize, then collect, unless collection is paused. */
export function advanceDraft(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  finalize(world, invoice);
  if (invoice.status === "paid") return followPaid(world, invoice);
  const pause = subscription?.pause_collection?.behavior;
  if (pause === "void") return voidInvoice(world, invoice);
  if (pause === "mark_uncollectible") return markUncollectible(world, invoice);
  if (invoice.collection_method === "charge_automatically") retry(world, invoice);
}

/** An attempt by Stripe itself, nobody being present. */
export function retry(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  const method = subscription && payingMethod(world, subscription);
  payInvoice(world, invoice, method ? { method, offSession: true } : null);
}
