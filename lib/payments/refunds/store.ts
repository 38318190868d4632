import { newId } from "@/lib/kernel/ids";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { Dispute as DisputeRow, Refund as RefundRow } from "@/lib/platform/generated/prisma/client";
import type { Dispute, Refund } from "../model";
import type { DisputeStatus, ProviderDispute } from "../money-back";

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

export const refundOf = (row: RefundRow): Refund => ({
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

export const disputeOf = (row: DisputeRow): Dispute => ({
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
