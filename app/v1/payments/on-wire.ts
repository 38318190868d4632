import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { refundableLeft, type Dispute, type PaymentAccount, type Refund } from "@/lib/payments";
import { isoOrNull } from "../fields";

const lower = <S extends string>(word: S): Lowercase<S> => word.toLowerCase() as Lowercase<S>;

export const refundOnWire = (refund: Refund) => ({
  id: refund.id,
  payment: refund.paymentId,
  amount: moneyOnWire(refund),
  status: lower(refund.status),
  reason: refund.reason,
  failure: refund.failureMessage,
  createdAt: iso(refund.createdAt),
});

const disputeOnWire = (dispute: Dispute) => ({
  id: dispute.id,
  status: lower(dispute.status),
  inquiry: dispute.inquiry,
  reason: dispute.reason,
  amount: moneyOnWire(dispute),
  taken: moneyOnWire({ amount: dispute.taken, currency: dispute.currency }),
  answerBy: isoOrNull(dispute.answerBy),
  openedAt: iso(dispute.openedAt),
  closedAt: isoOrNull(dispute.closedAt),
});

export function paymentOnWire(account: PaymentAccount) {
  const { payment, refunds, disputes } = account;
  const { currency } = payment;
  return {
    id: payment.id,
    organization: payment.organizationId,
    status: lower(payment.status),
    amount: moneyOnWire(payment),
    refunded: moneyOnWire({ amount: payment.refundedAmount, currency }),
    refundable: moneyOnWire({ amount: refundableLeft(account).left, currency }),
    subscription: payment.subscriptionId,
    failure: payment.failure,
    attempts: payment.attempts,
    refunds: refunds.map(refundOnWire),
    disputes: disputes.map(disputeOnWire),
    createdAt: iso(payment.createdAt),
    settledAt: isoOrNull(payment.settledAt),
  };
}
