import type { Money } from "@/components/format";
import type { UnitName } from "@/components/weir/level-text";

export type BillingInterval = "month" | "year";
export type LimitWindow = "day" | "month" | "billing_period" | "lifetime";

/** Icons a plan may name in the catalog; an unknown name shows a plain one. */
export type PlanIcon = "sprout" | "rocket" | "building" | "plug" | "trending-up" | "handshake" | "coins" | "layers";

export interface PricingLimit {
  meter: string;
  /** Name of the meter as a noun that follows a number: "API calls". */
  name: string;
  unit: UnitName;
  window: LimitWindow;
  /** The meter reports what is there: a level that stands, or the peak of a window. Absent where amounts add up. */
  gauge?: "level" | "peak";
  /** null is written unlimited. */
  amount: number | null;
  policy: "HARD_STOP" | "METERED";
  /** What lies beyond an allowance that does not stop: a price in minor units for so many units. */
  overage?: { price: Money; per: number };
}

/** How a plan stands to the one that the signed-in organization is on; "new" for everybody else. */
export type PlanRelation = "new" | "current" | "other_interval" | "upgrade" | "downgrade" | "unavailable";

export interface PricingPlan {
  code: string;
  name: string;
  description: string;
  icon: PlanIcon | null;
  highlighted: boolean;
  /** Sold by contract: no price, no checkout, a way to talk. */
  custom: boolean;
  prices: Partial<Record<BillingInterval, Money>>;
  /** Sold by the quantity: the price is that of one. */
  each?: boolean;
  trialDays: number;
  limits: readonly PricingLimit[];
  /** Slugs of the features that are switched on. */
  features: readonly string[];
  relation: PlanRelation;
  /** Where the button leads: sign-up with the plan kept, checkout, change of plan, or a contact; null where there is none. */
  href: string | null;
  /** Why it cannot be chosen, for `unavailable`. */
  reason?: string;
}

export interface PricingFamily {
  code: string;
  name: string;
  href: string;
}

export interface PricingModel {
  families: readonly PricingFamily[];
  family: string;
  interval: BillingInterval;
  /** The same page in the other interval. */
  intervalHrefs: Record<BillingInterval, string>;
  /** Plans of the chosen family, in the order of the catalog. */
  plans: readonly PricingPlan[];
  /** Features that the comparison lists, in the order of the catalog. */
  features: readonly { slug: string; name: string }[];
  /** The meter of the estimate; absent where no plan of the family bills beyond its allowance. */
  estimate?: { meter: string; most: number; step: number; start: number };
  /** Answers of the vendor's own, shown after the ones that follow from the plans. */
  questions?: readonly { question: string; answer: string }[];
}
