import { newId } from "@/lib/kernel/ids";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type {
  Dispute as DisputeRow,
  Payment as PaymentRow,
  Prisma,
  Refund as RefundRow,
} from "@/lib/platform/generated/prisma/client";
import type { Payment, PaymentAccount, PaymentKeyset } from "./model";
import { disputeOf, refundOf } from "./refunds/store";

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
