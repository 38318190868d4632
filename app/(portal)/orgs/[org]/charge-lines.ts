import type { ChargeLine } from "@/components/screens/billing/model";
import { formatDate, formatMoney } from "@/components/format";
import type { BeyondAllowance, NextCharge } from "@/lib/billing";
import { moneyOnWire, type Money } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { shownAmount, shownUnits, unitName, type UnitName } from "@/lib/kernel/units";
import type { PreviewLine } from "@/lib/payments";
import type { Standing } from "@/lib/quota";

type Charge = Extract<NextCharge, { kind: "charge" }>;
type LastCharge = Extract<NextCharge, { kind: "last" }>;
type Meters = Standing["entitlements"]["meters"];

/** What will be charged as things stand: the provider's draft, and what it has not been told of yet. */
export const dueNow = ({ preview, beyond }: Charge): Money => ({
  amount: preview.amountDue.amount + beyond.reduce((sum, each) => sum + each.unreported.amount.amount, 0n),
  currency: preview.amountDue.currency,
});

/** The lines of the next charge as people read them; what goes beyond an allowance says so, in units of its meter. */
export function chargeLines(charge: Charge, meters: Meters, timeZone: string): ChargeLine[] {
  const { preview, beyond } = charge;
  const own = new Map(beyond.map((each) => [each.stripePriceId, each]));
  const lines = preview.lines.flatMap((line) => {
    const counted = line.priceId === null ? undefined : own.get(line.priceId);
    if (!counted) return isNothing(line) ? [] : [planLine(line, timeZone)];
    return isNothing(line) ? [] : [beyondLine(line, counted, meters, timeZone)];
  });
  return [...lines, ...beyond.flatMap((each) => newLine(each, meters))];
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
const isNothing = (line: PreviewLine): boolean => line.amount.amount === 0n && line.quantity === 0;

const planLine = (line: PreviewLine, timeZone: string): ChargeLine => ({
  title: line.description,
  detail: `${formatDate(iso(line.period.start), timeZone)} – ${formatDate(iso(line.period.end - 1), timeZone)}`,
  amount: moneyOnWire(line.amount),
});

function beyondLine(line: PreviewLine, counted: BeyondAllowance, meters: Meters, timeZone: string): ChargeLine {
  const { title, name } = wordsOf(counted, meters);
  return {
    title,
    detail: `${shownUnits(line.quantity ?? 0, name)}, ${priceWords(counted, name)}, since ${formatDate(iso(line.period.start), timeZone)}`,
    amount: moneyOnWire(line.amount),
  };
}

/** What was used since the provider was told last: it costs what it costs, and joins the line above within the hour. */
function newLine(each: BeyondAllowance, meters: Meters): ChargeLine[] {
  if (each.unreported.units <= 0n) return [];
  const { title, name } = wordsOf(each, meters);
  return [
    {
      title: `${title}, the latest`,
      detail: `${shownUnits(each.unreported.units, name)}, ${priceWords(each, name)}`,
      amount: moneyOnWire(each.unreported.amount),
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
