import { isId } from "@/lib/kernel/ids";
import type { DbOrTx } from "@/lib/platform/db";
import { invoiceNotFound, paymentNotFound } from "./errors";
import type {
  InvoiceKeyset,
  InvoicePage,
  InvoiceRef,
  Payment,
  PaymentAccount,
  PaymentKeyset,
  PaymentPage,
  Refund,
} from "./model";
import * as invoiceStore from "./invoices/store";
import * as refunds from "./refunds/store";
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
  const rows = await invoiceStore.loadInvoices(ctx.db, organizationId, limit + 1, page.after ?? null);
  const invoices = rows.slice(0, limit);
  const last = invoices.at(-1);
  return { invoices, next: rows.length > limit && last ? { issuedAt: last.issuedAt, id: last.id } : null };
}

/** Our copy of an invoice of this organization. NOT_FOUND for none and for another's. */
export async function getInvoiceRef(ctx: Reader, organizationId: string, id: string): Promise<InvoiceRef> {
  const invoice = isId("invoice", id) ? await invoiceStore.loadInvoice(ctx.db, { id, organizationId }) : null;
  if (!invoice) throw invoiceNotFound();
  return invoice;
}

/** Whose invoice this is; null when there is none. */
export const organizationOfInvoice = async (ctx: Reader, id: string): Promise<string | null> =>
  isId("invoice", id) ? ((await invoiceStore.loadInvoice(ctx.db, { id }))?.organizationId ?? null) : null;

/** A payment of this organization with what went back of it. NOT_FOUND for none and for another's. */
export async function getPaymentAccount(ctx: Reader, organizationId: string, id: string): Promise<PaymentAccount> {
  const account = isId("payment", id) ? await store.loadAccount(ctx.db, { id, organizationId }) : null;
  if (!account) throw paymentNotFound();
  return account;
}

/** Payments of an organization with what went back of them, newest first, one page of at most 100. */
export async function listPaymentAccounts(
  ctx: Reader,
  organizationId: string,
  page: { limit?: number; after?: PaymentKeyset | null } = {},
): Promise<PaymentPage> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), MAX_INVOICE_PAGE);
  const rows = await store.loadAccounts(ctx.db, { organizationId }, limit + 1, page.after ?? null);
  const payments = rows.slice(0, limit);
  const last = payments.at(-1)?.payment;
  return { payments, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

/** What went back of the payments of these invoices, by the provider's id of the invoice. */
export async function accountsOfInvoices(
  ctx: Reader,
  organizationId: string,
  providerInvoiceIds: readonly string[],
): Promise<ReadonlyMap<string, PaymentAccount>> {
  if (providerInvoiceIds.length === 0) return new Map();
  const where = { organizationId, stripeInvoiceId: { in: [...providerInvoiceIds] } };
  const accounts = await store.loadAccounts(ctx.db, where, providerInvoiceIds.length, null);
  return new Map(accounts.map((account) => [account.payment.providerInvoiceId ?? "", account]));
}

/** The payment that an intent has paid; null when it is none of ours, or not known yet. */
export const findPaymentByIntent = (ctx: Reader, paymentIntentId: string): Promise<Payment | null> =>
  store.loadPayment(ctx.db, { stripePaymentIntentId: paymentIntentId });

/** Whose payment this is; null when there is none. A payment's id says whose it is, so nobody has to name the organization besides. */
export const organizationOfPayment = async (ctx: Reader, id: string): Promise<string | null> =>
  isId("payment", id) ? ((await store.loadPayment(ctx.db, { id }))?.organizationId ?? null) : null;

/** A refund of this organization; null for none and for another's. */
export const findRefund = (ctx: Reader, organizationId: string, id: string): Promise<Refund | null> =>
  refunds.loadRefund(ctx.db, { id, organizationId });

/** A refund whosever it is, for the house's own work. */
export const refundById = (ctx: Reader, id: string): Promise<Refund | null> => refunds.loadRefund(ctx.db, { id });

/** Numbers of invoices, by the provider's id; one without a number, or not mirrored, is absent. */
export const invoiceNumbersOf = (
  ctx: Reader,
  organizationId: string,
  providerInvoiceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => invoiceStore.loadInvoiceNumbers(ctx.db, organizationId, providerInvoiceIds);
