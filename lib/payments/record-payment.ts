import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { checkoutSuperseded, paymentNotFound } from "./errors";
import type { Payment } from "./model";
import type { PaymentFailure, ProviderInvoice } from "./invoice-port";
import type { CheckoutSession } from "./provider";
import * as store from "./store";

/** What a payment that gave way to a newer checkout carries as its failure. */
const SUPERSEDED: PaymentFailure = { code: "superseded", message: "A newer checkout was started." };

/** Writes that somebody set out to buy. The row is PENDING until the session is paid or given up. */
export async function openPayment(
  tx: Tx,
  payment: Omit<store.NewPayment, "subscriptionId" | "providerInvoiceId">,
): Promise<Payment> {
  return store.insertPayment(
    tx,
    { ...payment, subscriptionId: null, providerInvoiceId: null },
    await businessNow(sqlOf(tx)),
  );
}

/**
 * Gives up every pending checkout of an organization in favour of one to come, and returns those given up: their
 * sessions are to be closed after the commit. Two open sessions would let somebody pay twice.
 */
export async function supersedePending(tx: Tx, organizationId: string): Promise<Payment[]> {
  const now = await businessNow(sqlOf(tx));
  const pending = await store.loadPayments(tx, { organizationId, status: "PENDING" }, 100);
  for (const payment of pending)
    await store.updatePayment(tx, payment.id, { status: "FAILED", failure: SUPERSEDED, settledAt: now });
  return pending;
}

/** Ties the session to its payment. CONFLICT when a newer checkout has taken its place meanwhile. */
export async function attachSession(tx: Tx, paymentId: string, session: CheckoutSession): Promise<Payment> {
  const payment = await lockedPayment(tx, paymentId);
  if (payment.checkoutSessionId === session.id) return payment;
  if (payment.status !== "PENDING") throw checkoutSuperseded();
  return store.updatePayment(tx, paymentId, { checkoutSessionId: session.id, checkoutUrl: session.url });
}

/**
 * Writes that a session was completed and what it brought. Returns the payment as it was under the lock, and as it is:
 * the same for whoever comes second, so that it is told once.
 */
export async function settlePayment(
  tx: Tx,
  paymentId: string,
  paid: { session: CheckoutSession; subscriptionId: string },
): Promise<{ before: Payment; after: Payment }> {
  const { session, subscriptionId } = paid;
  const payment = await lockedPayment(tx, paymentId);
  if (payment.status !== "PENDING" && payment.status !== "FAILED") return { before: payment, after: payment };
  const after = await store.updatePayment(tx, paymentId, {
    status: "SUCCEEDED",
    subscriptionId,
    amount: session.total?.amount ?? payment.amount,
    checkoutSessionId: session.id,
    checkoutUrl: null,
    paymentIntentId: session.paymentIntentId ?? payment.paymentIntentId,
    providerInvoiceId: session.invoiceId ?? payment.providerInvoiceId,
    failure: null,
    attempts: payment.attempts + 1,
    settledAt: await businessNow(sqlOf(tx)),
  });
  return { before: payment, after };
}

/** Writes why a pending payment came to nothing. A settled one stays what it is. */
export async function failPayment(tx: Tx, paymentId: string, failure: PaymentFailure): Promise<Payment> {
  const payment = await lockedPayment(tx, paymentId);
  if (payment.status !== "PENDING") return payment;
  return store.updatePayment(tx, paymentId, {
    status: "FAILED",
    failure,
    checkoutUrl: null,
    settledAt: await businessNow(sqlOf(tx)),
  });
}

/**
 * Writes how the collection of a renewal invoice stands: one payment row per invoice. Returns the row before and after,
 * so that the caller tells each attempt once however often it is reported.
 */
export async function recordRenewalAttempt(
  tx: Tx,
  owner: { organizationId: string; subscriptionId: string | null },
  invoice: ProviderInvoice,
): Promise<{ before: Payment | null; after: Payment }> {
  const now = await businessNow(sqlOf(tx));
  const before = await store.loadPayment(tx, { stripeInvoiceId: invoice.id, organizationId: owner.organizationId });
  const row =
    (before && (await adopted(tx, before, owner.subscriptionId))) ??
    (await store.insertPayment(
      tx,
      {
        ...owner,
        planPriceId: null,
        amount: invoice.amountDue,
        currency: invoice.currency,
        createdBy: "stripe",
        providerInvoiceId: invoice.id,
      },
      now,
    ));
  if (row.status === "SUCCEEDED" || row.status === "REFUNDED" || row.status === "DISPUTED")
    return { before, after: row };
  const paid = invoice.status === "paid";
  const attempts = Math.max(row.attempts, invoice.attempts);
  const failed = !paid && attempts > 0;
  const after = await store.updatePayment(tx, row.id, {
    status: paid ? "SUCCEEDED" : failed ? "FAILED" : "PENDING",
    amount: invoice.amountDue,
    attempts,
    paymentIntentId: invoice.paymentIntentId ?? row.paymentIntentId,
    failure: paid
      ? null
      : failed
        ? (invoice.failure ?? { code: "payment_failed", message: "The payment did not succeed." })
        : row.failure,
    settledAt: paid || failed ? now : null,
  });
  return { before, after };
}

/**
 * Ties the intent that has paid a first invoice to the payment of its Checkout: by it the money is found again when some
 * of it goes back. Repeating it changes nothing.
 */
export async function tieIntent(tx: Tx, organizationId: string, invoice: ProviderInvoice): Promise<void> {
  const { id: stripeInvoiceId, paymentIntentId } = invoice;
  if (paymentIntentId === null) return;
  const payment = await store.loadPayment(tx, { stripeInvoiceId, organizationId });
  if (payment?.paymentIntentId === null) await store.updatePayment(tx, payment.id, { paymentIntentId });
}

/** An invoice may have been heard of before its subscription: then its payment learns of it afterwards, once. */
const adopted = async (tx: Tx, row: Payment, subscriptionId: string | null): Promise<Payment> =>
  row.subscriptionId !== null || subscriptionId === null ? row : store.updatePayment(tx, row.id, { subscriptionId });

async function lockedPayment(tx: Tx, id: string): Promise<Payment> {
  const payment = await store.lockPayment(tx, id);
  if (!payment) throw paymentNotFound();
  return payment;
}
