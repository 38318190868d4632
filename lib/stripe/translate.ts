import type Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";
import { money, type Money } from "@/lib/kernel/money";
import type { Instant, Period } from "@/lib/kernel/time";
import type {
  ChangeInvoice,
  CheckoutSession,
  InvoiceLine,
  InvoicePreview,
  InvoiceStatus,
  MeterErrors,
  PaidSubscription,
  PaymentFailure,
  PaymentMethod,
  PlannedItem,
  PricedLine,
  ProviderEvent,
  ProviderInvoice,
} from "@/lib/payments";
import type { SubscriptionStatus } from "@/lib/subscriptions";

/** Stripe counts seconds, we count milliseconds. */
const fromUnix = (seconds: number): Instant => seconds * 1_000;
export const toUnix = (t: Instant): number => Math.floor(t / 1_000);
const fromUnixOrNull = (seconds: number | null | undefined): Instant | null =>
  seconds === null || seconds === undefined ? null : fromUnix(seconds);

type Reference = string | { readonly id: string } | null | undefined;
export const idOf = (reference: Reference): string | null =>
  typeof reference === "string" ? reference : (reference?.id ?? null);

/** Something in Stripe's answer that this version of Weir does not know. Better said than guessed. */
export const unknown = (what: string, value: unknown): AppError =>
  new AppError("STRIPE_ERROR", `The payment provider answered with ${what} that this version of Weir does not know.`, {
    internal: { what, value },
  });

const STATUS: Readonly<Record<string, SubscriptionStatus>> = {
  incomplete: "INCOMPLETE",
  // Never paid within a day: for us it never began.
  incomplete_expired: "CANCELED",
  trialing: "TRIALING",
  active: "ACTIVE",
  past_due: "PAST_DUE",
  unpaid: "UNPAID",
  paused: "PAUSED",
  canceled: "CANCELED",
};

/** Where nothing is collected nothing may be used: for us that is a pause, though Stripe goes on calling it active. */
function statusOf({ status, pause_collection: pause }: Stripe.Subscription): SubscriptionStatus | undefined {
  const translated = STATUS[status];
  return pause && (translated === "ACTIVE" || translated === "TRIALING") ? "PAUSED" : translated;
}

export function subscriptionOf(subscription: Stripe.Subscription): PaidSubscription {
  const status = statusOf(subscription);
  if (!status) throw unknown("a subscription status", subscription.status);
  const item = planItemOf(subscription);
  const { recurring } = item.price;
  if (!recurring) throw unknown("a subscription without a recurring price", subscription.id);
  const trialEnd = fromUnixOrNull(subscription.trial_end);
  const trialStart = fromUnixOrNull(subscription.trial_start);
  const canceledAt = fromUnixOrNull(subscription.canceled_at);
  return {
    id: subscription.id,
    customerId: idOf(subscription.customer) ?? "",
    status,
    priceId: item.price.id,
    interval: intervalOf(recurring),
    quantity: item.quantity ?? 1,
    anchorAt: anchorOf(subscription, trialEnd, fromUnix(item.current_period_start)),
    period: { start: fromUnix(item.current_period_start), end: fromUnix(item.current_period_end) },
    trial: trialStart !== null && trialEnd !== null ? { start: trialStart, end: trialEnd } : null,
    // The portal schedules the end as a date; where that date is the period's end it is the same wish.
    cancelAtPeriodEnd: subscription.cancel_at_period_end || subscription.cancel_at === item.current_period_end,
    cancelAt: fromUnixOrNull(subscription.cancel_at),
    canceledAt,
    endedAt: fromUnixOrNull(subscription.ended_at) ?? (status === "CANCELED" ? canceledAt : null),
    cancelReason: subscription.cancellation_details?.comment ?? subscription.cancellation_details?.reason ?? null,
    latestInvoiceId: idOf(subscription.latest_invoice),
    metered: subscription.items.data.filter(isMetered).map((counted) => ({
      priceId: counted.price.id,
      since: fromUnix(counted.created),
    })),
    planned: plannedOf(subscription.schedule),
    waiting: waitingOf(subscription.pending_update),
    metadata: subscription.metadata,
  };
}

/** The plan item of a subscription: a metered item has no quantity and no amount of its own. */
export function planItemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
  const items = subscription.items.data;
  const item = items.find((candidate) => !isMetered(candidate)) ?? items[0];
  if (!item) throw unknown("a subscription without items", subscription.id);
  return item;
}

export const isMetered = ({ price }: Pick<Stripe.SubscriptionItem, "price">): boolean =>
  price.recurring?.usage_type === "metered";

