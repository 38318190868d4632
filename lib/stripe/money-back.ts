import Stripe from "stripe";
import { conflict, type AppError } from "@/lib/kernel/errors";
import { money } from "@/lib/kernel/money";
import type {
  BelongsToPayment,
  DisputeStatus,
  MoneyBack,
  MoneyBackProvider,
  ProviderDispute,
  ProviderRefund,
  RefundRequest,
} from "@/lib/payments";
import { call, callOrNull, makeOnce } from "./client";
import { idOf, unknown } from "./translate";

/** Money that goes back: refunds that we ask for or somebody makes in the dashboard, and disputes of the payer's bank. */

const PAGE = 100;
/** So many refunds of one payment are read; Stripe itself lets a payment have fewer. */
const MAX_REFUNDS = 1_000;
const OUR_REFUND = "weir_refund_id";

export function givingBack(stripe: Stripe): MoneyBackProvider {
  return {
    makeRefund: (request) => makeRefund(stripe, request),
    moneyBackOf: (paymentIntentId) => moneyBackOf(stripe, paymentIntentId),
    paymentIntentOf: (what, id) => paymentIntentOf(stripe, what, id),
    async invoiceOfPaymentIntent(id) {
      const payments = await call("look up an invoice", () =>
        stripe.invoicePayments.list({ payment: { type: "payment_intent", payment_intent: id }, limit: 1 }),
      );
      return idOf(payments.data[0]?.invoice);
    },
  };
}

const refundsOf = (stripe: Stripe, payment_intent: string): Promise<Stripe.Refund[]> =>
  call("list refunds", () =>
    stripe.refunds.list({ payment_intent, limit: PAGE }).autoPagingToArray({ limit: MAX_REFUNDS }),
  );

async function makeRefund(
  stripe: Stripe,
  { refundId, paymentIntentId, amount }: RefundRequest,
): Promise<ProviderRefund> {
  const find = async (): Promise<Stripe.Refund | null> =>
    (await refundsOf(stripe, paymentIntentId)).find((refund) => refund.metadata?.[OUR_REFUND] === refundId) ?? null;
  const make = (idempotencyKey: string) =>
    stripe.refunds.create(
      { payment_intent: paymentIntentId, amount: Number(amount.amount), metadata: { [OUR_REFUND]: refundId } },
      { idempotencyKey },
    );
  return refundOf(
    await call("refund a payment", async () => {
      try {
        return await makeOnce(`weir-refund-${refundId}`, find, make);
      } catch (error) {
        throw error instanceof Stripe.errors.StripeInvalidRequestError ? refused(error) : error;
      }
    }),
  );
}

/** Less is left than was thought, or the bank has taken it: Stripe's own words say which. */
const refused = ({ message }: InstanceType<typeof Stripe.errors.StripeInvalidRequestError>): AppError =>
  conflict(`Stripe refused the refund: ${message} Nothing was given back.`, { state: "refused_by_provider" });

async function moneyBackOf(stripe: Stripe, paymentIntentId: string): Promise<MoneyBack> {
  const [refunds, disputes] = await Promise.all([
    refundsOf(stripe, paymentIntentId),
    call("list disputes", () => stripe.disputes.list({ payment_intent: paymentIntentId, limit: PAGE })),
  ]);
  return { refunds: refunds.map(refundOf).reverse(), disputes: disputes.data.map(disputeOf).reverse() };
}

async function paymentIntentOf(stripe: Stripe, what: BelongsToPayment, id: string): Promise<string | null> {
  const found = await callOrNull(`look up a ${what}`, (): Promise<Stripe.Refund | Stripe.Charge | Stripe.Dispute> => {
    switch (what) {
      case "refund":
        return stripe.refunds.retrieve(id);
      case "charge":
        return stripe.charges.retrieve(id);
      case "dispute":
        return stripe.disputes.retrieve(id);
    }
  });
  return idOf(found?.payment_intent);
}

const REFUND_STATUS: Readonly<Record<string, ProviderRefund["status"]>> = {
  pending: "PENDING",
  requires_action: "PENDING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  canceled: "FAILED",
};

function refundOf(refund: Stripe.Refund): ProviderRefund {
  const status = REFUND_STATUS[refund.status ?? ""];
  if (!status) throw unknown("a refund status", refund.status);
  return {
    id: refund.id,
    refundId: refund.metadata?.[OUR_REFUND] ?? null,
    amount: money(refund.amount, refund.currency),
    status,
    reason: refund.reason,
    failureMessage: status === "FAILED" ? (refund.failure_reason ?? refund.status) : null,
    createdAt: refund.created * 1_000,
  };
}

const DISPUTE_STATUS: Readonly<Record<string, DisputeStatus>> = {
  needs_response: "NEEDS_RESPONSE",
  warning_needs_response: "NEEDS_RESPONSE",
  appeal_needs_response: "NEEDS_RESPONSE",
  under_review: "UNDER_REVIEW",
  warning_under_review: "UNDER_REVIEW",
  appeal_under_review: "UNDER_REVIEW",
  won: "WON",
  prevented: "WON",
  lost: "LOST",
  warning_closed: "CLOSED",
};

function disputeOf(dispute: Stripe.Dispute): ProviderDispute {
  const status = DISPUTE_STATUS[dispute.status];
  if (!status) throw unknown("a dispute status", dispute.status);
  const { due_by: dueBy } = dispute.evidence_details;
  const moved = dispute.balance_transactions.reduce((sum, transaction) => sum + BigInt(transaction.amount), 0n);
  return {
    id: dispute.id,
    status,
    inquiry: dispute.status.startsWith("warning_"),
    refundable: dispute.is_charge_refundable,
    amount: money(dispute.amount, dispute.currency),
    taken: -moved,
    reason: dispute.reason,
    answerBy: status === "NEEDS_RESPONSE" && dueBy !== null ? dueBy * 1_000 : null,
    openedAt: dispute.created * 1_000,
  };
}
