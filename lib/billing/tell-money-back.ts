import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { moneyOnWire, type MoneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import {
  isOpenDispute,
  type AppliedMoneyBack,
  type ChangedDispute,
  type ChangedRefund,
  type Payment,
} from "@/lib/payments";
import type { Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { emit } from "@/lib/platform/outbox";
import type { Bills } from "./bill-recipients";

/** Kind of the mail that says that money has gone back. */
export const REFUND_MAIL = "refund_issued";

/** What that mail is about. Moments are ISO texts. */
export interface RefundMail {
  readonly organization: string;
  readonly amount: MoneyOnWire;
  readonly paid: MoneyOnWire;
  /** Whether the whole payment has gone back with it. */
  readonly whole: boolean;
  readonly at: string;
  readonly timeZone: string;
  readonly billingUrl: string;
}

/** Tells and journals what a reading of refunds and disputes has changed, in the transaction that wrote it: each once. */
export async function tellMoneyBack(
  tx: Tx,
  ctx: Ctx,
  { after: payment, refunds, disputes }: AppliedMoneyBack,
  bills: Bills,
): Promise<void> {
  for (const change of refunds) await tellRefund(tx, ctx, payment, change, bills);
  for (const change of disputes) await tellDispute(tx, ctx, payment, change);
  for (const { before, after } of refunds)
    await record(tx, ctx, "refund.mirrored", {
      entity: { type: "refund", id: after.id },
      organization: payment.organizationId,
      before: { status: before?.status ?? null },
      after: { status: after.status, amount: after.amount, paymentId: payment.id, paymentStatus: payment.status },
    });
  for (const { before, after } of disputes)
    await record(tx, ctx, "dispute.mirrored", {
      entity: { type: "dispute", id: after.id },
      organization: payment.organizationId,
      before: { status: before?.status ?? null, taken: before?.taken ?? null },
      after: { status: after.status, taken: after.taken, paymentId: payment.id, paymentStatus: payment.status },
    });
}

async function tellRefund(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  { before, after }: ChangedRefund,
  bills: Bills,
): Promise<void> {
  if (before?.status === after.status || after.status === "PENDING") return;
  const { organizationId } = payment;
  const facts = {
    paymentId: payment.id,
    refundId: after.id,
    amount: after.amount.toString(),
    currency: after.currency,
    refundedAmount: payment.refundedAmount.toString(),
    paymentStatus: payment.status,
  };
  await emit(tx, after.status === "FAILED" ? "payment.refund_failed" : "payment.refunded", organizationId, facts);
  if (after.status === "FAILED") return;
  const { organization, recipients } = bills;
  const mail: RefundMail = {
    organization: organization.name,
    amount: moneyOnWire(after),
    paid: moneyOnWire(payment),
    whole: payment.status === "REFUNDED",
    at: iso(after.createdAt),
    timeZone: organization.timeZone,
    billingUrl: new URL(`/orgs/${organization.slug}/billing`, ctx.env.WEIR_URL).href,
  };
  for (const to of recipients) await orderMail(tx, organizationId, { to, kind: REFUND_MAIL, model: { ...mail } });
}

async function tellDispute(tx: Tx, ctx: Ctx, payment: Payment, { before, after }: ChangedDispute): Promise<void> {
  const facts = {
    paymentId: payment.id,
    disputeId: after.id,
    status: after.status.toLowerCase(),
    inquiry: after.inquiry,
    reason: after.reason,
    amount: after.amount.toString(),
    taken: after.taken.toString(),
    currency: after.currency,
    answerBy: after.answerBy === null ? null : iso(after.answerBy),
    paymentStatus: payment.status,
  };
  const ended = !isOpenDispute(after);
  const type =
    before === null
      ? "payment.disputed"
      : ended && isOpenDispute(before)
        ? "payment.dispute_closed"
        : "payment.dispute_updated";
  await emit(tx, type, payment.organizationId, facts);
  if (before === null && !ended)
    ctx.log.warn({ organizationId: payment.organizationId, ...facts }, "a bank asks for a payment back");
}
