import { iso } from "@/lib/kernel/time";
import type { Subscription } from "./model";

/** What the journal keeps of a subscription and what listeners are told: ids, state and dates, nothing personal. */
export function subscriptionFacts(subscription: Subscription) {
  return {
    subscriptionId: subscription.id,
    planId: subscription.planId,
    status: subscription.status,
    source: subscription.source,
    interval: subscription.interval,
    quantity: subscription.quantity,
    periodStart: iso(subscription.period.start),
    periodEnd: iso(subscription.period.end),
    trialEnd: subscription.trial ? iso(subscription.trial.end) : null,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
    scheduledChange: subscription.scheduledChange && {
      plan: subscription.scheduledChange.planCode,
      interval: subscription.scheduledChange.interval,
      at: iso(subscription.scheduledChange.at),
    },
    endedAt: subscription.endedAt === null ? null : iso(subscription.endedAt),
    revision: subscription.revision,
  };
}
