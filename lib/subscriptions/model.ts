import type { BillingInterval } from "@/lib/catalog";
import type { Instant, Period } from "@/lib/kernel/time";

export type SubscriptionStatus = "INCOMPLETE" | "TRIALING" | "ACTIVE" | "PAST_DUE" | "PAUSED" | "UNPAID" | "CANCELED";
/** The states that hold the one live place of an organization. */
export type LiveStatus = Exclude<SubscriptionStatus, "INCOMPLETE" | "CANCELED">;
export type SubscriptionSource = "INTERNAL" | "STRIPE";

export const SUBSCRIPTION_STATUSES = [
  "INCOMPLETE",
  "TRIALING",
  "ACTIVE",
  "PAST_DUE",
  "PAUSED",
  "UNPAID",
  "CANCELED",
] as const satisfies readonly SubscriptionStatus[];

export const isLive = (status: SubscriptionStatus): status is LiveStatus =>
  status !== "INCOMPLETE" && status !== "CANCELED";

/** A change of plan that was agreed on and waits for its moment. */
export interface ScheduledChange {
  readonly planId: string;
  readonly planCode: string;
  readonly interval: BillingInterval;
  readonly quantity: number;
  readonly at: Instant;
}

/** The part of a subscription that its collector decides: ourselves when INTERNAL, Stripe when STRIPE. */
export interface SubscriptionTerms {
  readonly planId: string;
  readonly status: SubscriptionStatus;
  readonly interval: BillingInterval;
  readonly quantity: number;
  /** Periods are counted from here. While a trial runs this is the trial's end, where the first paid period begins. */
  readonly anchorAt: Instant;
  readonly period: Period;
  readonly trial: Period | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly cancelAt: Instant | null;
  readonly canceledAt: Instant | null;
  readonly cancelReason: string | null;
  readonly endedAt: Instant | null;
  readonly pastDueSince: Instant | null;
  readonly scheduledChange: ScheduledChange | null;
}

/** What an organization has bought, or is given. At most one is live. */
export interface Subscription extends SubscriptionTerms {
  readonly id: string;
  readonly organizationId: string;
  readonly source: SubscriptionSource;
  readonly stripeSubscriptionId: string | null;
  /** Grows with every change; a writer names the revision it has seen. */
  readonly revision: number;
  readonly createdAt: Instant;
}

/** A subscription to be started. */
export interface NewSubscription extends SubscriptionTerms {
  readonly organizationId: string;
  readonly source: SubscriptionSource;
  readonly stripeSubscriptionId: string | null;
}
