import { applyCheckout, applySubscription, mirrorInvoice, mirrorMoneyBack } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import type { BelongsToPayment } from "@/lib/payments";

/** Applies a Checkout session. One that is not ours (another system sells through the same Stripe account) is left alone. */
export async function applyCheckoutEvent(ctx: Ctx, sessionId: string): Promise<string> {
  try {
    const outcome = await applyCheckout(ctx, sessionId);
    return `checkout ${outcome.state}`;
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return "ignored: the checkout is none of ours";
    throw error;
  }
}

/** Applies the present state of a subscription. */
export async function applySubscriptionEvent(ctx: Ctx, subscriptionId: string): Promise<string> {
  return (await applySubscription(ctx, subscriptionId)).outcome;
}

/** Mirrors the present state of an invoice. */
export async function applyInvoiceEvent(ctx: Ctx, invoiceId: string): Promise<string> {
  return (await mirrorInvoice(ctx, invoiceId)).outcome;
}

/** Mirrors an invoice, and then the subscription whose state its payment decides. */
export async function applyInvoiceAndSubscriptionEvent(ctx: Ctx, invoiceId: string): Promise<string> {
  const invoice = await ctx.payments.retrieveInvoice(invoiceId);
  const subscription = invoice?.subscriptionId ? await applySubscription(ctx, invoice.subscriptionId) : null;
  // Afterwards, so that the mirrored invoice finds the row of a subscription that was just applied for the first time.
  const mirrored = await mirrorInvoice(ctx, invoiceId, invoice);
  return subscription ? `${mirrored.outcome}; subscription ${subscription.outcome}` : mirrored.outcome;
}

async function applyMoneyBack(ctx: Ctx, what: BelongsToPayment, id: string): Promise<string> {
  const paymentIntentId = await ctx.payments.paymentIntentOf(what, id);
  return paymentIntentId === null ? "ignored: it belongs to no payment" : mirrorMoneyBack(ctx, paymentIntentId);
}

/** Mirrors everything that went back of the payment that a refund, a charge or a dispute belongs to. */
export const applyRefundEvent = (ctx: Ctx, id: string): Promise<string> => applyMoneyBack(ctx, "refund", id);
export const applyChargeEvent = (ctx: Ctx, id: string): Promise<string> => applyMoneyBack(ctx, "charge", id);
export const applyDisputeEvent = (ctx: Ctx, id: string): Promise<string> => applyMoneyBack(ctx, "dispute", id);
