import { packagePrice } from "@/lib/kernel/money";
import type { PriceTerms, PriceTier } from "../model";

/** The most that can be bought of one plan. */
export const MAX_QUANTITY = 10_000;

/** Whether more than one can be bought: a flat price is the whole organization's. */
export const soldByQuantity = ({ pricing }: Pick<PriceTerms, "pricing">): boolean => pricing !== undefined;

/** What a period costs for a quantity, in minor units, before discounts and tax. As Stripe bills quantities. */
export function periodAmount({ amount, pricing }: Pick<PriceTerms, "amount" | "pricing">, quantity: number): bigint {
  const units = BigInt(quantity);
  switch (pricing?.model) {
    case undefined:
    case "PER_UNIT":
      return amount * units;
    case "PACKAGE":
      return packagePrice(units, amount, BigInt(pricing.per));
    case "VOLUME":
      return volumeAmount(pricing.tiers, units);
    case "GRADUATED":
      return graduatedAmount(pricing.tiers, units);
  }
}

const reaches = ({ upTo }: PriceTier, units: bigint): boolean => upTo === null || units <= BigInt(upTo);

/** The tier that is reached prices all. */
function volumeAmount(tiers: readonly PriceTier[], units: bigint): bigint {
  const tier = tiers.find((each) => reaches(each, units));
  return tier ? tier.unit * units + tier.flat : 0n;
}

/** Each tier prices its own part; its flat amount is due once anything falls into it. */
function graduatedAmount(tiers: readonly PriceTier[], units: bigint): bigint {
  let below = 0n;
  let sum = 0n;
  for (const tier of tiers) {
    const end = tier.upTo === null || units <= BigInt(tier.upTo) ? units : BigInt(tier.upTo);
    if (end > below) sum += (end - below) * tier.unit + tier.flat;
    below = end;
  }
  return sum;
}
