import { activePlanByCode, type BillingInterval } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { invalid } from "@/lib/kernel/errors";
import type { Tx } from "@/lib/platform/db";
import { changeAllowance } from "@/lib/quota";
import {
  assignInternalPlan,
  changedMeanwhile,
  fallBackToFree,
  findLiveSubscription,
  lockLiveSubscription,
  type Subscription,
} from "@/lib/subscriptions";
import { applySubscription } from "./apply-subscription";
import { endAtStripe } from "./end-at-stripe";
import { stripeSubscriptionInTheWay } from "./errors";

/** What an operator says with an act by hand. */
export interface ByHand {
  /** 1–500 characters; kept in the journal. */
  readonly reason: string;
  /** Ends a live Stripe subscription at Stripe first, now and without a refund, in the same step. */
  readonly endStripeSubscription?: boolean;
}

/**
 * Gives an organization a plan that nobody is charged for, from now on; also plans that are not for sale online.
 * CONFLICT over a live Stripe subscription unless it is to be ended in the same step. Journaled with the reason.
 */
export async function assignPlanByHand(
  ctx: Ctx,
  organizationId: string,
  planCode: string,
  act: ByHand & { interval?: BillingInterval },
): Promise<Subscription> {
  const reason = checkedReason(act.reason);
  const plan = await activePlanByCode(ctx, planCode);
  await clearTheWay(ctx, organizationId, act);
  return changeAllowance(ctx, organizationId, async (tx) => {
    await refuseOverStripe(tx, organizationId);
    return assignInternalPlan(tx, ctx, { organizationId, planId: plan.id, interval: act.interval ?? "MONTH" }, reason);
  });
}

/**
 * Takes an organization back to the fallback plan now. CONFLICT over a live Stripe subscription unless it is to be ended
 * in the same step. Repeating it changes nothing.
 */
export async function cancelByHand(ctx: Ctx, organizationId: string, act: ByHand): Promise<Subscription> {
  const reason = checkedReason(act.reason);
  await clearTheWay(ctx, organizationId, act);
  return changeAllowance(ctx, organizationId, async (tx) => {
    await refuseOverStripe(tx, organizationId);
    return fallBackToFree(tx, ctx, organizationId, reason);
  });
}

/** A reason of 1–500 characters, trimmed; VALIDATION_ERROR otherwise. */
export function checkedReason(reason: string): string {
  const text = reason.trim();
  if (text.length === 0 || text.length > 500)
    throw invalid([
      {
        pointer: "/reason",
        code: "invalid_reason",
        message: "A reason of 1 to 500 characters is needed.",
        fix: "Say why, for whoever reads the journal.",
      },
    ]);
  return text;
}

/** Stripe is asked before anything of ours changes: should we die in between, its event makes the organization fall back. */
async function clearTheWay(ctx: Ctx, organizationId: string, act: ByHand): Promise<void> {
  const live = await findLiveSubscription(ctx, organizationId);
  if (!live?.stripeSubscriptionId) return;
  if (!act.endStripeSubscription) throw stripeSubscriptionInTheWay();
  await endAtStripe(ctx, organizationId, live.stripeSubscriptionId, "now", act.reason);
  await applySubscription(ctx, live.stripeSubscriptionId);
}

/** Somebody may have bought while we were on our way. */
async function refuseOverStripe(tx: Tx, organizationId: string): Promise<void> {
  const live = await lockLiveSubscription(tx, organizationId);
  if (live?.source === "STRIPE") throw changedMeanwhile();
}
