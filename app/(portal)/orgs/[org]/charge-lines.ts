import type { ChargeLine } from "@/components/screens/billing/model";
import { formatDate, formatMoney } from "@/components/format";
import type { BeyondAllowance, NextCharge } from "@/lib/billing";
import { moneyOnWire, type Money } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { shownAmount, shownUnits, unitName, type UnitName } from "@/lib/kernel/units";
import type { PricedLine } from "@/lib/payments";
import type { Standing } from "@/lib/quota";

type Charge = Extract<NextCharge, { kind: "charge" }>;
type LastCharge = Extract<NextCharge, { kind: "last" }>;
type Meters = Standing["entitlements"]["meters"];

/** What will be charged as things stand: the provider's draft, and what it has not been told of yet. */
export const dueNow = ({ preview, beyond }: Charge): Money => ({
  amount: preview.amountDue.amount + beyond.reduce((sum, each) => sum + each.unreported.amount.amount, 0n),
  currency: preview.amountDue.currency,
});

/**
 * The lines of the next charge as people read them: the plan, then what goes beyond an allowance, in units of its meter.
 * What the provider has not been told of yet is part of it, for it joins its draft within the hour.
 */
export function chargeLines(charge: Charge, meters: Meters, timeZone: string): ChargeLine[] {
  const { preview, beyond } = charge;
  const counting = new Set(beyond.map((each) => each.stripePriceId));
  const plain = preview.lines.filter((line) => line.priceId === null || !counting.has(line.priceId));
  return [
    ...plain.filter((line) => !isNothing(line)).map((line) => planLine(line, timeZone)),
    ...beyond.flatMap((each) => beyondLine(each, preview.lines, meters, timeZone)),
  ];
}

/** What is billed a last time when a subscription ends: nothing but what was used beyond its allowances. */
export const lastLines = ({ beyond }: LastCharge, meters: Meters): ChargeLine[] =>
  beyond.map((each) => {
    const { title, name } = wordsOf(each, meters);
    const detail = `${shownUnits(each.units, name)}, ${priceWords(each, name)}`;
    return { title, detail, amount: moneyOnWire(each.amount) };
  });

export const lastSum = ({ beyond }: LastCharge): Money => ({
  amount: beyond.reduce((sum, each) => sum + each.amount.amount, 0n),
  currency: beyond[0]?.amount.currency ?? "usd",
});

/** A price that counted nothing has a line of nothing. */
const isNothing = (line: PricedLine): boolean => line.amount.amount === 0n && line.quantity === 0;

const planLine = (line: PricedLine, timeZone: string): ChargeLine => ({
  title: line.description,
  detail: `${formatDate(iso(line.period.start), timeZone)} – ${formatDate(iso(line.period.end - 1), timeZone)}`,
  amount: moneyOnWire(line.amount),
});

function beyondLine(
  each: BeyondAllowance,
  lines: readonly PricedLine[],
  meters: Meters,
  timeZone: string,
): ChargeLine[] {
  const told = lines.find((line) => line.priceId === each.stripePriceId);
  const units = BigInt(told?.quantity ?? 0) + each.unreported.units;
  if (units <= 0n) return [];
  const { title, name } = wordsOf(each, meters);
  const since = told ? `, since ${formatDate(iso(told.period.start), timeZone)}` : "";
  const amount = (told?.amount.amount ?? 0n) + each.unreported.amount.amount;
  return [
    {
      title,
      detail: `${shownUnits(units, name)}, ${priceWords(each, name)}${since}`,
      amount: moneyOnWire({ amount, currency: each.packagePrice.currency }),
    },
  ];
}

const priceWords = ({ packagePrice, per }: BeyondAllowance, name: UnitName): string =>
  per === 1n
    ? `${formatMoney(moneyOnWire(packagePrice))} each`
    : `${formatMoney(moneyOnWire(packagePrice))} for each ${shownUnits(per, name)} begun`;

function wordsOf({ meter, allowance }: BeyondAllowance, meters: Meters): { title: string; name: UnitName } {
  const facts = meters.find((each) => each.slug === meter);
  const name = unitName(facts);
  return { title: `${facts?.name ?? meter} beyond ${shownAmount(allowance, name)}`, name };
}
