import { newId, randomText } from "../world/ids";
import type { Invoice, InvoiceLine, InvoicePayment, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { openIntent } from "../payments/charging";
import { claimItems, lineOf, pendingItems } from "../invoicing/items";
import { moveBalance } from "../payments/customer-balance";
import { blankInvoice } from "./blank-invoice";
import { DAY } from "./calendar";
import { retireUsedUp } from "./discounts";
import { retotal, setDue } from "./totals";

export interface InvoicePlan {
  subscription: Subscription;
  reason: "subscription_create" | "subscription_cycle" | "subscription_update" | "upcoming";
  lines: InvoiceLine[];
  period: { start: number; end: number };
  /** The moment at which discounts have to be running, when that is not the present. */
  discountsAt?: number;
}

/** A draft with its totals, not yet part of the state; a preview is exactly this. */
export function composeInvoice(world: World, plan: InvoicePlan): Invoice {
  const { subscription } = plan;
  const invoice = blankInvoice(world, {
    customer: world.need(world.state.customers, "customer", subscription.customer, "customer"),
    currency: subscription.currency,
    collection: subscription.collection_method === "send_invoice" ? "send_invoice" : "charge_automatically",
    reason: plan.reason,
    parent: {
      quote_details: null,
      subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
      type: "subscription_details",
    },
    period: plan.period,
    automaticTax: subscription.automatic_tax.enabled,
  });
  const waiting = pendingItems(world, subscription.customer, subscription.currency, subscription);
  invoice.lines.data = [...plan.lines, ...waiting.map(lineOf)];
  retotal(world, invoice, subscription, plan.discountsAt);
  return invoice;
}

/** Makes a draft part of the state: the subscription's latest invoice. Automatic advance comes `draftSeconds` later. */
export function storeDraft(world: World, plan: InvoicePlan, draftSeconds: number): Invoice {
  const invoice = composeInvoice(world, plan);
  invoice.ending_balance = null;
  invoice.automatically_finalizes_at = draftSeconds > 0 ? world.now() + draftSeconds : null;
  world.state.invoices.set(invoice.id, invoice);
  const paused = plan.subscription.pause_collection?.behavior;
  world.state.invoiceFacts.set(invoice.id, { failures: 0, ...(isPause(paused) && { paused }) });
  if (paused === "keep_as_draft" || plan.subscription.status === "unpaid") hold(invoice);
  claimItems(world, invoice);
  plan.subscription.latest_invoice = invoice.id;
  retireUsedUp(
    world,
    plan.subscription,
    (invoice.total_discount_amounts ?? []).map((each) => each.discount),
  );
  world.emit("invoice.created", invoice);
  return invoice;
}

const PAUSES = ["keep_as_draft", "mark_uncollectible", "void"] as const;

const isPause = (text: string | undefined): text is (typeof PAUSES)[number] =>
  PAUSES.some((behavior) => behavior === text);

/** Nothing happens to the draft by itself. */
function hold(invoice: Invoice): void {
  invoice.auto_advance = false;
  invoice.automatically_finalizes_at = null;
  invoice.next_payment_attempt = null;
}

/** Draft → open (or paid at once when nothing is due): number, balance, pages and the payment intent are assigned. */
export function finalize(world: World, invoice: Invoice): void {
  const customer = world.need(world.state.customers, "customer", invoice.customer ?? "", "customer");
  const now = world.now();
  setDue(invoice, customer);
  const applied = (invoice.ending_balance ?? 0) - customer.balance;
  if (applied !== 0) moveBalance(world, customer, applied, { type: "applied_to_invoice", invoice: invoice.id });
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  customer.currency ??= invoice.currency;
  invoice.number ??= `${customer.invoice_prefix ?? "SIM"}-${String(sequence).padStart(4, "0")}`;
  invoice.status = "open";
  invoice.automatically_finalizes_at = null;
  invoice.effective_at = now;
  invoice.status_transitions.finalized_at = now;
  const page = `${world.publicUrl}/i/${invoice.id}/${randomText(24)}`;
  invoice.hosted_invoice_url = page;
  invoice.invoice_pdf = `${page}/pdf`;
  const subscription = subscriptionOf(world, invoice);
  if (invoice.collection_method === "send_invoice")
    invoice.due_date ??= now + (subscription?.days_until_due ?? 30) * DAY;
  if (invoice.amount_due > 0) openPayment(world, invoice);
  world.emit("invoice.finalized", invoice);
  if (invoice.amount_due === 0) markPaid(world, invoice);
}

const PAYMENT_FOR: Record<string, string> = {
  subscription_create: "Subscription creation",
  manual: "Payment for Invoice",
};

function openPayment(world: World, invoice: Invoice): void {
  const description = PAYMENT_FOR[invoice.billing_reason ?? ""] ?? "Subscription update";
  const { amount_due: amount, currency, customer } = invoice;
  const intent = openIntent(world, { amount, currency, customer, description, metadata: {} });
  intent.setup_future_usage = invoice.billing_reason === "subscription_create" ? "off_session" : null;
  const payment: InvoicePayment = {
    id: newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: world.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
  world.state.invoicePayments.set(payment.id, payment);
}

/** The payment through which an invoice is collected; none when nothing was due. */
export function paymentOf(world: World, invoice: Invoice): InvoicePayment | undefined {
  return [...world.state.invoicePayments.values()].find((each) => each.invoice === invoice.id && each.is_default);
}

/** Open → paid, with the events of it; the subscription follows in collection.ts. */
export function markPaid(world: World, invoice: Invoice): void {
  const now = world.now();
  const payment = paymentOf(world, invoice);
  if (payment?.status === "open") {
    payment.status = "paid";
    payment.amount_paid = invoice.amount_due;
    payment.status_transitions.paid_at = now;
    world.emit("invoice_payment.paid", payment);
  }
  world.change(invoice, "invoice.updated", (draft) => {
    draft.status = "paid";
    draft.attempted = true;
    draft.auto_advance = false;
    draft.amount_paid = draft.amount_due;
    draft.amount_remaining = 0;
    draft.next_payment_attempt = null;
    draft.status_transitions.paid_at = now;
  });
  world.emit("invoice.paid", invoice);
  world.emit("invoice.payment_succeeded", invoice);
}

/** Open (or uncollectible) → void; its payment intent is canceled. */
export function voidInvoice(world: World, invoice: Invoice): void {
  closePayment(world, invoice);
  giveBalanceBack(world, invoice);
  invoice.status = "void";
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.voided_at = world.now();
  world.emit("invoice.voided", invoice);
}

/** Open → uncollectible. */
export function markUncollectible(world: World, invoice: Invoice): void {
  invoice.status = "uncollectible";
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.marked_uncollectible_at = world.now();
  world.emit("invoice.marked_uncollectible", invoice);
}

/** What a voided invoice took from the customer's balance, or added to it, is undone. */
function giveBalanceBack(world: World, invoice: Invoice): void {
  const customer = world.state.customers.get(invoice.customer ?? "");
  const applied = (invoice.ending_balance ?? 0) - invoice.starting_balance;
  if (!customer || applied === 0) return;
  moveBalance(world, customer, -applied, { type: "unapplied_from_invoice", invoice: invoice.id });
}

/** An open payment of an invoice that is not to be collected any more, and its intent, are canceled. */
export function closePayment(world: World, invoice: Invoice): void {
  const payment = paymentOf(world, invoice);
  const intent = world.state.paymentIntents.get(payment?.payment.payment_intent ?? "");
  if (!payment || !intent || payment.status !== "open") return;
  payment.status = "canceled";
  payment.status_transitions.canceled_at = world.now();
  intent.status = "canceled";
  intent.canceled_at = world.now();
  intent.cancellation_reason = "void_invoice";
  intent.next_action = null;
  world.emit("payment_intent.canceled", intent);
}

/** The subscription an invoice belongs to. */
export function subscriptionOf(world: World, invoice: Invoice): Subscription | undefined {
  return world.state.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? "");
}