/** What a schedule will make of the plan after its present phase. The schedule must have been asked for with the subscription. */
function plannedOf(schedule: Stripe.Subscription["schedule"]): PlannedItem | null {
  if (schedule === null || typeof schedule === "string" || !schedule.current_phase) return null;
  const { end_date } = schedule.current_phase;
  const next = schedule.phases.find((phase) => phase.start_date === end_date);
  const item = next?.items.find((candidate) => candidate.quantity !== undefined);
  const priceId = idOf(item?.price);
  return item && priceId ? { priceId, quantity: item.quantity ?? 1, at: fromUnix(end_date) } : null;
}

function waitingOf(pending: Stripe.Subscription["pending_update"]): PaidSubscription["waiting"] {
  const item = pending?.subscription_items?.find((candidate) => candidate.price.recurring?.usage_type !== "metered");
  return pending && item
    ? { priceId: item.price.id, quantity: item.quantity ?? 1, until: fromUnix(pending.expires_at) }
    : null;
}

/** During a trial the first paid period begins where the trial ends, whatever the anchor says until then. */
function anchorOf(subscription: Stripe.Subscription, trialEnd: Instant | null, periodStart: Instant): Instant {
  if (subscription.status === "trialing" && trialEnd !== null) return trialEnd;
  const anchor = fromUnix(subscription.billing_cycle_anchor);
  // An anchor chosen in the future gives a first, shorter period before it.
  return Math.min(anchor, periodStart);
}

function intervalOf(recurring: Stripe.Price.Recurring): "MONTH" | "YEAR" {
  if (recurring.interval_count === 1 && recurring.interval === "month") return "MONTH";
  if (recurring.interval === "year" && recurring.interval_count === 1) return "YEAR";
  if (recurring.interval === "month" && recurring.interval_count === 12) return "YEAR";
  throw unknown("a billing interval", `${recurring.interval_count} ${recurring.interval}`);
}

const CHECKOUT_STATUSES = ["open", "complete", "expired"] as const;
const CHECKOUT_PAYMENT_STATUSES = ["paid", "unpaid", "no_payment_required"] as const;

export function checkoutOf(session: Stripe.Checkout.Session): CheckoutSession {
  const status = CHECKOUT_STATUSES.find((known) => known === session.status);
  if (!status) throw unknown("a checkout status", session.status);
  const paymentStatus = CHECKOUT_PAYMENT_STATUSES.find((known) => known === session.payment_status);
  if (!paymentStatus) throw unknown("a checkout payment status", session.payment_status);
  return {
    id: session.id,
    status,
    paymentStatus,
    url: session.url,
    expiresAt: fromUnix(session.expires_at),
    paymentId: session.client_reference_id,
    customerId: idOf(session.customer),
    subscriptionId: idOf(session.subscription),
    invoiceId: idOf(session.invoice),
    paymentIntentId: idOf(session.payment_intent),
    total:
      session.amount_total === null || session.currency === null ? null : money(session.amount_total, session.currency),
  };
}

const INVOICE_STATUSES: readonly InvoiceStatus[] = ["draft", "open", "paid", "uncollectible", "void"];

export function invoiceOf(invoice: Stripe.Invoice, failure: PaymentFailure | null): ProviderInvoice {
  const status = INVOICE_STATUSES.find((known) => known === invoice.status);
  if (!status || !invoice.id) throw unknown("an invoice status", invoice.status);
  const lines = invoice.lines.data.map(lineOf);
  return {
    id: invoice.id,
    customerId: idOf(invoice.customer) ?? "",
    subscriptionId: idOf(invoice.parent?.subscription_details?.subscription),
    origin:
      invoice.billing_reason === "subscription_create"
        ? "start"
        : invoice.billing_reason === "subscription_cycle"
          ? "renewal"
          : "other",
    number: invoice.number,
    status,
    currency: invoice.currency,
    subtotal: BigInt(invoice.subtotal),
    tax: taxOf(invoice),
    total: BigInt(invoice.total),
    amountDue: BigInt(invoice.amount_due),
    amountPaid: BigInt(invoice.amount_paid),
    period: periodOf(invoice, lines),
    issuedAt: fromUnix(invoice.status_transitions.finalized_at ?? invoice.created),
    dueAt: fromUnixOrNull(invoice.due_date),
    paidAt: fromUnixOrNull(invoice.status_transitions.paid_at),
    hostedUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
    lines,
    attempts: invoice.attempt_count,
    nextAttemptAt: fromUnixOrNull(invoice.next_payment_attempt),
    paymentIntentId: intentOf(invoice),
    failure,
  };
}

/** The payment intent that an invoice is paid by: the default payment, else the latest. */
export function intentOf(invoice: Stripe.Invoice): string | null {
  const payments = invoice.payments?.data ?? [];
  const chosen = payments.find((payment) => payment.is_default) ?? payments.at(-1);
  return idOf(chosen?.payment.payment_intent);
}

export function failureOf(intent: Stripe.PaymentIntent): PaymentFailure | null {
  const error = intent.last_payment_error;
  if (!error) return null;
  return {
    code: error.decline_code ?? error.code ?? "payment_failed",
    message: error.message ?? "The payment did not succeed.",
  };
}

