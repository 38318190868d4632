import type { MeterSum } from "@/lib/billing";

/** What of ours has its counterpart at Stripe. */
export type DriftKind = "subscription" | "customer" | "invoice" | "price" | "meter" | "overage";

export interface FieldDifference {
  readonly field: string;
  readonly ours: string | null;
  readonly stripe: string | null;
}

/**
 * How it is brought in step: Stripe decides about what it collects, we decide about whom and what we sell, and what would
 * charge somebody differently is for a person to decide.
 */
export type Repair = "take_stripes" | "give_ours" | "by_hand";

/** One thing of which we and Stripe say something different. */
export interface Difference {
  readonly kind: DriftKind;
  readonly what: "differs" | "missing_here" | "missing_at_stripe";
  /** Null for a price and a meter, which are the deployment's. */
  readonly organizationId: string | null;
  readonly id: string | null;
  readonly stripeId: string | null;
  readonly fields: readonly FieldDifference[];
  readonly repair: Repair;
  /** Of which billing period, where it is about usage. */
  readonly sum?: MeterSum;
}

/** What a comparison came to. */
export interface Comparison {
  readonly looked: Readonly<Record<DriftKind, number>>;
  readonly differences: readonly Difference[];
  /** Organizations that could not be compared; the reason is in the log. */
  readonly failed: readonly string[];
}

/** A difference with what became of it. */
export interface Repaired {
  readonly difference: Difference;
  readonly repaired: boolean;
  /** One sentence. */
  readonly outcome: string;
}
