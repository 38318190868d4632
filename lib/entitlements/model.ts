import type { Instant, Interval } from "@/lib/kernel/time";

export type WindowKind = "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
export type LimitPolicy = "HARD_STOP" | "METERED";
/** How a meter's events become a number. */
export type Aggregation = "SUM" | "MAX" | "LATEST" | "UNIQUE";
export type SubscriptionStatus = "INCOMPLETE" | "TRIALING" | "ACTIVE" | "PAST_DUE" | "PAUSED" | "UNPAID" | "CANCELED";

/** Beyond the allowance each started `per` units cost `amount` minor units. Text, because JSON knows no bigint. */
export interface Overage {
  readonly amount: string;
  readonly per: string;
}

export interface PlanLimitFacts {
  readonly meter: string;
  readonly window: WindowKind;
  readonly unlimited: boolean;
  readonly amount: number | null;
  readonly policy: LimitPolicy;
  readonly overage: Overage | null;
  /** The amount is that of each one that is bought. */
  readonly perQuantity: boolean;
}

export interface PlanFacts {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly version: number;
  readonly family: string;
  readonly currency: string;
  readonly features: Readonly<Record<string, boolean>>;
  readonly limits: readonly PlanLimitFacts[];
}

export interface SubscriptionFacts {
  readonly id: string;
  readonly status: SubscriptionStatus;
  readonly source: "INTERNAL" | "STRIPE";
  readonly interval: Interval;
  /** How many are bought: seats, or whatever the plan is sold by. */
  readonly quantity: number;
  readonly anchorAt: Instant;
  readonly currentPeriodStart: Instant;
  readonly currentPeriodEnd: Instant;
  readonly trialStart: Instant | null;
  readonly trialEnd: Instant | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly cancelAt: Instant | null;
  readonly pastDueSince: Instant | null;
  readonly createdAt: Instant;
}

export interface OverrideFacts {
  readonly id: string;
  readonly feature: string | null;
  readonly enabled: boolean | null;
  readonly meter: string | null;
  readonly window: WindowKind | null;
  readonly removed: boolean;
  readonly unlimited: boolean;
  readonly amount: number | null;
  readonly policy: LimitPolicy | null;
  readonly overage: Overage | null;
  readonly reason: string;
  readonly author: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

/** What usage of a meter beyond its allowance may cost in one window: `amount` minor units, as text like every amount here. */
export interface SpendLimitFacts {
  readonly meter: string;
  readonly amount: string;
  readonly currency: string;
}

export interface MeterFacts {
  readonly slug: string;
  readonly name: string;
  readonly unit: string;
  readonly unitPlural: string;
  readonly aggregation: Aggregation;
  /** What people read in place of base units ("GB"), and how many base units one of it is; null where base units are read. */
  readonly shownUnit: string | null;
  readonly shownPer: number | null;
  readonly feature: string | null;
  readonly position: number;
}

/** Everything that decides what one organization may do, read in one statement. */
export interface Facts {
  readonly organization: { readonly id: string; readonly status: "ACTIVE" | "SUSPENDED" | "ARCHIVED" } | null;
  readonly subscription: SubscriptionFacts | null;
  readonly plan: PlanFacts | null;
  /** The plan that takes the present one's place at a moment that is agreed on. */
  readonly scheduled: {
    readonly at: Instant;
    readonly interval: Interval;
    readonly quantity: number;
    readonly plan: PlanFacts | null;
  } | null;
  /** The plan to which an organization falls back when its subscription ends. */
  readonly fallback: PlanFacts | null;
  readonly overrides: readonly OverrideFacts[];
  readonly spendLimits: readonly SpendLimitFacts[];
  readonly meters: readonly MeterFacts[];
}

/** A spend limit as it acts on a metered limit, in the currency of the plan. */
export interface SpendLimit {
  readonly amount: string;
  readonly currency: string;
}

export type Source = "plan" | "override";

export interface EffectiveFeature {
  readonly slug: string;
  readonly enabled: boolean;
  readonly source: Source;
}

export interface EffectiveLimit {
  readonly meter: string;
  readonly window: WindowKind;
  /** Null is unlimited, written so. */
  readonly limit: number | null;
  readonly policy: LimitPolicy;
  readonly overage: Overage | null;
  /** What usage beyond the limit may cost; null where nothing bounds it, or nothing is billed beyond it. */
  readonly spendLimit: SpendLimit | null;
  readonly source: Source;
  /** What the plan alone would give; undefined when the plan does not name it. */
  readonly planLimit: number | null | undefined;
  readonly override: OverrideFacts | null;
}

/** Why nothing at all is admitted, whatever the meter. */
export type AccessRefusal = "ORGANIZATION_SUSPENDED" | "SUBSCRIPTION_MISSING" | "PAYMENT_REQUIRED";

export interface Entitlements {
  readonly organizationId: string;
  readonly plan: PlanFacts | null;
  readonly subscription: SubscriptionFacts | null;
  readonly refusal: AccessRefusal | null;
  readonly features: readonly EffectiveFeature[];
  readonly limits: readonly EffectiveLimit[];
  readonly meters: readonly MeterFacts[];
  readonly hasOverrides: boolean;
  /** A change of plan that is agreed on and whose moment has not come. */
  readonly scheduledPlan: { readonly at: Instant; readonly code: string; readonly name: string } | null;
  /** Since when this is so, as far as the subscription tells. */
  readonly effectiveAt: Instant | null;
  /** The next moment at which time alone changes any of this. */
  readonly validUntil: Instant;
}
