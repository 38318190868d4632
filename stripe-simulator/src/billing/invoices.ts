import { wholeList } from "../http/lists";
import { newId, randomText } from "../world/ids";
import type { Customer, Invoice, InvoiceLine, InvoicePayment, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { openIntent } from "../payments/charging";
import { DAY, HOUR } from "./calendar";
import { applyDiscounts, retireUsedUp } from "./discounts";

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
  const { subscription, lines } = plan;
  const now = world.now();
  const customer = world.need(world.state.customers, "customer", subscription.customer, "customer");
  const id = newId(plan.reason === "upcoming" ? "upcoming_in" : "in");
  const discounts = applyDiscounts(world, subscription, lines, plan.discountsAt ?? now);
  for (const line of lines) line.invoice = id;
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const total = subtotal - discounts.reduce((sum, each) => sum + each.amount, 0);
  const automatic = subscription.collection_method === "charge_automatically";
  const invoice: Invoice = {
    id,
    object: "invoice",
    account_country: "US",
    account_name: "Simulated account",
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: plan.reason,
    collection_method: subscription.collection_method,
    created: now,
    currency: subscription.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? "none",
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: discounts.map((each) => each.discount),
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: wholeList(`/v1/invoices/${id}/lines`, lines),
    livemode: false,
    metadata: {},
    next_payment_attempt: automatic ? now + HOUR : null,
    number: null,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
      type: "subscription_details",
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: plan.period.end,
    period_start: plan.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal,
    subtotal_excluding_tax: subtotal,
    test_clock: customer.test_clock ?? null,
    total,
    total_discount_amounts: discounts,
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
  setDue(invoice, customer);
  return invoice;
}

/** The customer's balance pays first; a negative total becomes balance (amounts below zero are the customer's credit). */
function setDue(invoice: Invoice, customer: Customer): void {
  const owed = invoice.total + customer.balance;
  invoice.starting_balance = customer.balance;
  invoice.amount_due = Math.max(0, owed);
  invoice.amount_remaining = invoice.amount_due;
  // Only the part of a positive balance that was charged, or of a credit that was used, leaves the balance.
  invoice.ending_balance = Math.min(0, owed);
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
  plan.subscription.latest_invoice = invoice.id;
  retireUsedUp(world, plan.subscription, invoice.discounts);
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
  if (customer.balance !== invoice.ending_balance) {
    world.change(customer, "customer.updated", (draft) => void (draft.balance = invoice.ending_balance ?? 0));
  }
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  customer.currency ??= invoice.currency;
  invoice.number = `${customer.invoice_prefix ?? "SIM"}-${String(sequence).padStart(4, "0")}`;
  invoice.status = "open";
  invoice.automatically_finalizes_at = null;
  invoice.effective_at = now;
  invoice.status_transitions.finalized_at = now;
  const page = `${world.publicUrl}/i/${invoice.id}/${randomText(24)}`;
  invoice.hosted_invoice_url = page;
  invoice.invoice_pdf = `${page}/pdf`;
  const subscription = subscriptionOf(world, invoice);
  if (invoice.collection_method === "send_invoice") invoice.due_date = now + (subscription?.days_until_due ?? 30) * DAY;
  if (invoice.amount_due > 0) openPayment(world, invoice);
  world.emit("invoice.finalized", invoice);
  if (invoice.amount_due === 0) markPaid(world, invoice);
}

function openPayment(world: World, invoice: Invoice): void {
  const description =
    invoice.billing_reason === "subscription_create" ? "Subscription creation" : "Subscription update";
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
  if (payment) {
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

function closePayment(world: World, invoice: Invoice): void {
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
