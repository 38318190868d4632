import type { Meter } from "@/lib/catalog";
import { iso } from "@/lib/kernel/time";
import { moneyInWords, moneyFromWire, moneyOnWire } from "@/lib/kernel/money";
import { percentFloored } from "@/lib/kernel/quantity";
import { shownUnits, unitName, type UnitName } from "@/lib/kernel/units";
import type { LimitStanding } from "@/lib/quota";
import { words, type Column } from "../print";

/** Where a limit stands, ready for JSON. `limit` null is unlimited. */
export const limitView = (limit: LimitStanding) => ({
  meter: limit.meter,
  window: limit.window,
  used: limit.used,
  held: limit.held,
  limit: limit.limit,
  remaining: limit.remaining,
  policy: limit.policy,
  spendLimit: limit.spendLimit && {
    limit: moneyOnWire(limit.spendLimit.limit),
    spent: moneyOnWire(limit.spendLimit.spent),
    ceiling: limit.spendLimit.ceiling,
  },
  resetsAt: limit.resetsAt === null ? null : iso(limit.resetsAt),
  source: limit.source,
});

export type LimitView = ReturnType<typeof limitView>;

/** How the units of each meter are read. */
export type UnitNames = ReadonlyMap<string, UnitName>;

export const unitNamesOf = (meters: readonly Meter[]): UnitNames =>
  new Map(meters.map((meter) => [meter.slug, unitName(meter)]));

/** Units for people: as they stand, or in the larger unit that the meter is read in. */
export function unitsText(names: UnitNames, meter: string, units: number): number | string {
  const name = names.get(meter);
  return name?.shown ? shownUnits(units, name) : units;
}

export const limitColumns = (names: UnitNames): readonly Column<LimitView>[] => [
  ["meter", (row) => row.meter],
  ["window", (row) => words(row.window)],
  ["used", (row) => unitsText(names, row.meter, row.used)],
  ["limit", (row) => (row.limit === null ? "unlimited" : unitsText(names, row.meter, row.limit))],
  ["used %", (row) => (row.limit === null ? null : percentFloored(row.used, row.limit))],
  ["beyond", (row) => beyondText(names, row)],
  ["policy", (row) => (row.limit === null ? null : words(row.policy))],
  ["spend limit", (row) => row.spendLimit && moneyInWords(moneyFromWire(row.spendLimit.limit))],
  ["resets", (row) => row.resetsAt?.slice(0, 16).replace("T", " ")],
  ["from", (row) => row.source],
];

function beyondText(names: UnitNames, { meter, limit, used }: LimitView): number | string {
  const beyond = limit === null ? 0 : Math.max(0, used - limit);
  return beyond === 0 ? 0 : unitsText(names, meter, beyond);
}
