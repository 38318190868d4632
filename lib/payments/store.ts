import { newId } from "@/lib/kernel/ids";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { canonicalJson } from "@/lib/kernel/json";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { InvoiceRef as InvoiceRow, Payment as PaymentRow } from "@/lib/platform/generated/prisma/client";
import type { InvoiceKeyset, InvoiceRef, Payment } from "./model";
import type { InvoiceLine, InvoiceStatus, ProviderInvoice } from "./provider";

export type NewPayment = Pick<
  Payment,
  "organizationId" | "planPriceId" | "subscriptionId" | "amount" | "currency" | "createdBy" | "providerInvoiceId"
>;
export type PaymentFields = Partial<
  Pick<
    Payment,
    | "status"
    | "subscriptionId"
    | "amount"
    | "checkoutSessionId"
    | "paymentIntentId"
    | "providerInvoiceId"
    | "checkoutUrl"
    | "failure"
    | "attempts"
    | "settledAt"
  >
>;

export async function insertPayment(tx: Tx, payment: NewPayment, now: Instant): Promise<Payment> {
  const { providerInvoiceId, ...rest } = payment;
  const row = await tx.payment.create({
    data: { id: newId("payment"), ...rest, stripeInvoiceId: providerInvoiceId, createdAt: dateOf(now) },
  });
  return paymentOf(row);
}

export async function loadPayment(
  db: DbOrTx,
  where: {
    id?: string;
    organizationId?: string;
    stripeCheckoutSessionId?: string;
    stripeInvoiceId?: string;
    stripePaymentIntentId?: string;
  },
): Promise<Payment | null> {
  const row = await db.payment.findFirst({ where, orderBy: { id: "asc" } });
  return row && paymentOf(row);
}

/** The payment under a lock, so that two who settle it come one after the other. */
export async function lockPayment(tx: Tx, id: string): Promise<Payment | null> {
  await sqlOf(tx).query("select id from payment where id = $1 for update", [id]);
  return loadPayment(tx, { id });
}

export async function loadPayments(
  db: DbOrTx,
  where: { organizationId: string; status?: Payment["status"] },
  limit: number,
): Promise<Payment[]> {
  const rows = await db.payment.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: limit });
  return rows.map(paymentOf);
}

export async function updatePayment(tx: Tx, id: string, fields: PaymentFields): Promise<Payment> {
  const { checkoutSessionId, paymentIntentId, providerInvoiceId, failure, settledAt, ...plain } = fields;
  const row = await tx.payment.update({
    where: { id },
    data: {
      ...plain,
      ...(checkoutSessionId === undefined ? {} : { stripeCheckoutSessionId: checkoutSessionId }),
      ...(paymentIntentId === undefined ? {} : { stripePaymentIntentId: paymentIntentId }),
      ...(providerInvoiceId === undefined ? {} : { stripeInvoiceId: providerInvoiceId }),
      ...(failure === undefined
        ? {}
        : { failureCode: failure?.code ?? null, failureMessage: failure?.message.slice(0, 500) ?? null }),
      ...(settledAt === undefined ? {} : { settledAt: settledAt === null ? null : dateOf(settledAt) }),
    },
  });
  return paymentOf(row);
}

/** The mirrored invoice under a lock; null when it has not been mirrored yet. */
export async function lockInvoice(tx: Tx, providerInvoiceId: string): Promise<InvoiceRef | null> {
  await sqlOf(tx).query(
    "select pg_advisory_xact_lock(hashtextextended('weir:invoice:' || $1::text, 0))::text as locked",
    [providerInvoiceId],
  );
  const row = await tx.invoiceRef.findUnique({ where: { stripeInvoiceId: providerInvoiceId } });
  return row && invoiceOf(row);
}

