import type { CalendarDay } from "./axes";

/** One band of a stack: a key, a member, a provider, or everything. */
export interface Series {
  id: string;
  name: string;
}

/** Units of one group on one day, as the statistics answer them. */
export interface GroupedUnits {
  day: CalendarDay;
  group: string;
  name: string;
  units: number;
}

/** Everything of one day, split by series id. */
export interface DayStack {
  day: CalendarDay;
  bySeries: Record<string, number>;
  total: number;
}

/** The id of the band that holds every group without a colour of its own. It takes the fifth colour. */
export const OTHER = "(other)";

/** Groups with a band of their own; a fifth band is always the rest. */
export const NAMED_SERIES = 4;

const COLOURS = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)"] as const;

/** The colour of a band by its place in the stack. */
export function seriesColour(series: Series, index: number): string {
  return series.id === OTHER ? "var(--chart-5)" : (COLOURS[index % COLOURS.length] as string);
}

/**
 * Stacks grouped units per day: the four largest groups keep their name, the rest becomes "Other (n noun)".
 * Days come in the order given and without gaps; units outside of them are left out. Equal groups order by id, so
 * that a refresh never swaps colours.
 * @param noun what the groups are, in the plural: "keys".
 */
export function stackByGroup(
  days: readonly CalendarDay[],
  units: readonly GroupedUnits[],
  noun: string,
): { series: Series[]; days: DayStack[] } {
  const ranked = rankGroups(units);
  const named = ranked.slice(0, NAMED_SERIES);
  const rest = ranked.length - named.length;
  const series = rest > 0 ? [...named, { id: OTHER, name: `Other (${rest} ${noun})` }] : named;
  const own = new Set(named.map((one) => one.id));
  const stacks = new Map(days.map((day): [CalendarDay, DayStack] => [day, { day, bySeries: {}, total: 0 }]));
  for (const entry of units) {
    const stack = stacks.get(entry.day);
    if (!stack) continue;
    const id = own.has(entry.group) ? entry.group : OTHER;
    stack.bySeries[id] = (stack.bySeries[id] ?? 0) + entry.units;
    stack.total += entry.units;
  }
  return { series, days: [...stacks.values()] };
}

function rankGroups(units: readonly GroupedUnits[]): Series[] {
  const totals = new Map<string, { name: string; units: number }>();
  for (const entry of units) {
    const known = totals.get(entry.group);
    totals.set(entry.group, { name: entry.name, units: (known?.units ?? 0) + entry.units });
  }
  return [...totals]
    .sort(([leftId, left], [rightId, right]) => right.units - left.units || leftId.localeCompare(rightId))
    .map(([id, { name }]) => ({ id, name }));
}

/** Every calendar day from the first to the last, both included. Both are "YYYY-MM-DD"; an inverted range is empty. */
export function calendarDays(first: CalendarDay, last: CalendarDay): CalendarDay[] {
  const days: CalendarDay[] = [];
  const end = Date.parse(`${last}T00:00:00Z`);
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= end; at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

const DAY_MS = 86_400_000;
