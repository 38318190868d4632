import type Stripe from "stripe";
import type { PriceTier, Pricing } from "@/lib/catalog";
import type { ProviderPrice } from "@/lib/payments";
import type { Amounts } from "./prices";

/** Amounts of the catalog as the API takes them. */
export function tierParams({ amount, pricing }: Amounts): Partial<Stripe.PriceCreateParams> {
  switch (pricing?.model) {
    case "GRADUATED":
    case "VOLUME":
      return {
        billing_scheme: "tiered",
        tiers_mode: pricing.model === "GRADUATED" ? "graduated" : "volume",
        tiers: pricing.tiers.map(({ upTo, unit, flat }) => ({
          up_to: upTo ?? "inf",
          unit_amount: Number(unit),
          ...(flat === 0n ? {} : { flat_amount: Number(flat) }),
        })),
      };
    case "PACKAGE":
      if (pricing.per === 1) return { unit_amount: Number(amount) };
      // Each started package is billed whole.
      return { unit_amount: Number(amount), transform_quantity: { divide_by: pricing.per, round: "up" } };
    default:
      return { unit_amount: Number(amount) };
  }
}

/** What a price there says, in the catalog's words. Tiers must have been asked for with it. */
export function pricingOf(price: Stripe.Price): ProviderPrice["pricing"] {
  if (price.billing_scheme === "tiered")
    return {
      model: price.tiers_mode === "volume" ? "VOLUME" : "GRADUATED",
      tiers: (price.tiers ?? []).map(({ up_to, unit_amount, flat_amount }) => ({
        upTo: up_to,
        unit: BigInt(unit_amount ?? 0),
        flat: BigInt(flat_amount ?? 0),
      })),
    };
  const { transform_quantity: packaged } = price;
  if (!packaged) return null;
  // Packages that are rounded down are none that the catalog knows: no `per` of ours is negative.
  return { model: "PACKAGE", per: packaged.round === "up" ? packaged.divide_by : -packaged.divide_by };
}

/** What one costs by a price there; null where that is no whole number of minor units. */
export function amountOf(price: Stripe.Price): bigint | null {
  const pricing = pricingOf(price);
  if (pricing?.model === "GRADUATED" || pricing?.model === "VOLUME") {
    const [first] = pricing.tiers;
    return first ? first.unit + first.flat : null;
  }
  return price.unit_amount === null ? null : BigInt(price.unit_amount);
}

export const sameAmounts = (price: Stripe.Price, { amount, pricing }: Amounts): boolean =>
  amountOf(price) === amount && pricingInWords(pricingOf(price)) === pricingInWords(pricing);

/** One text for one meaning. By the unit and flat are the same there: an amount for each of a quantity. */
export function pricingInWords(pricing: Pricing | null | undefined): string {
  if (!pricing || pricing.model === "PER_UNIT") return "each";
  if (pricing.model === "PACKAGE" && pricing.per === 1) return "each";
  if (pricing.model === "PACKAGE") return `package of ${pricing.per}`;
  return `${pricing.model.toLowerCase()}: ${pricing.tiers.map(tierInWords).join(", ")}`;
}

const tierInWords = ({ upTo, unit, flat }: PriceTier): string =>
  `up to ${upTo ?? "any"} at ${unit}${flat === 0n ? "" : ` and ${flat} once`}`;
