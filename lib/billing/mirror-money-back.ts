import type { Ctx } from "@/lib/context";
import { applyMoneyBack, findPaymentByIntent, type AppliedMoneyBack, type Payment } from "@/lib/payments";
import { inTransaction } from "@/lib/platform/db";
import { changedMeanwhile } from "@/lib/subscriptions";
import { billsOf } from "./bill-recipients";
import { mirrorInvoice } from "./mirror-invoice";
import { tellMoneyBack } from "./tell-money-back";

const MAX_ATTEMPTS = 5;

/**
 * Brings refunds and disputes of a payment to what Stripe says now, whoever made them. Safe twice, out of order and at
 * the same time as another: it is read after our row, and written only while that row is as it was. Returns one sentence
 * about what came of it.
 */
export async function mirrorMoneyBack(ctx: Ctx, paymentIntentId: string): Promise<string> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const payment = await ourPayment(ctx, paymentIntentId);
    if (!payment) return "ignored: the payment is none of ours";
    const applied = await readAndWrite(ctx, payment, paymentIntentId);
    if (applied) return outcomeOf(applied);
  }
  throw changedMeanwhile();
}

/** The word of a refund may arrive before that of the invoice whose payment it gives back. */
async function ourPayment(ctx: Ctx, paymentIntentId: string): Promise<Payment | null> {
  const known = await findPaymentByIntent(ctx, paymentIntentId);
  if (known) return known;
  const invoiceId = await ctx.payments.invoiceOfPaymentIntent(paymentIntentId);
  if (invoiceId === null) return null;
  await mirrorInvoice(ctx, invoiceId);
  return findPaymentByIntent(ctx, paymentIntentId);
}

async function readAndWrite(ctx: Ctx, payment: Payment, paymentIntentId: string): Promise<AppliedMoneyBack | null> {
  const reading = await ctx.payments.moneyBackOf(paymentIntentId);
  const bills = await billsOf(ctx, payment.organizationId);
  return inTransaction(ctx.db, async (tx) => {
    const applied = await applyMoneyBack(tx, payment, reading);
    if (applied) await tellMoneyBack(tx, ctx, applied, bills);
    return applied;
  });
}

const outcomeOf = ({ before, after, refunds, disputes }: AppliedMoneyBack): string =>
  refunds.length + disputes.length === 0
    ? "unchanged"
    : `payment ${before.status === after.status ? "still" : "now"} ${after.status.toLowerCase()}: ${refunds.length} refunds and ${disputes.length} disputes changed`;
