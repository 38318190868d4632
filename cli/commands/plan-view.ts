import { syncOf, type Plan, type Pricing, type SyncState } from "@/lib/catalog";
import { cellText, isoOrNull, words, type Column } from "../print";
import { unitsText, type UnitNames } from "./limit-view";

/** A version of a plan, ready for JSON. Amounts are minor units as text. */
export const planView = (plan: Plan) => ({
  id: plan.id,
  code: plan.code,
  version: plan.version,
  name: plan.name,
  family: plan.family,
  status: plan.status,
  listed: plan.listed,
  trialDays: plan.trialDays,
  prices: plan.prices.map((price) => ({
    interval: price.interval,
    amount: price.amount.toString(),
    currency: price.currency,
    pricing: pricingView(price.pricing),
    sync: syncOf(plan, price),
    stripePriceId: price.stripePriceId,
  })),
  overagePrices: plan.overagePrices.map((price) => ({
    meter: price.meter,
    interval: price.interval,
    sync: syncOf(plan, price),
    stripePriceId: price.stripePriceId,
  })),
  features: plan.features.filter((feature) => feature.enabled).map((feature) => feature.slug),
  limits: plan.limits.map(({ meter, window, amount, policy, overage }) => ({
    ...{ meter, window, amount, policy },
    overage: overage && { amount: overage.amount.toString(), per: overage.per },
  })),
  syncState: plan.syncState,
  syncError: plan.syncError,
  soldAt: isoOrNull(plan.soldAt),
  archivedAt: isoOrNull(plan.archivedAt),
});

/** How a quantity becomes an amount; amounts of tiers are minor units as text. */
function pricingView(pricing: Pricing | undefined) {
  if (!pricing) return { model: "FLAT" as const };
  if (pricing.model === "PER_UNIT" || pricing.model === "PACKAGE") return pricing;
  const tiers = pricing.tiers.map(({ upTo, unit, flat }) => ({ upTo, unit: unit.toString(), flat: flat.toString() }));
  return { model: pricing.model, tiers };
}

export type PlanView = ReturnType<typeof planView>;

/** An amount of minor units as people read it. */
export function moneyText(amount: string, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: currency.toUpperCase() });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const padded = amount.padStart(digits + 1, "0");
  const whole = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
  return format.format(whole as Intl.StringNumericLiteral);
}

const priceOf = (plan: PlanView, interval: "MONTH" | "YEAR"): string | null => {
  const price = plan.prices.find((candidate) => candidate.interval === interval);
  return price ? `${moneyText(price.amount, price.currency)}${PER[price.pricing.model]}` : null;
};

const PER: Readonly<Record<PlanView["prices"][number]["pricing"]["model"], string>> = {
  FLAT: "",
  PER_UNIT: " each",
  PACKAGE: " a package",
  GRADUATED: " first, graduated",
  VOLUME: " first, by volume",
};

/** Where a plan stands with Stripe; of one that is not there whole, what is missing. */
function syncText(plan: PlanView): string {
  const missing = [
    ...plan.prices.filter(isMissing).map((price) => words(price.interval)),
    ...plan.overagePrices.filter(isMissing).map((price) => `${price.meter}/${words(price.interval)}`),
  ];
  return missing.length === 0 ? words(plan.syncState) : `${words(plan.syncState)}: ${missing.join(", ")}`;
}

const isMissing = ({ sync }: { readonly sync: SyncState }): boolean => sync === "PENDING" || sync === "FAILED";

const limitText = (names: UnitNames, { meter, window, amount, policy }: PlanView["limits"][number]): string =>
  `${amount === "unlimited" ? amount : cellText(unitsText(names, meter, amount))} ${meter}/${words(window)}${policy === "METERED" ? "+" : ""}`;

export const planColumns = (names: UnitNames): readonly Column<PlanView>[] => [
  ["code", (row) => row.code],
  ["v", (row) => row.version],
  ["family", (row) => row.family],
  ["status", (row) => words(row.status)],
  ["month", (row) => priceOf(row, "MONTH")],
  ["year", (row) => priceOf(row, "YEAR")],
  ["trial", (row) => (row.trialDays > 0 ? `${row.trialDays} days` : null)],
  ["includes", (row) => row.limits.map((limit) => limitText(names, limit)).join(", ")],
  ["stripe", syncText],
];
