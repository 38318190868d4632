import { markPlanSold } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { impossibleTransition } from "./errors";
import { subscriptionFacts } from "./facts";
import type { Subscription, SubscriptionTerms } from "./model";
import { sameTerms } from "./rules/same-terms";
import { canBecome, canReach } from "./rules/transition";
import * as store from "./store";

export interface SubscriptionChange {
  /** The row as it was read; its revision is the compare-and-set. */
  readonly seen: Subscription;
  readonly terms: SubscriptionTerms;
  readonly reason: string;
  /** True when the terms are a fact told by Stripe: then steps in between may have gone unseen. */
  readonly observed?: boolean;
}

/**
 * Writes new terms over a subscription inside the caller's transaction. Equal terms write nothing. CONFLICT when the
 * state cannot lead there (it names what can) or when somebody else changed the row since it was read.
 */
export async function changeSubscription(tx: Tx, ctx: Ctx, change: SubscriptionChange): Promise<Subscription> {
  const { seen, terms } = change;
  if (sameTerms(seen, terms)) return seen;
  const mayBecome = change.observed ? canReach : canBecome;
  if (seen.status !== terms.status && !mayBecome(seen.status, terms.status))
    throw impossibleTransition(seen.status, terms.status);
  if (seen.planId !== terms.planId) await markPlanSold(tx, terms.planId);
  const changed = await store.update(tx, seen, terms, await businessNow(sqlOf(tx)));
  const after = subscriptionFacts(changed);
  await emit(tx, eventOf(seen, changed), changed.organizationId, after);
  await record(tx, ctx, changed.status === "CANCELED" ? "subscription.ended" : "subscription.changed", {
    entity: { type: "subscription", id: changed.id },
    organization: changed.organizationId,
    before: subscriptionFacts(seen),
    after,
    reason: change.reason,
  });
  return changed;
}

/** Ends a subscription now, inside the caller's transaction. Ending an ended one changes nothing. */
export async function endSubscription(tx: Tx, ctx: Ctx, seen: Subscription, reason: string): Promise<Subscription> {
  if (seen.status === "CANCELED") return seen;
  const now = await businessNow(sqlOf(tx));
  const terms = {
    ...seen,
    status: "CANCELED" as const,
    cancelReason: seen.cancelReason ?? reason,
    canceledAt: seen.canceledAt ?? now,
    endedAt: now,
  };
  return changeSubscription(tx, ctx, { seen, terms, reason });
}

function eventOf(before: Subscription, after: Subscription): string {
  if (after.status === "CANCELED") return "subscription.canceled";
  const recovered =
    before.status === "PAUSED" || before.status === "UNPAID" || (before.cancelAtPeriodEnd && !after.cancelAtPeriodEnd);
  return recovered && (after.status === "ACTIVE" || after.status === "TRIALING")
    ? "subscription.reactivated"
    : "subscription.updated";
}
