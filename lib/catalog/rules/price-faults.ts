import type { FieldError } from "@/lib/kernel/errors";
import type { PlanTerms, PriceTerms } from "../model";
import { soldByQuantity } from "@/lib/kernel/pricing";

/** What the prices of a plan may get wrong: tiers with a gap, and a price of nothing that has tiers which cost something. */
export const priceFaults = (terms: PlanTerms, at: string): FieldError[] =>
  terms.prices.flatMap((price) => tierFaults(price, `${at}/prices/${price.interval.toLowerCase()}`));

function tierFaults({ pricing, amount }: PriceTerms, at: string): FieldError[] {
  if (pricing?.model !== "GRADUATED" && pricing?.model !== "VOLUME") return [];
  const { tiers } = pricing;
  const faults = tiers.flatMap((tier, index): FieldError[] => {
    const where = `${at}/tiers/${index}/up_to`;
    const below = index === 0 ? 0 : (tiers[index - 1]?.upTo ?? Infinity);
    if ((index === tiers.length - 1) !== (tier.upTo === null))
      return [{ pointer: where, code: "last_tier", message: "the last tier, and only it, says inf" }];
    if (tier.upTo !== null && tier.upTo <= below)
      return [
        { pointer: where, code: "tiers_ascend", message: `each tier reaches further than the one before (${below})` },
      ];
    return [];
  });
  if (faults.length === 0 && amount === 0n)
    faults.push({
      pointer: `${at}/tiers/0`,
      code: "first_tier_free",
      message: "the first unit must cost something; a plan that begins at nothing is never charged",
    });
  return faults;
}

/** Limits of each one that is bought, of a plan that is bought once, or without an end. */
export const quantityFaults = (terms: PlanTerms, at: string): FieldError[] =>
  terms.limits.flatMap((limit) => {
    if (!limit.perQuantity) return [];
    const pointer = `${at}/limits/${limit.meter}/per_quantity`;
    if (limit.amount === "unlimited")
      return [{ pointer, code: "unlimited_each", message: "unlimited is not multiplied; leave per_quantity out" }];
    return terms.prices.every(soldByQuantity) && terms.prices.length > 0
      ? []
      : [
          {
            pointer,
            code: "sold_once",
            message: "a flat price is bought once; give every price of the plan a model such as per_unit",
          },
        ];
  });

/** Two metered limits with a price on one meter: its events would be billed by both. */
export function overageFaults(terms: PlanTerms, at: string): FieldError[] {
  const priced = new Set<string>();
  return terms.limits.flatMap((limit) => {
    if (!limit.overage) return [];
    const twice = priced.has(limit.meter);
    priced.add(limit.meter);
    return twice
      ? [
          {
            pointer: `${at}/limits/${limit.meter}`,
            code: "overage_twice",
            message: "two limits of one meter have a price for what goes beyond; each unit would be billed twice",
          },
        ]
      : [];
  });
}
