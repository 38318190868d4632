import type { PricingLimit, PricingModel, PricingPlan } from "./model";

/** A month at some use on one plan, in minor units. */
export interface Estimate {
  plan: PricingPlan;
  base: bigint;
  over: number;
  overage: bigint;
  total: bigint;
  limit: PricingLimit;
}

/** Rounds a quotient half to even, as usage is rated on the invoice. */
function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const whole = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  if (twice > divisor || (twice === divisor && whole % 2n === 1n)) return whole + 1n;
  return whole;
}

/** What a month of `units` costs on a plan; undefined where the plan would stop before, or has no price. */
export function estimateOn(plan: PricingPlan, meter: string, units: number): Estimate | undefined {
  const price = plan.prices.month;
  const limit = plan.limits.find((candidate) => candidate.meter === meter);
  if (plan.custom || !price || !limit) return undefined;
  const base = BigInt(price.amount);
  const over = limit.amount === null ? 0 : Math.max(0, units - limit.amount);
  if (over === 0) return { plan, base, over, overage: 0n, total: base, limit };
  if (limit.policy !== "METERED" || !limit.overage) return undefined;
  const overage = divideHalfEven(BigInt(over) * BigInt(limit.overage.price.amount), BigInt(limit.overage.per));
  return { plan, base, over, overage, total: base + overage, limit };
}

/** The cheapest plan that lets all of it pass. */
export function cheapestEstimate(
  model: Pick<PricingModel, "plans">,
  meter: string,
  units: number,
): Estimate | undefined {
  return model.plans
    .map((plan) => estimateOn(plan, meter, units))
    .filter((estimate) => estimate !== undefined)
    .reduce<Estimate | undefined>((best, next) => (!best || next.total < best.total ? next : best), undefined);
}
