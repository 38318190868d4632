import type { Dispute, Payment, PaymentAccount, PaymentStatus, Refund } from "../model";

/** States of a payment whose money has arrived at some time. */
const PAID: ReadonlySet<PaymentStatus> = new Set(["SUCCEEDED", "REFUNDED", "DISPUTED"]);

const sum = (refunds: readonly Pick<Refund, "amount">[]): bigint =>
  refunds.reduce((total, refund) => total + refund.amount, 0n);

/** What has gone back or is on its way, in minor units. A refund that failed left the money where it was. */
export const refundedOf = (refunds: readonly Pick<Refund, "status" | "amount">[]): bigint =>
  sum(refunds.filter((refund) => refund.status !== "FAILED"));

export const isOpenDispute = ({ status }: Pick<Dispute, "status">): boolean =>
  status === "NEEDS_RESPONSE" || status === "UNDER_REVIEW";

/**
 * How a payment stands by what went back of it. One that is asked back by a bank, or was lost to it, is disputed before
 * anything else; it is refunded when the whole of it has arrived. A part is an amount, not a state.
 */
export function paymentStatus(
  payment: Pick<Payment, "status" | "amount">,
  refunds: readonly Pick<Refund, "status" | "amount">[],
  disputes: readonly Pick<Dispute, "status">[],
): PaymentStatus {
  if (!PAID.has(payment.status)) return payment.status;
  if (disputes.some((dispute) => isOpenDispute(dispute) || dispute.status === "LOST")) return "DISPUTED";
  const arrived = sum(refunds.filter((refund) => refund.status === "SUCCEEDED"));
  return payment.amount > 0n && arrived >= payment.amount ? "REFUNDED" : "SUCCEEDED";
}

/** Why nothing of a payment can be given back. */
export type NotRefundable = "not_paid" | "nothing_charged" | "disputed" | "all_refunded";

export interface RefundableLeft {
  /** Minor units. */
  readonly left: bigint;
  /** Set when nothing is left. */
  readonly because: NotRefundable | null;
}

/** What of a payment can still be given back. A refund that is under way counts as given back already. */
export function refundableLeft({ payment, refunds, disputes }: PaymentAccount): RefundableLeft {
  const none = (because: NotRefundable): RefundableLeft => ({ left: 0n, because });
  if (!PAID.has(payment.status)) return none("not_paid");
  if (payment.amount === 0n || payment.paymentIntentId === null) return none("nothing_charged");
  if (disputes.some((dispute) => !dispute.refundable && dispute.status !== "CLOSED")) return none("disputed");
  const left = payment.amount - refundedOf(refunds);
  return left > 0n ? { left, because: null } : none("all_refunded");
}