export function previewOf(invoice: Stripe.Invoice): InvoicePreview {
  const inItsCurrency = (amount: number | bigint): Money => money(amount, invoice.currency);
  return {
    lines: invoice.lines.data.map(lineOf),
    subtotal: inItsCurrency(invoice.subtotal),
    discount: inItsCurrency(
      (invoice.total_discount_amounts ?? []).reduce((sum, each) => sum + BigInt(each.amount), 0n),
    ),
    tax: inItsCurrency(taxOf(invoice)),
    total: inItsCurrency(invoice.total),
    amountDue: inItsCurrency(invoice.amount_due),
    chargedAt: fromUnixOrNull(invoice.next_payment_attempt) ?? fromUnixOrNull(invoice.period_end),
  };
}

export const changeInvoiceOf = (invoice: Stripe.Invoice): ChangeInvoice => ({
  id: invoice.id ?? "",
  status: INVOICE_STATUSES.find((known) => known === invoice.status) ?? "open",
  amountDue: money(invoice.amount_due, invoice.currency),
  hostedUrl: invoice.hosted_invoice_url ?? null,
});

const taxOf = (invoice: Stripe.Invoice): bigint =>
  (invoice.total_taxes ?? []).reduce((sum, tax) => sum + BigInt(tax.amount), 0n);

function lineOf(line: Stripe.InvoiceLineItem): PricedLine {
  const parent = line.parent?.subscription_item_details ?? line.parent?.invoice_item_details;
  return {
    description: line.description ?? "",
    quantity: line.quantity,
    amount: money(line.amount, line.currency),
    period: { start: fromUnix(line.period.start), end: fromUnix(line.period.end) },
    proration: parent?.proration ?? false,
    priceId: idOf(line.pricing?.price_details?.price),
  };
}

/**
 * The time the invoice pays for: of its lines, the one that reaches furthest, since usage is billed for the period before.
 * Stripe's own invoice period is that one, too.
 */
function periodOf(invoice: Stripe.Invoice, lines: readonly InvoiceLine[]): Period {
  const whole = lines.filter((line) => !line.proration && line.period.end > line.period.start);
  const [paidFor = lines[0]] = [...whole].sort((a, b) => b.period.end - a.period.end);
  return paidFor?.period ?? { start: fromUnix(invoice.period_start), end: fromUnix(invoice.period_end) };
}

export function paymentMethodOf(method: Stripe.PaymentMethod): PaymentMethod | null {
  if (!method.card) return { brand: method.type, lastFour: "", expiresMonth: 0, expiresYear: 0 };
  return {
    brand: method.card.brand,
    lastFour: method.card.last4,
    expiresMonth: method.card.exp_month,
    expiresYear: method.card.exp_year,
  };
}

export function eventOf(event: Stripe.Event, payload: string): ProviderEvent {
  const object = event.data.object as unknown as { id?: unknown; object?: unknown; customer?: unknown };
  const id = typeof object.id === "string" ? object.id : null;
  return {
    id: event.id,
    type: event.type,
    apiVersion: event.api_version,
    objectId: id,
    customerId: object.object === "customer" ? id : customerOf(object.customer),
    createdAt: fromUnix(event.created),
    payload,
  };
}

/** Whom an object belongs to, expanded or not. */
const customerOf = (customer: unknown): string | null => {
  const id = typeof customer === "object" && customer !== null && "id" in customer ? customer.id : customer;
  return typeof id === "string" ? id : null;
};

const relatedIdOf = (related: object | null): string | null =>
  related !== null && "id" in related && typeof related.id === "string" ? related.id : null;

/** A thin event names an object at most; everything else has to be fetched. */
export function thinEventOf(event: Stripe.V2.Core.EventNotification, payload: string): ProviderEvent {
  return {
    id: event.id,
    type: event.type,
    apiVersion: null,
    objectId: relatedIdOf("related_object" in event ? event.related_object : null),
    customerId: null,
    createdAt: Date.parse(event.created),
    payload,
  };
}

/** What Stripe found wrong with usage that was reported to its meters. */
export function meterErrorsOf(event: Stripe.V2.Core.Event): MeterErrors | null {
  if (event.type !== "v1.billing.meter.error_report_triggered" && event.type !== "v1.billing.meter.no_meter_found")
    return null;
  const { data } = event;
  return {
    summary: data.developer_message_summary,
    meterId: event.type === "v1.billing.meter.error_report_triggered" ? relatedIdOf(event.related_object) : null,
    errors: data.reason.error_types.map((type) => ({
      code: type.code,
      count: type.error_count,
      samples: type.sample_errors.map((sample) => ({
        message: sample.error_message,
        reference: sample.request.identifier,
      })),
    })),
  };
}
