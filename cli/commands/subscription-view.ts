import { iso } from "@/lib/kernel/time";
import type { Subscription } from "@/lib/subscriptions";
import { isoOrNull } from "../print";

/** A subscription, ready for JSON. */
export const subscriptionView = (subscription: Subscription, plan: string) => ({
  id: subscription.id,
  organization: subscription.organizationId,
  plan,
  status: subscription.status,
  source: subscription.source,
  interval: subscription.interval,
  periodStart: iso(subscription.period.start),
  periodEnd: iso(subscription.period.end),
  trialEnd: isoOrNull(subscription.trial?.end),
  cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
  cancelAt: isoOrNull(subscription.cancelAt),
  endedAt: isoOrNull(subscription.endedAt),
  stripeSubscriptionId: subscription.stripeSubscriptionId,
  createdAt: iso(subscription.createdAt),
});

export type SubscriptionView = ReturnType<typeof subscriptionView>;
