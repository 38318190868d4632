import { packagePrice } from "./money";

/** A step of a tiered price: units up to `upTo` and with it (null: all above), `unit` for each and `flat` once, in minor units. */
export interface PriceTier {
  readonly upTo: number | null;
  readonly unit: bigint;
  readonly flat: bigint;
}

/**
 * How a quantity becomes an amount, where it is not simply flat: each unit costs it, each started package does, or tiers
 * say (graduated: each tier prices its own part; volume: the tier that is reached prices all).
 */
export type Pricing =
  | { readonly model: "PER_UNIT" }
  | { readonly model: "PACKAGE"; readonly per: number }
  | { readonly model: "GRADUATED" | "VOLUME"; readonly tiers: readonly PriceTier[] };

/** What a price says of an amount: `amount` is what one costs, in minor units; without `pricing` it is flat. */
export interface PeriodPrice {
  readonly amount: bigint;
  readonly pricing?: Pricing;
}

/** The most that can be bought of one plan. */
export const MAX_QUANTITY = 10_000;

/** Whether more than one can be bought: a flat price is the whole organization's. */
export const soldByQuantity = ({ pricing }: Pick<PeriodPrice, "pricing">): boolean => pricing !== undefined;

/** What a period costs for a quantity, in minor units, before discounts and tax. As Stripe bills quantities. */
export function periodAmount({ amount, pricing }: PeriodPrice, quantity: number): bigint {
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
