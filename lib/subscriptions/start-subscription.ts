import { activeFallbackPlan, markPlanSold } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import type { NewSubscription, Subscription } from "./model";
import { internalTerms } from "./rules/internal-terms";
import { subscriptionFacts } from "./facts";
import * as store from "./store";

/**
 * Starts the catalog's fallback plan for an organization that has no live subscription, inside the caller's transaction:
 * active, kept by ourselves, monthly, anchored now. CONFLICT when the catalog has no fallback plan, or when the
 * organization already has a live subscription. Writes to the journal, so the caller comes here after its own rows.
 */
export async function startFallbackSubscription(tx: Tx, ctx: Ctx, organizationId: string): Promise<Subscription> {
  const plan = await activeFallbackPlan({ db: tx });
  const now = await businessNow(sqlOf(tx));
  return startSubscription(
    tx,
    ctx,
    { organizationId, source: "INTERNAL", stripeSubscriptionId: null, ...internalTerms(plan.id, "MONTH", now) },
    "started on the fallback plan",
  );
}

/**
 * Starts a subscription inside the caller's transaction and marks its plan version as sold. CONFLICT when a live one is
 * in the way (the database allows one). An incomplete one is written beside the live one and gives nothing yet.
 */
export async function startSubscription(
  tx: Tx,
  ctx: Ctx,
  wanted: NewSubscription,
  reason: string,
): Promise<Subscription> {
  const now = await businessNow(sqlOf(tx));
  await markPlanSold(tx, wanted.planId);
  const started = await store.insert(tx, wanted, now);
  const after = subscriptionFacts(started);
  await emit(tx, "subscription.created", started.organizationId, after);
  await record(tx, ctx, "subscription.started", {
    entity: { type: "subscription", id: started.id },
    organization: started.organizationId,
    after,
    reason,
  });
  return started;
}
