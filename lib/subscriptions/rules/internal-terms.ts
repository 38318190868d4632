import type { BillingInterval } from "@/lib/catalog";
import { periodAt, type Instant } from "@/lib/kernel/time";
import type { SubscriptionTerms } from "../model";

/** The terms of a subscription that we keep ourselves and that begins now: active, anchored at this moment, without trial. */
export function internalTerms(planId: string, interval: BillingInterval, now: Instant): SubscriptionTerms {
  return {
    planId,
    status: "ACTIVE",
    interval,
    quantity: 1,
    anchorAt: now,
    period: periodAt(now, interval, now),
    trial: null,
    cancelAtPeriodEnd: false,
    cancelAt: null,
    canceledAt: null,
    cancelReason: null,
    endedAt: null,
    pastDueSince: null,
    scheduledChange: null,
  };
}
