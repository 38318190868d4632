import { newId } from "@/lib/kernel/ids";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { canonicalJson } from "@/lib/kernel/json";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type {
  Dispute as DisputeRow,
  InvoiceRef as InvoiceRow,
  Payment as PaymentRow,
  Prisma,
  Refund as RefundRow,
} from "@/lib/platform/generated/prisma/client";
import type { Dispute, InvoiceKeyset, InvoiceRef, Payment, PaymentAccount, PaymentKeyset, Refund } from "./model";
import type { DisputeStatus, ProviderDispute } from "./money-back";
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
    | "refundedAmount"
    | "revision"
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
    attempts: invoice.attempts,
    nextAttemptAt: invoice.nextAttemptAt === null ? null : dateOf(invoice.nextAttemptAt),
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

export async function loadInvoiceNumbers(
  db: DbOrTx,
  organizationId: string,
  stripeInvoiceIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.invoiceRef.findMany({
    where: { organizationId, stripeInvoiceId: { in: [...stripeInvoiceIds] }, number: { not: null } },
    select: { stripeInvoiceId: true, number: true },
  });
  return new Map(rows.map((row) => [row.stripeInvoiceId, row.number ?? ""]));
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
  revision: row.revision,
});

const ACCOUNT = {
  refunds: { orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
  disputes: { orderBy: [{ openedAt: "asc" }, { id: "asc" }] },
} satisfies Prisma.PaymentInclude;

const accountOf = (
  row: PaymentRow & { readonly refunds: readonly RefundRow[]; readonly disputes: readonly DisputeRow[] },
): PaymentAccount => ({
  payment: paymentOf(row),
  refunds: row.refunds.map(refundOf),
  disputes: row.disputes.map(disputeOf),
});

/** A payment with what went back of it, read in one moment. */
export async function loadAccount(
  db: DbOrTx,
  where: { id?: string; organizationId?: string; stripePaymentIntentId?: string; stripeInvoiceId?: string },
): Promise<PaymentAccount | null> {
  const row = await db.payment.findFirst({ where, include: ACCOUNT, orderBy: { id: "asc" } });
  return row && accountOf(row);
}

/** Newest first. */
export async function loadAccounts(
  db: DbOrTx,
  where: { organizationId: string; stripeInvoiceId?: { in: string[] } },
  limit: number,
  after: PaymentKeyset | null,
): Promise<PaymentAccount[]> {
  const beyond = after && {
    OR: [{ createdAt: { lt: dateOf(after.createdAt) } }, { createdAt: dateOf(after.createdAt), id: { gt: after.id } }],
  };
  const rows = await db.payment.findMany({
    where: { ...where, ...(beyond ?? {}) },
    include: ACCOUNT,
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(accountOf);
}

export type NewRefund = Pick<Refund, "organizationId" | "paymentId" | "amount" | "currency" | "reason" | "createdBy"> &
  Partial<Pick<Refund, "createdAt">>;
export type RefundFields = Partial<Pick<Refund, "status" | "providerRefundId" | "failureMessage">>;

export async function insertRefund(tx: Tx, refund: NewRefund, now: Instant): Promise<Refund> {
  const { createdAt = now, ...rest } = refund;
  const row = await tx.refund.create({
    data: { id: newId("refund"), ...rest, createdAt: dateOf(createdAt), updatedAt: dateOf(now) },
  });
  return refundOf(row);
}

export async function updateRefund(tx: Tx, id: string, fields: RefundFields, now: Instant): Promise<Refund> {
  const { status, providerRefundId, failureMessage } = fields;
  const row = await tx.refund.update({
    where: { id },
    data: {
      ...(status === undefined ? {} : { status }),
      ...(providerRefundId === undefined ? {} : { stripeRefundId: providerRefundId }),
      ...(failureMessage === undefined ? {} : { failureMessage: failureMessage?.slice(0, 500) ?? null }),
      updatedAt: dateOf(now),
    },
  });
  return refundOf(row);
}

export async function loadRefund(db: DbOrTx, where: { id: string; organizationId?: string }): Promise<Refund | null> {
  const row = await db.refund.findFirst({ where });
  return row && refundOf(row);
}

/**
 * Takes refunds of which the provider has not answered for a minute of real time, the oldest first; each is taken again
 * no sooner than a minute later.
 */
export async function takeUnansweredRefunds(db: DbOrTx, limit: number): Promise<string[]> {
  const rows = await sqlOf(db).query<{ id: string }>(
    `update refund set asked_at = now() where id in (
       select id from refund where stripe_refund_id is null and status = 'PENDING' and asked_at < now() - interval '1 minute'
       order by asked_at limit $1::int for update skip locked)
     returning id`,
    [limit],
  );
  return rows.map((row) => row.id);
}

export async function saveDispute(
  tx: Tx,
  owner: { organizationId: string; paymentId: string },
  dispute: ProviderDispute,
  about: { closedAt: Instant | null; now: Instant },
): Promise<Dispute> {
  const columns = {
    status: dispute.status,
    inquiry: dispute.inquiry,
    refundable: dispute.refundable,
    amount: dispute.amount.amount,
    taken: dispute.taken,
    currency: dispute.amount.currency,
    reason: dispute.reason,
    answerBy: dispute.answerBy === null ? null : dateOf(dispute.answerBy),
    openedAt: dateOf(dispute.openedAt),
    closedAt: about.closedAt === null ? null : dateOf(about.closedAt),
    updatedAt: dateOf(about.now),
  };
  const row = await tx.dispute.upsert({
    where: { stripeDisputeId: dispute.id },
    create: { id: newId("dispute"), stripeDisputeId: dispute.id, ...owner, ...columns },
    update: columns,
  });
  return disputeOf(row);
}

const refundOf = (row: RefundRow): Refund => ({
  id: row.id,
  organizationId: row.organizationId,
  paymentId: row.paymentId,
  status: row.status,
  amount: row.amount,
  currency: row.currency,
  reason: row.reason,
  providerRefundId: row.stripeRefundId,
  failureMessage: row.failureMessage,
  createdBy: row.createdBy,
  createdAt: row.createdAt.getTime(),
});

const disputeOf = (row: DisputeRow): Dispute => ({
  id: row.id,
  paymentId: row.paymentId,
  providerDisputeId: row.stripeDisputeId,
  status: row.status as DisputeStatus,
  inquiry: row.inquiry,
  refundable: row.refundable,
  amount: row.amount,
  taken: row.taken,
  currency: row.currency,
  reason: row.reason,
  answerBy: row.answerBy?.getTime() ?? null,
  openedAt: row.openedAt.getTime(),
  closedAt: row.closedAt?.getTime() ?? null,
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
  attempts: row.attempts,
  nextAttemptAt: row.nextAttemptAt?.getTime() ?? null,
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
