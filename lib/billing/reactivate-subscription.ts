import type { Ctx } from "@/lib/context";
import { changeAllowance } from "@/lib/quota";
import { changeSubscription, liveSubscription, termsOf, type Subscription } from "@/lib/subscriptions";
import { applySubscription } from "./apply-subscription";
import { nothingOpenToPay } from "./errors";
import { mirrorInvoice } from "./mirror-invoice";
import { permitStep, permitStepLocked, type Permitted } from "./permit-step";
import { refreshSubscription } from "./refresh-subscription";

/**
 * Brings a subscription back to going on: takes back a cancellation that has not come to pass, or, where a payment is
 * overdue, collects the open invoice now with the means of payment on file. PAYMENT_REQUIRED when that is refused;
 * CONFLICT, with the choices, where there is no way back. Repeating it, or having nothing to take back, changes nothing.
 */
export async function reactivateSubscription(ctx: Ctx): Promise<Subscription> {
  const permitted = await permitStep(ctx, "reactivate");
  const { organizationId, live } = permitted;
  if (live.status === "PAST_DUE" || live.status === "UNPAID") return payWhatIsOverdue(ctx, permitted);
  if (live.stripeSubscriptionId) {
    await ctx.payments.undoCancel(live.stripeSubscriptionId);
    return refreshSubscription(ctx);
  }
  return changeAllowance(ctx, organizationId, async (tx) => {
    const seen = await permitStepLocked(tx, organizationId, "reactivate");
    return changeSubscription(tx, ctx, {
      seen,
      terms: { ...termsOf(seen), cancelAtPeriodEnd: false, cancelAt: null, canceledAt: null, cancelReason: null },
      reason: "the cancellation was taken back",
    });
  });
}

/** The means of payment is asked once more; whatever it answers, our copies follow. */
async function payWhatIsOverdue(ctx: Ctx, { organizationId, live }: Permitted): Promise<Subscription> {
  const stripeId = live.stripeSubscriptionId;
  const invoiceId = stripeId && (await ctx.payments.retrieveSubscription(stripeId))?.latestInvoiceId;
  if (!stripeId || !invoiceId) throw nothingOpenToPay(live.status);
  try {
    await ctx.payments.payInvoice(invoiceId);
  } finally {
    await mirrorInvoice(ctx, invoiceId);
    await applySubscription(ctx, stripeId);
  }
  return liveSubscription(ctx, organizationId);
}
