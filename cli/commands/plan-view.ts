import type { Plan } from "@/lib/catalog";
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
  prices: plan.prices.map(({ interval, amount, currency }) => ({ interval, amount: amount.toString(), currency })),
  features: plan.features.filter((feature) => feature.enabled).map((feature) => feature.slug),
  limits: plan.limits.map(({ meter, window, amount, policy }) => ({ meter, window, amount, policy })),
  syncState: plan.syncState,
  soldAt: isoOrNull(plan.soldAt),
  archivedAt: isoOrNull(plan.archivedAt),
});

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
  return price ? moneyText(price.amount, price.currency) : null;
};

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
  ["stripe", (row) => words(row.syncState)],
];
