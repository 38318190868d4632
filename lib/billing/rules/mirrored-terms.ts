import type { Instant } from "@/lib/kernel/time";
import type { PaidSubscription } from "@/lib/payments";
import type { ScheduledChange, Subscription, SubscriptionTerms } from "@/lib/subscriptions";

const REASON_MAX = 500;

/** The terms of a Stripe subscription as our row keeps them, with what is planned in our words. `now` stands in for moments that Stripe does not tell. */
export function mirroredTerms(
  paid: PaidSubscription,
  planId: string,
  ours: Subscription | null,
  now: Instant,
  scheduledChange: ScheduledChange | null,
): SubscriptionTerms {
  const unpaid = paid.status === "PAST_DUE" || paid.status === "UNPAID";
  return {
    planId,
    status: paid.status,
    interval: paid.interval,
    quantity: paid.quantity,
    anchorAt: paid.anchorAt,
    period: paid.period,
    trial: paid.trial,
    cancelAtPeriodEnd: paid.cancelAtPeriodEnd,
    cancelAt: paid.cancelAt,
    canceledAt: paid.canceledAt,
    cancelReason: paid.cancelReason?.slice(0, REASON_MAX) ?? null,
    endedAt: paid.status === "CANCELED" ? (paid.endedAt ?? ours?.endedAt ?? now) : null,
    // The grace counts from the first time we saw it unpaid, and not anew with every failed attempt.
    scheduledChange,
    pastDueSince: unpaid ? (ours?.pastDueSince ?? now) : null,
  };
}
