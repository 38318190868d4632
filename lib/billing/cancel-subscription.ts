import { getPlan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { required } from "@/lib/kernel/errors";
import { periodAt } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { changeAllowance } from "@/lib/quota";
import {
  changeSubscription,
  fallBackToFree,
  liveSubscription,
  lockLiveSubscription,
  subscriptionMissing,
  termsOf,
  type Subscription,
} from "@/lib/subscriptions";
import { applySubscription } from "./apply-subscription";
import { checkedReason } from "./assign-plan";
import { nothingToCancel } from "./errors";

/**
 * Cancels the context's organization's paid subscription: at the period's end it stays until then, now it falls back at
 * once. CONFLICT when there is nothing to cancel. Repeating it gives the state it has led to.
 */
export async function cancelSubscription(
  ctx: Ctx,
  input: { when: "period_end" | "now"; reason: string },
): Promise<Subscription> {
  const organizationId = required(ctx.organization, "the organization that cancels");
  const reason = checkedReason(input.reason);
  const live = await liveSubscription(ctx, organizationId);
  if ((await getPlan(ctx, live.planId)).fallback) throw nothingToCancel();
  if (live.stripeSubscriptionId) {
    await ctx.payments.cancelSubscription(live.stripeSubscriptionId, input.when, reason);
    return afterStripe(ctx, organizationId, live.stripeSubscriptionId);
  }
  return changeAllowance(ctx, organizationId, (tx) =>
    input.when === "now"
      ? fallBackToFree(tx, ctx, organizationId, reason)
      : cancelOwnAtPeriodEnd(tx, ctx, organizationId, reason),
  );
}

/** Takes a cancellation back that has not come to pass. Repeating it, or having nothing to take back, changes nothing. */
export async function resumeSubscription(ctx: Ctx): Promise<Subscription> {
  const organizationId = required(ctx.organization, "the organization that resumes");
  const live = await liveSubscription(ctx, organizationId);
  if (live.stripeSubscriptionId) {
    await ctx.payments.undoCancel(live.stripeSubscriptionId);
    return afterStripe(ctx, organizationId, live.stripeSubscriptionId);
  }
  return changeAllowance(ctx, organizationId, async (tx) => {
    const seen = await lockedLive(tx, organizationId);
    return changeSubscription(tx, ctx, {
      seen,
      terms: { ...termsOf(seen), cancelAtPeriodEnd: false, cancelAt: null, canceledAt: null, cancelReason: null },
      reason: "the cancellation was taken back",
    });
  });
}

async function afterStripe(ctx: Ctx, organizationId: string, stripeSubscriptionId: string): Promise<Subscription> {
  await applySubscription(ctx, stripeSubscriptionId);
  return liveSubscription(ctx, organizationId);
}

async function cancelOwnAtPeriodEnd(tx: Tx, ctx: Ctx, organizationId: string, reason: string): Promise<Subscription> {
  const seen = await lockedLive(tx, organizationId);
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

async function lockedLive(tx: Tx, organizationId: string): Promise<Subscription> {
  const live = await lockLiveSubscription(tx, organizationId);
  if (!live) throw subscriptionMissing();
  return live;
}
