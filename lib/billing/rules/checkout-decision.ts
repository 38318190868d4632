import type { BillingInterval, Plan, PlanPrice } from "@/lib/catalog";
import { MAX_QUANTITY, soldByQuantity } from "@/lib/kernel/pricing";
import type { Subscription } from "@/lib/subscriptions";

export interface CheckoutQuestion {
  readonly plan: Plan;
  /** Whether buying the plan moves no money. */
  readonly free: boolean;
  readonly interval: BillingInterval;
  readonly quantity: number;
  readonly live: Subscription | null;
  readonly hadTrial: boolean;
}

export type CheckoutDecision =
  | { readonly kind: "free" }
  | { readonly kind: "pay"; readonly price: PlanPrice; readonly trialDays: number }
  | { readonly kind: "by_contract" }
  | { readonly kind: "not_for_checkout" }
  | { readonly kind: "no_such_price" }
  | { readonly kind: "one_only" }
  | { readonly kind: "too_many" }
  | { readonly kind: "already_paying"; readonly choices: readonly string[] };

/**
 * What a wish to buy leads to. A plan that costs nothing is given at once; whoever pays through Stripe already changes
 * or cancels that subscription instead; a trial is given to an organization once.
 */
export function decideCheckout({ plan, free, interval, quantity, live, hadTrial }: CheckoutQuestion): CheckoutDecision {
  if (plan.custom) return { kind: "by_contract" };
  const paying = live?.source === "STRIPE";
  if (free)
    return paying ? { kind: "already_paying", choices: ["cancel_at_period_end", "cancel_now"] } : { kind: "free" };
  if (plan.collection !== "STRIPE" || plan.status !== "ACTIVE") return { kind: "not_for_checkout" };
  const price = plan.prices.find((candidate) => candidate.interval === interval);
  if (!price || price.amount === 0n) return { kind: "no_such_price" };
  if (quantity !== 1 && !soldByQuantity(price)) return { kind: "one_only" };
  if (quantity > MAX_QUANTITY) return { kind: "too_many" };
  if (paying)
    return {
      kind: "already_paying",
      choices: live.planId === plan.id ? ["keep", "cancel_at_period_end"] : ["change_plan", "cancel_at_period_end"],
    };
  return { kind: "pay", price, trialDays: hadTrial ? 0 : plan.trialDays };
}