export async function saveInvoice(
  tx: Tx,
  owner: { organizationId: string; subscriptionId: string | null },
  invoice: ProviderInvoice,
  now: Instant,
): Promise<InvoiceRef> {
  const columns = {
    ...owner,
    number: invoice.number,
    status: invoice.status,
    currency: invoice.currency,
    subtotal: invoice.subtotal,
    tax: invoice.tax,
    total: invoice.total,
    amountDue: invoice.amountDue,
    amountPaid: invoice.amountPaid,
    periodStart: dateOf(invoice.period.start),
    periodEnd: dateOf(invoice.period.end),
    issuedAt: dateOf(invoice.issuedAt),
    dueAt: invoice.dueAt === null ? null : dateOf(invoice.dueAt),
    paidAt: invoice.paidAt === null ? null : dateOf(invoice.paidAt),
    hostedUrl: invoice.hostedUrl,
    pdfUrl: invoice.pdfUrl,
    // Through canonical JSON, because a JSON column takes no bigint.
    lines: JSON.parse(canonicalJson(invoice.lines)) as object[],
    updatedAt: dateOf(now),
  };
  const row = await tx.invoiceRef.upsert({
    where: { stripeInvoiceId: invoice.id },
    create: { id: newId("invoice"), stripeInvoiceId: invoice.id, ...columns },
    update: columns,
  });
  return invoiceOf(row);
}

export async function loadInvoices(
  db: DbOrTx,
  organizationId: string,
  limit: number,
  after: InvoiceKeyset | null,
): Promise<InvoiceRef[]> {
  const beyond = after && {
    OR: [{ issuedAt: { lt: dateOf(after.issuedAt) } }, { issuedAt: dateOf(after.issuedAt), id: { gt: after.id } }],
  };
  const rows = await db.invoiceRef.findMany({
    where: { organizationId, ...(beyond ?? {}) },
    orderBy: [{ issuedAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(invoiceOf);
}

const paymentOf = (row: PaymentRow): Payment => ({
  id: row.id,
  organizationId: row.organizationId,
  status: row.status,
  planPriceId: row.planPriceId,
  subscriptionId: row.subscriptionId,
  amount: row.amount,
  refundedAmount: row.refundedAmount,
  currency: row.currency,
  checkoutSessionId: row.stripeCheckoutSessionId,
  paymentIntentId: row.stripePaymentIntentId,
  providerInvoiceId: row.stripeInvoiceId,
  checkoutUrl: row.checkoutUrl,
  failure: row.failureCode === null ? null : { code: row.failureCode, message: row.failureMessage ?? "" },
  attempts: row.attempts,
  createdBy: row.createdBy,
  createdAt: row.createdAt.getTime(),
  settledAt: row.settledAt?.getTime() ?? null,
});

const invoiceOf = (row: InvoiceRow): InvoiceRef => ({
  id: row.id,
  organizationId: row.organizationId,
  subscriptionId: row.subscriptionId,
  providerInvoiceId: row.stripeInvoiceId,
  number: row.number,
  status: row.status as InvoiceStatus,
  currency: row.currency,
  subtotal: row.subtotal,
  tax: row.tax,
  total: row.total,
  amountDue: row.amountDue,
  amountPaid: row.amountPaid,
  period: { start: row.periodStart.getTime(), end: row.periodEnd.getTime() },
  issuedAt: row.issuedAt.getTime(),
  dueAt: row.dueAt?.getTime() ?? null,
  paidAt: row.paidAt?.getTime() ?? null,
  hostedUrl: row.hostedUrl,
  pdfUrl: row.pdfUrl,
  lines: linesOf(row.lines),
});

interface StoredLine extends Omit<InvoiceLine, "amount"> {
  readonly amount: { readonly amount: string; readonly currency: string };
}

const linesOf = (value: unknown): InvoiceLine[] =>
  Array.isArray(value)
    ? (value as StoredLine[]).map((line) => ({
        ...line,
        amount: { amount: BigInt(line.amount.amount), currency: line.amount.currency },
      }))
    : [];
