import type { Ctx } from "@/lib/context";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { changeAllowance } from "@/lib/quota";
import { changeSubscription, termsOf, type Subscription } from "@/lib/subscriptions";
import { checkedReason } from "./assign-plan";
import { permitStep, permitStepLocked, recordWish } from "./permit-step";
import { refreshSubscription } from "./refresh-subscription";

/**
 * Lets the context's organization's subscription rest: from now on usage is refused and nothing is charged, until it is
 * resumed. CONFLICT, with the choices, where it cannot. Repeating it changes nothing.
 */
export async function pauseSubscription(ctx: Ctx, input: { reason: string }): Promise<Subscription> {
  const reason = checkedReason(input.reason);
  const permitted = await permitStep(ctx, "pause");
  const { organizationId, live } = permitted;
  if (live.status === "PAUSED") return live;
  if (live.stripeSubscriptionId) {
    await recordWish(ctx, permitted, { step: "pause", reason });
    await ctx.payments.pauseSubscription(live.stripeSubscriptionId);
    return refreshSubscription(ctx);
  }
  return changeAllowance(ctx, organizationId, async (tx) => {
    const seen = await permitStepLocked(tx, organizationId, "pause");
    return changeSubscription(tx, ctx, { seen, terms: { ...termsOf(seen), status: "PAUSED" }, reason });
  });
}

/**
 * Takes a paused subscription up again. What was paid before the pause goes on to its end; a period that passed unpaid
 * does not come back: a new one begins today and is charged. PAYMENT_REQUIRED when that charge is refused, and it stays
 * paused. CONFLICT, with the choices, where there is no pause to end. Repeating it changes nothing.
 */
export async function resumeSubscription(ctx: Ctx): Promise<Subscription> {
  const permitted = await permitStep(ctx, "resume");
  const { organizationId, live } = permitted;
  if (live.status !== "PAUSED") return live;
  if (live.stripeSubscriptionId) {
    await recordWish(ctx, permitted, { step: "resume", reason: "the pause was ended" });
    await ctx.payments.resumeSubscription(live.stripeSubscriptionId);
    return refreshSubscription(ctx);
  }
  return changeAllowance(ctx, organizationId, async (tx) => {
    const seen = await permitStepLocked(tx, organizationId, "resume");
    const inTrial = seen.trial !== null && (await businessNow(sqlOf(tx))) < seen.trial.end;
    const terms = { ...termsOf(seen), status: inTrial ? ("TRIALING" as const) : ("ACTIVE" as const) };
    return changeSubscription(tx, ctx, { seen, terms, reason: "the pause was ended" });
  });
}
