import type { Ctx } from "@/lib/context";
import { periodAt } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { changeAllowance } from "@/lib/quota";
import { changeSubscription, fallBackToFree, termsOf, type Subscription } from "@/lib/subscriptions";
import { checkedReason } from "./assign-plan";
import { endAtStripe } from "./end-at-stripe";
import { permitStep, permitStepLocked } from "./permit-step";
import { refreshSubscription } from "./refresh-subscription";

/**
 * Cancels the context's organization's paid subscription: at the period's end it stays until then, now it falls back at
 * once. CONFLICT, with the choices, when there is nothing to cancel. Repeating it gives the state it has led to.
 */
export async function cancelSubscription(
  ctx: Ctx,
  input: { when: "period_end" | "now"; reason: string },
): Promise<Subscription> {
  const step = input.when === "now" ? "cancel_now" : "cancel_at_period_end";
  const reason = checkedReason(input.reason);
  const { organizationId, live } = await permitStep(ctx, step);
  if (live.stripeSubscriptionId) {
    await endAtStripe(ctx, organizationId, live.stripeSubscriptionId, input.when, reason);
    return refreshSubscription(ctx);
  }
  return changeAllowance(ctx, organizationId, async (tx) => {
    const seen = await permitStepLocked(tx, organizationId, step);
    return input.when === "now"
      ? fallBackToFree(tx, ctx, organizationId, reason)
      : cancelOwnAtPeriodEnd(tx, ctx, seen, reason);
  });
}

async function cancelOwnAtPeriodEnd(tx: Tx, ctx: Ctx, seen: Subscription, reason: string): Promise<Subscription> {
  if (seen.cancelAtPeriodEnd) return seen;
  const now = await businessNow(sqlOf(tx));
  // The written period may lag behind the anchor by one run of the job; the customer's period is the true one.
  const period = now < seen.anchorAt ? seen.period : periodAt(seen.anchorAt, seen.interval, now);
  return changeSubscription(tx, ctx, {
    seen,
    terms: {
      ...termsOf(seen),
      period,
      cancelAtPeriodEnd: true,
      cancelAt: period.end,
      canceledAt: now,
      cancelReason: reason,
    },
    reason,
  });
}
