import type { PriceTier, Pricing } from "@/lib/kernel/pricing";
import type { Instant } from "@/lib/kernel/time";

export type Aggregation = "SUM" | "MAX" | "LATEST" | "UNIQUE";
export type PlanStatus = "DRAFT" | "ACTIVE" | "ARCHIVED";
export type Collection = "STRIPE" | "ENGINE";
export type BillingInterval = "MONTH" | "YEAR";
export type WindowKind = "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
export type LimitPolicy = "HARD_STOP" | "METERED";
export type SyncState = "NOT_NEEDED" | "PENDING" | "SYNCED" | "FAILED";

/** What is counted. */
export interface Meter {
  readonly slug: string;
  readonly name: string;
  /** Singular and plural of one unit, as a customer reads them. */
  readonly unit: string;
  readonly unitPlural: string;
  /** How events become a number; a meter keeps it for ever. */
  readonly aggregation: Aggregation;
  /** What people read in place of base units ("GB"), and how many base units one of it is; both or neither. */
  readonly shownUnit: string | null;
  readonly shownPer: number | null;
  /** A feature that must be on before this meter admits anything. */
  readonly feature: string | null;
  readonly position: number;
}

export interface Feature {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly position: number;
}

/** Plans that compete with each other: one tab of the pricing page. */
export interface PlanFamily {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly position: number;
}

export type { PriceTier, Pricing };

export type PricingModel = "FLAT" | Pricing["model"];

/** `amount` is what one costs, in minor units of `currency`, for each `interval`. Without `pricing` it is flat. */
export interface PriceTerms {
  readonly interval: BillingInterval;
  readonly currency: string;
  readonly amount: bigint;
  readonly pricing?: Pricing;
}

/** `amount` is in minor units of the plan's currency for each started `per` units. */
export interface Overage {
  readonly amount: bigint;
  readonly per: number;
}

/** How much of a meter a plan includes. Unlimited is written; a meter without a limit is not part of the plan. */
export interface PlanLimit {
  readonly meter: string;
  readonly window: WindowKind;
  readonly amount: number | "unlimited";
  readonly policy: LimitPolicy;
  readonly overage: Overage | null;
  /** The amount is that of each one that is bought. Absent where it is the whole organization's. */
  readonly perQuantity?: true;
}

export interface PlanFeature {
  readonly slug: string;
  readonly enabled: boolean;
}

/** What a customer buys. Once sold, a version keeps these terms for ever. */
export interface PlanTerms {
  readonly code: string;
  readonly family: string;
  readonly name: string;
  readonly description: string;
  readonly collection: Collection;
  /** Sold by contract only; never through Checkout. */
  readonly custom: boolean;
  readonly trialDays: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly prices: readonly PriceTerms[];
  readonly features: readonly PlanFeature[];
  readonly limits: readonly PlanLimit[];
}

/** How a plan is shown, and what it stands for among the others. May change at any time. */
export interface PlanPresentation {
  readonly listed: boolean;
  readonly position: number;
  readonly highlighted: boolean;
  readonly icon: string | null;
  /** What an organization falls back to; exactly one active plan carries it. */
  readonly fallback: boolean;
}

/** A plan as a catalog file describes it. */
export interface WantedPlan {
  readonly status: PlanStatus;
  /** Hash of the terms: equal terms, equal hash. */
  readonly contentHash: string;
  readonly terms: PlanTerms;
  readonly presentation: PlanPresentation;
}

/** Everything a catalog file says. Plans that it does not name leave the shop. */
export interface Catalog {
  readonly features: readonly Feature[];
  readonly meters: readonly Meter[];
  readonly families: readonly PlanFamily[];
  readonly plans: readonly WantedPlan[];
}

/** A price with our id and, once it has been synchronised, Stripe's. */
export interface PlanPrice extends PriceTerms {
  readonly id: string;
  readonly stripePriceId: string | null;
}

/** The price of what goes beyond a metered limit, with our id and, once it has been synchronised, Stripe's. */
export interface OveragePrice {
  readonly id: string;
  readonly meter: string;
  readonly interval: BillingInterval;
  readonly stripePriceId: string | null;
}

/** One version of a plan as it stands in the database. */
export interface Plan extends Omit<PlanTerms, "prices">, PlanPresentation {
  readonly id: string;
  readonly version: number;
  readonly status: PlanStatus;
  readonly contentHash: string;
  readonly stripeProductId: string | null;
  readonly syncState: SyncState;
  /** Why it could not be brought to Stripe at the last try; null when it could. */
  readonly syncError: string | null;
  readonly soldAt: Instant | null;
  readonly archivedAt: Instant | null;
  readonly prices: readonly PlanPrice[];
  readonly overagePrices: readonly OveragePrice[];
}

/** A plan that Stripe collects for: it is on sale by Checkout, and has prices that cost something. */
export const livesAtStripe = (plan: Pick<Plan, "custom" | "collection" | "prices">): boolean =>
  !plan.custom && plan.collection === "STRIPE" && !isFree(plan);

/** How a price stands with Stripe. What costs nothing has no business there. */
export function syncOf(
  plan: Plan,
  price: { readonly stripePriceId: string | null; readonly amount?: bigint },
): SyncState {
  if (!livesAtStripe(plan) || price.amount === 0n) return "NOT_NEEDED";
  if (price.stripePriceId !== null) return "SYNCED";
  return plan.syncState === "FAILED" ? "FAILED" : "PENDING";
}

/** Whether buying this plan moves no money: no price, or prices of nothing. */
export const isFree = (plan: Pick<PlanTerms, "custom"> & { readonly prices: readonly PriceTerms[] }): boolean =>
  !plan.custom && plan.prices.every((price) => price.amount === 0n);
