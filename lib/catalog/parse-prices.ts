import { z } from "zod";
import type { BillingInterval, PriceTerms, Pricing } from "./model";

const MAX_TIERS = 100;
const MAX_UNITS = 1_000_000_000;

/** Written in major units. A YAML number keeps the digits it was written with, so its text is exact. */
export const amountSchema = z.union([z.string().trim(), z.number()]).transform(String);

const tierSchema = z.strictObject({
  up_to: z.union([z.int().min(1).max(MAX_UNITS), z.literal("inf")], {
    error: "must be a whole number of units, or inf in the last tier",
  }),
  unit: amountSchema.default("0"),
  flat: amountSchema.default("0"),
});
const tiers = z.array(tierSchema).min(1).max(MAX_TIERS);

/** A price: an amount, which is flat, or how a quantity becomes one. */
const priceSchema = z.union(
  [
    amountSchema,
    z.discriminatedUnion("model", [
      z.strictObject({ model: z.literal("flat"), amount: amountSchema }),
      z.strictObject({ model: z.literal("per_unit"), amount: amountSchema }),
      z.strictObject({ model: z.literal("package"), amount: amountSchema, per: z.int().min(1).max(MAX_UNITS) }),
      z.strictObject({ model: z.literal("graduated"), tiers }),
      z.strictObject({ model: z.literal("volume"), tiers }),
    ]),
  ],
  {
    error:
      "must be an amount, or a model (flat, per_unit, package, graduated, volume) with what it needs: an amount, what a package holds (per), or tiers",
  },
);

export const pricesSchema = z.strictObject({ month: priceSchema.optional(), year: priceSchema.optional() }).default({});

type PriceText = z.output<typeof priceSchema>;

/** Reads an amount written in major units; what it cannot read it has noted as a fault at this path. */
export type ReadAmount = (written: string, path: readonly string[]) => bigint;

/** The prices that a plan has in the file, by the month and by the year. */
export function pricesOfText(
  text: z.output<typeof pricesSchema>,
  currency: string,
  readAmount: ReadAmount,
): PriceTerms[] {
  const one = (interval: BillingInterval, key: "month" | "year"): PriceTerms[] => {
    const written = text[key];
    return written === undefined ? [] : [{ interval, currency, ...termsOf(written, ["prices", key], readAmount) }];
  };
  return [...one("MONTH", "month"), ...one("YEAR", "year")];
}

function termsOf(
  written: PriceText,
  path: readonly string[],
  readAmount: ReadAmount,
): { amount: bigint; pricing?: Pricing } {
  if (typeof written === "string") return { amount: readAmount(written, path) };
  switch (written.model) {
    case "flat":
      return { amount: readAmount(written.amount, [...path, "amount"]) };
    case "per_unit":
      return { amount: readAmount(written.amount, [...path, "amount"]), pricing: { model: "PER_UNIT" } };
    case "package":
      return {
        amount: readAmount(written.amount, [...path, "amount"]),
        pricing: { model: "PACKAGE", per: written.per },
      };
    case "graduated":
    case "volume": {
      const read = written.tiers.map((tier, at) => ({
        upTo: tier.up_to === "inf" ? null : tier.up_to,
        unit: readAmount(tier.unit, [...path, "tiers", String(at), "unit"]),
        flat: readAmount(tier.flat, [...path, "tiers", String(at), "flat"]),
      }));
      // What one costs: the first tier prices it, whatever the others say.
      const [first] = read;
      const model = written.model === "graduated" ? "GRADUATED" : "VOLUME";
      return { amount: first ? first.unit + first.flat : 0n, pricing: { model, tiers: read } };
    }
  }
}
