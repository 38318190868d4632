import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { AppError, invalid, notFound, required } from "@/lib/kernel/errors";
import {
  answerRefund,
  failRefund,
  getPaymentAccount,
  lockAccount,
  openRefund,
  refundableLeft,
  refundById,
  takeUnansweredRefunds,
  type PaymentAccount,
  type ProviderRefund,
  type Refund,
} from "@/lib/payments";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { checkedReason } from "./assign-plan";
import { billsOf } from "./bill-recipients";
import { nothingToRefund, refundTooLarge, refundWasRefused } from "./errors";
import { tellMoneyBack } from "./tell-money-back";

export interface RefundWish {
  readonly paymentId: string;
  /** Minor units of the payment's currency; null gives back all that is left. */
  readonly amount: bigint | null;
  /** 1–500 characters; kept in the journal. */
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** A refund, and how its payment stands with it. */
export interface MadeRefund {
  readonly refund: Refund;
  readonly account: PaymentAccount;
  /** Whether it was made by an earlier request under the same key. */
  readonly replayed: boolean;
}

/**
 * Gives an amount of a payment of the context's organization back to whoever paid it. Never more than the payment, however
 * many ask at once: what is under way counts as given back. The same key gives the same refund. CONFLICT with the state
 * and what is left when that is less, or when Stripe refuses; UNAVAILABLE when Stripe does not answer: then the refund is
 * under way, and the same key, or the house itself a minute later, finds out what became of it.
 */
export async function refundPayment(ctx: Ctx, wish: RefundWish): Promise<MadeRefund> {
  const organizationId = required(ctx.organization, "the organization whose payment is given back");
  const checked = { ...wish, reason: checkedReason(wish.reason) };
  refuseBadAmount(wish.amount);
  const { result, replayed } = await inTransaction(ctx.db, (tx) => {
    const { paymentId, amount, reason, idempotencyKey: key } = checked;
    const input = { paymentId, reason, amount: amount?.toString() ?? null };
    return once(tx, { scope: `${organizationId}:billing.refund`, key, input }, () =>
      commitWish(tx, ctx, organizationId, checked),
    );
  });
  const refund = await carryOut(ctx, result.refundId);
  return { refund, account: await getPaymentAccount(ctx, organizationId, refund.paymentId), replayed };
}

/**
 * Takes up refunds of which Stripe's answer never came: they are looked for there, and made when they are not found.
 * Returns how many were taken up. Repeating it makes none twice.
 */
export async function carryOutRefunds(ctx: Ctx, limit: number): Promise<number> {
  const unanswered = await takeUnansweredRefunds(ctx, limit);
  for (const refundId of unanswered) {
    try {
      await carryOut(ctx, refundId);
    } catch (error) {
      ctx.log.warn({ err: error, refundId }, "a refund is still without Stripe's answer");
    }
  }
  return unanswered.length;
}

async function commitWish(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  { paymentId, amount, reason }: RefundWish,
): Promise<{ refundId: string }> {
  const account = await lockAccount(tx, paymentId);
  const { payment } = account;
  if (payment.organizationId !== organizationId) throw notFound("payment");
  const { left, because } = refundableLeft(account);
  if (because) throw nothingToRefund(because);
  const wanted = amount ?? left;
  if (wanted > left) throw refundTooLarge({ amount: left, currency: payment.currency });
  const refund = await openRefund(tx, account, { amount: wanted, reason, createdBy: ctx.actor.id });
  await record(tx, ctx, "payment.refund_requested", {
    entity: { type: "refund", id: refund.id },
    organization: organizationId,
    before: { paymentId, refundable: left },
    after: { paymentId, amount: wanted, currency: payment.currency, refundable: left - wanted },
    reason,
  });
  return { refundId: refund.id };
}

/** Asks Stripe for a refund that stands in our rows. One that has its answer is given back as it is. */
async function carryOut(ctx: Ctx, refundId: string): Promise<Refund> {
  const refund = required(await refundById(ctx, refundId), "the refund");
  if (refund.providerRefundId !== null) return refund;
  if (refund.status === "FAILED") throw refundWasRefused(refund.failureMessage ?? "Stripe refused this refund.");
  const { payment } = await getPaymentAccount(ctx, refund.organizationId, refund.paymentId);
  let answer: ProviderRefund;
  try {
    answer = await ctx.payments.makeRefund({
      refundId,
      paymentIntentId: required(payment.paymentIntentId, "the payment intent of a paid payment"),
      amount: { amount: refund.amount, currency: refund.currency },
    });
  } catch (error) {
    if (error instanceof AppError && error.code === "CONFLICT") await giveUp(ctx, refund, error.message);
    throw error;
  }
  return keepAnswer(ctx, refund, answer);
}

async function keepAnswer(ctx: Ctx, refund: Refund, answer: ProviderRefund): Promise<Refund> {
  const bills = await billsOf(ctx, refund.organizationId);
  return inTransaction(ctx.db, async (tx) => {
    const account = await lockAccount(tx, refund.paymentId);
    const applied = await answerRefund(tx, account, refund.id, answer);
    await tellMoneyBack(tx, ctx, applied, bills);
    const present = applied.refunds[0]?.after ?? account.refunds.find((each) => each.id === refund.id);
    return required(present, "the refund that was answered");
  });
}

/** Stripe has said no: the amount can be given back again. */
async function giveUp(ctx: Ctx, refund: Refund, reason: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const { status } = await failRefund(tx, await lockAccount(tx, refund.paymentId), refund.id, reason);
    if (status !== "FAILED") return;
    await record(tx, ctx, "payment.refund_refused", {
      entity: { type: "refund", id: refund.id },
      organization: refund.organizationId,
      before: { status: refund.status },
      after: { status, paymentId: refund.paymentId },
      reason: reason.slice(0, 500),
    });
  });
}

function refuseBadAmount(amount: bigint | null): void {
  if (amount === null || amount > 0n) return;
  throw invalid([
    {
      pointer: "/amount",
      code: "not_positive",
      message: "A refund gives back at least one minor unit.",
      fix: 'Send a positive amount such as "1250" for $12.50, or leave it out to give back all that is left.',
    },
  ]);
}
