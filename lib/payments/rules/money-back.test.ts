import { describe, expect, it } from "vitest";
import type { Dispute, Payment, PaymentAccount, Refund } from "../model";
import { paymentStatus, refundableLeft, refundedOf } from "./money-back";

const payment = (more: Partial<Payment> = {}): Payment => ({
  id: "pay_1",
  organizationId: "og_1",
  status: "SUCCEEDED",
  planPriceId: null,
  subscriptionId: null,
  amount: 2_999n,
  refundedAmount: 0n,
  currency: "usd",
  checkoutSessionId: null,
  paymentIntentId: "pi_1",
  providerInvoiceId: null,
  checkoutUrl: null,
  failure: null,
  attempts: 1,
  createdBy: "stripe",
  createdAt: 0,
  settledAt: 0,
  revision: 0,
  ...more,
});
const refund = (amount: bigint, status: Refund["status"] = "SUCCEEDED"): Refund => ({
  id: `rfd_${amount}`,
  organizationId: "og_1",
  paymentId: "pay_1",
  status,
  amount,
  currency: "usd",
  reason: null,
  providerRefundId: "re_1",
  failureMessage: null,
  createdBy: "stripe",
  createdAt: 0,
});
const dispute = (status: Dispute["status"], more: Partial<Dispute> = {}): Dispute => ({
  id: "dsp_1",
  paymentId: "pay_1",
  providerDisputeId: "du_1",
  status,
  inquiry: false,
  refundable: false,
  amount: 2_999n,
  taken: 0n,
  currency: "usd",
  reason: "general",
  answerBy: null,
  openedAt: 0,
  closedAt: null,
  ...more,
});
const account = (more: Partial<PaymentAccount> = {}): PaymentAccount => ({
  payment: payment(),
  refunds: [],
  disputes: [],
  ...more,
});

describe("what can still be given back", () => {
  it("is the payment without what went back and what is on its way, and with what a bank sent back", () => {
    const refunds = [refund(1_000n), refund(500n, "PENDING"), refund(900n, "FAILED")];
    expect(refundedOf(refunds)).toBe(1_500n);
    expect(refundableLeft(account({ refunds }))).toEqual({ left: 1_499n, because: null });
  });

  it("is nothing of what was not paid, cost nothing, is given back or taken by a bank", () => {
    const because = (more: Partial<PaymentAccount>) => refundableLeft(account(more)).because;
    expect(because({ payment: payment({ status: "PENDING" }) })).toBe("not_paid");
    expect(because({ payment: payment({ status: "FAILED" }) })).toBe("not_paid");
    expect(because({ payment: payment({ amount: 0n }) })).toBe("nothing_charged");
    expect(because({ payment: payment({ paymentIntentId: null }) })).toBe("nothing_charged");
    expect(because({ refunds: [refund(2_999n, "PENDING")] })).toBe("all_refunded");
    expect(because({ disputes: [dispute("NEEDS_RESPONSE")] })).toBe("disputed");
    expect(because({ disputes: [dispute("LOST")] })).toBe("disputed");
    expect(because({ disputes: [dispute("NEEDS_RESPONSE", { inquiry: true, refundable: true })] })).toBeNull();
    expect(because({ disputes: [dispute("CLOSED", { inquiry: true })] })).toBeNull();
  });
});

describe("a payment", () => {
  it("is refunded when the whole of it has arrived; a part, or a whole on its way, is no state", () => {
    expect(paymentStatus(payment(), [refund(1_000n)], [])).toBe("SUCCEEDED");
    expect(paymentStatus(payment(), [refund(2_999n, "PENDING")], [])).toBe("SUCCEEDED");
    expect(paymentStatus(payment(), [refund(1_000n), refund(1_999n)], [])).toBe("REFUNDED");
    expect(paymentStatus(payment({ status: "REFUNDED" }), [refund(2_999n, "FAILED")], [])).toBe("SUCCEEDED");
  });

  it("is disputed while a bank asks for it and when it was lost, and comes back when it was won", () => {
    expect(paymentStatus(payment(), [], [dispute("UNDER_REVIEW")])).toBe("DISPUTED");
    expect(paymentStatus(payment(), [refund(2_999n)], [dispute("LOST")])).toBe("DISPUTED");
    expect(paymentStatus(payment({ status: "DISPUTED" }), [], [dispute("WON")])).toBe("SUCCEEDED");
    expect(paymentStatus(payment({ status: "DISPUTED" }), [], [dispute("CLOSED", { inquiry: true })])).toBe(
      "SUCCEEDED",
    );
  });

  it("that was never paid stays what it is", () => {
    expect(paymentStatus(payment({ status: "PENDING" }), [refund(2_999n)], [dispute("LOST")])).toBe("PENDING");
  });
});
