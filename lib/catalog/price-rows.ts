import { Invariant } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import type { Tx } from "@/lib/platform/db";
import type { OveragePrice, PlanPrice, PlanTerms, PriceTerms, PriceTier, Pricing, PricingModel } from "./model";

/** A price as its row has it. */
interface PriceRow {
  readonly id: string;
  readonly interval: PriceTerms["interval"];
  readonly currency: string;
  readonly model: PricingModel;
  readonly amount: bigint;
  readonly tiers: unknown;
  readonly stripePriceId: string | null;
}

interface OverageRow {
  readonly id: string;
  readonly meterSlug: string;
  readonly interval: PriceTerms["interval"];
  readonly stripePriceId: string | null;
}

/**
 * The prices of a version, and with each price that costs something those of what goes beyond its metered limits: they
 * are billed together, so they share the interval.
 */
export async function insertPrices(tx: Tx, planId: string, { prices, limits }: PlanTerms): Promise<void> {
  for (const price of prices) {
    const { interval, currency, amount, pricing } = price;
    const tiers = tiersColumn(pricing);
    const model: PricingModel = pricing?.model ?? "FLAT";
    const row = { id: newId("price"), planId, interval, currency, amount, model };
    await tx.planPrice.create({ data: tiers === null ? row : { ...row, tiers } });
  }
  await tx.planOveragePrice.createMany({
    data: prices
      .filter((price) => price.amount > 0n)
      .flatMap(({ interval }) =>
        limits
          .filter((limit) => limit.overage !== null)
          .map((limit) => ({ id: newId("price"), planId, meterSlug: limit.meter, interval })),
      ),
  });
}

export const pricesOf = (rows: readonly PriceRow[]): PlanPrice[] =>
  rows
    .map((row) => {
      const { id, interval, currency, amount, stripePriceId } = row;
      const pricing = pricingOf(row);
      return { id, interval, currency, amount, stripePriceId, ...(pricing ? { pricing } : {}) };
    })
    .sort((a, b) => a.interval.localeCompare(b.interval));

export const overagePricesOf = (rows: readonly OverageRow[]): OveragePrice[] =>
  rows
    .map(({ id, meterSlug: meter, interval, stripePriceId }) => ({ id, meter, interval, stripePriceId }))
    .sort((a, b) => `${a.meter}/${a.interval}`.localeCompare(`${b.meter}/${b.interval}`));

/** Amounts as text: JSON has no integers of our size. */
function tiersColumn(pricing: Pricing | undefined) {
  if (!pricing || pricing.model === "PER_UNIT") return null;
  if (pricing.model === "PACKAGE") return { per: pricing.per };
  return pricing.tiers.map(({ upTo, unit, flat }) => ({ upTo, unit: unit.toString(), flat: flat.toString() }));
}

function pricingOf({ id, model, tiers }: PriceRow): Pricing | null {
  switch (model) {
    case "FLAT":
      return null;
    case "PER_UNIT":
      return { model };
    case "PACKAGE":
      if (!isPackage(tiers)) throw new Invariant("a price by the package does not say what a package holds", { id });
      return { model, per: tiers.per };
    case "GRADUATED":
    case "VOLUME":
      if (!isTiers(tiers)) throw new Invariant("a tiered price has no tiers", { id });
      return { model, tiers: tiers.map(tierOf) };
  }
}

type TierText = { readonly [K in keyof PriceTier]: K extends "upTo" ? number | null : string };

const tierOf = ({ upTo, unit, flat }: TierText): PriceTier => ({ upTo, unit: BigInt(unit), flat: BigInt(flat) });

const isPackage = (value: unknown): value is { per: number } =>
  typeof value === "object" && value !== null && "per" in value && Number.isSafeInteger(value.per);

const isTiers = (value: unknown): value is TierText[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (tier: unknown) =>
      typeof tier === "object" &&
      tier !== null &&
      "upTo" in tier &&
      "unit" in tier &&
      "flat" in tier &&
      typeof tier.unit === "string" &&
      typeof tier.flat === "string",
  );
