import type { DbOrTx } from "@/lib/platform/db";
import { paymentNotFound } from "./errors";
import type { InvoiceKeyset, InvoicePage, Payment } from "./model";
import * as store from "./store";

interface Reader {
  readonly db: DbOrTx;
}

const MAX_INVOICE_PAGE = 100;

/** A payment of this organization. NOT_FOUND for none and for another's. */
export async function getPayment(ctx: Reader, organizationId: string, id: string): Promise<Payment> {
  const payment = await store.loadPayment(ctx.db, { id, organizationId });
  if (!payment) throw paymentNotFound();
  return payment;
}

/** The payment behind a Checkout session; null when the session is none of ours. */
export const findPaymentBySession = (ctx: Reader, sessionId: string): Promise<Payment | null> =>
  store.loadPayment(ctx.db, { stripeCheckoutSessionId: sessionId });

/** Newest first. */
export const listPayments = (ctx: Reader, organizationId: string, limit = 20): Promise<Payment[]> =>
  store.loadPayments(ctx.db, { organizationId }, Math.min(limit, MAX_INVOICE_PAGE));

/** Our copies of an organization's invoices, newest first, one page of at most 100. */
export async function listInvoiceRefs(
  ctx: Reader,
  organizationId: string,
  page: { limit?: number; after?: InvoiceKeyset | null } = {},
): Promise<InvoicePage> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), MAX_INVOICE_PAGE);
  const rows = await store.loadInvoices(ctx.db, organizationId, limit + 1, page.after ?? null);
  const invoices = rows.slice(0, limit);
  const last = invoices.at(-1);
  return { invoices, next: rows.length > limit && last ? { issuedAt: last.issuedAt, id: last.id } : null };
}
