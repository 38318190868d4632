import { activeFallbackPlan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { endSubscription } from "./change-subscription";
import type { NewSubscription, Subscription } from "./model";
import { internalTerms } from "./rules/internal-terms";
import { startSubscription } from "./start-subscription";
import * as store from "./store";

/**
 * Ends whatever is live and starts the next subscription in the same transaction, so that an organization is at no
 * moment without one. `reason` is kept with both.
 */
export async function replaceSubscription(
  tx: Tx,
  ctx: Ctx,
  next: NewSubscription,
  reason: string,
): Promise<Subscription> {
  const live = await store.lockLive(tx, next.organizationId);
  if (live) await endSubscription(tx, ctx, live, reason);
  return startSubscription(tx, ctx, next, reason);
}

/** Puts a plan that we keep ourselves in the place of whatever is live: active, anchored now. */
export async function assignInternalPlan(
  tx: Tx,
  ctx: Ctx,
  assignment: { organizationId: string; planId: string; interval: "MONTH" | "YEAR" },
  reason: string,
): Promise<Subscription> {
  const now = await businessNow(sqlOf(tx));
  const next = {
    organizationId: assignment.organizationId,
    source: "INTERNAL" as const,
    stripeSubscriptionId: null,
    ...internalTerms(assignment.planId, assignment.interval, now),
  };
  return replaceSubscription(tx, ctx, next, reason);
}

/**
 * Lets an organization fall back to the catalog's fallback plan. When it stands on that plan already, nothing changes:
 * a second delivery of the same cancellation must not restart a period.
 */
export async function fallBackToFree(tx: Tx, ctx: Ctx, organizationId: string, reason: string): Promise<Subscription> {
  const plan = await activeFallbackPlan({ db: tx });
  const live = await store.lockLive(tx, organizationId);
  if (live?.source === "INTERNAL" && live.planId === plan.id && live.status === "ACTIVE" && !live.cancelAtPeriodEnd)
    return live;
  return assignInternalPlan(tx, ctx, { organizationId, planId: plan.id, interval: "MONTH" }, reason);
}
