import type { BillingInterval, Plan, PlanPrice } from "@/lib/catalog";
import { MAX_QUANTITY, periodAmount, soldByQuantity } from "@/lib/kernel/pricing";
import type { Subscription } from "@/lib/subscriptions";

/** When a change takes effect. */
export type ChangeTiming = "now" | "period_end";

export interface ChangeQuestion {
  readonly live: Subscription;
  readonly current: Plan;
  readonly next: Plan;
  readonly interval: BillingInterval;
  /** Null keeps how many there are, where the next plan is sold by the quantity. */
  readonly quantity: number | null;
  /** Whether the subscription stands where its plan may be changed at all. */
  readonly mayChange: boolean;
}

/** A change that can be made, and when. The first timing is the one that is proposed. */
export interface PossibleChange {
  readonly kind: "possible";
  readonly price: PlanPrice;
  readonly quantity: number;
  readonly timings: readonly [ChangeTiming, ...ChangeTiming[]];
  /** A running trial ends with a change that takes effect now: the next plan has no trial of its own. */
  readonly endTrial: boolean;
}

export type ChangeDecision =
  | PossibleChange
  | { readonly kind: "same" }
  | { readonly kind: "by_contract" }
  | { readonly kind: "not_for_sale" }
  | { readonly kind: "no_such_price" }
  | { readonly kind: "one_only" }
  | { readonly kind: "too_many" }
  /** Nothing is paid through Stripe: the next plan is bought, or it costs nothing and is cancelled into. */
  | { readonly kind: "buy" | "cancel" }
  /** The subscription stands where its plan cannot be changed. */
  | { readonly kind: "blocked" };

const MONTHS: Readonly<Record<BillingInterval, bigint>> = { MONTH: 1n, YEAR: 12n };

/** What a plan costs over a year when it is paid as often as it can be: how plans compare, whatever the interval. */
function yearly(plan: Plan, quantity: number): bigint {
  const costs = plan.prices.map((price) => (periodAmount(price, quantity) * 12n) / MONTHS[price.interval]);
  return costs.reduce((most, cost) => (cost > most ? cost : most), 0n);
}

/**
 * What a wish to change the plan leads to. More (a larger plan, a longer interval, more seats) starts now, prorated;
 * less starts at the period's end, for that time is paid. Whoever wants more may also wait.
 */
export function decidePlanChange(question: ChangeQuestion): ChangeDecision {
  const { live, current, next, interval, mayChange } = question;
  if (next.custom) return { kind: "by_contract" };
  if (live.source !== "STRIPE") return { kind: "buy" };
  if (next.fallback || next.prices.every((price) => price.amount === 0n)) return { kind: "cancel" };
  if (next.collection !== "STRIPE" || next.status !== "ACTIVE") return { kind: "not_for_sale" };
  const price = next.prices.find((candidate) => candidate.interval === interval);
  if (!price || price.amount === 0n || !current.prices.some((row) => row.currency === price.currency))
    return { kind: "no_such_price" };
  const quantity = question.quantity ?? (soldByQuantity(price) ? live.quantity : 1);
  if (quantity !== 1 && !soldByQuantity(price)) return { kind: "one_only" };
  if (quantity > MAX_QUANTITY) return { kind: "too_many" };
  if (next.id === live.planId && interval === live.interval && quantity === live.quantity) return { kind: "same" };
  if (!mayChange) return { kind: "blocked" };
  const more = costsMore({ ...question, quantity });
  return {
    kind: "possible",
    price,
    quantity,
    timings: more ? ["now", "period_end"] : ["period_end"],
    endTrial: live.status === "TRIALING" && next.trialDays === 0,
  };
}

/** Whether the change is to more: what costs more over a year, or the same for longer at a time. */
export function costsMore({
  live,
  current,
  next,
  interval,
  quantity,
}: Pick<ChangeQuestion, "live" | "current" | "next" | "interval"> & { readonly quantity: number }): boolean {
  const [before, after] = [yearly(current, live.quantity), yearly(next, quantity)];
  if (before !== after) return after > before;
  return live.interval === "MONTH" && interval === "YEAR";
}
