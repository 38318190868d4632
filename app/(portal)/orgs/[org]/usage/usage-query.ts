import type { GroupBy } from "@/components/screens/usage/charts-from";
import { addMonths, DAY, utcDay, utcMonth, type Instant, type Period } from "@/lib/kernel/time";

/** What the address of the usage page may say. */
export interface UsageQuery {
  readonly meter: string | null;
  readonly groupBy: GroupBy;
  /** "30d", or a month as "2026-11". */
  readonly period: string;
  /** How many events are shown. */
  readonly events: number;
}

const GROUPS: readonly GroupBy[] = ["none", "key", "subject", "provider", "user"];
const FIRST_EVENTS = 20;
const MOST_EVENTS = 200;
const MONTHS_BACK = 3;

export function readQuery(query: Readonly<Record<string, string | string[] | undefined>>): UsageQuery {
  const one = (name: string): string | undefined => (typeof query[name] === "string" ? query[name] : undefined);
  const events = Number(one("events") ?? FIRST_EVENTS);
  const period = one("period") ?? "30d";
  return {
    meter: one("meter") ?? null,
    groupBy: GROUPS.find((group) => group === one("groupBy")) ?? "none",
    period: /^\d{4}-(0[1-9]|1[0-2])$/.test(period) ? period : "30d",
    events: Number.isInteger(events) ? Math.min(Math.max(events, FIRST_EVENTS), MOST_EVENTS) : FIRST_EVENTS,
  };
}

/** The address of the same page with something changed. */
export function hrefWith(base: string, query: UsageQuery, change: Partial<UsageQuery>): string {
  const to = { ...query, ...change };
  const search = new URLSearchParams({
    ...(to.meter ? { meter: to.meter } : {}),
    ...(to.groupBy === "none" ? {} : { groupBy: to.groupBy }),
    ...(to.period === "30d" ? {} : { period: to.period }),
    ...(to.events === FIRST_EVENTS ? {} : { events: String(to.events) }),
  }).toString();
  return search ? `${base}?${search}` : base;
}

export const moreEvents = (query: UsageQuery): number | null =>
  query.events >= MOST_EVENTS ? null : query.events + FIRST_EVENTS;

/** The range of whole UTC days that a period names. */
export function periodOf(period: string, now: Instant): Period {
  const today = utcDay(now);
  return period === "30d"
    ? { start: today.end - 30 * DAY, end: today.end }
    : utcMonth(Date.parse(`${period}-01T00:00:00Z`));
}

/** The periods that the menu offers: the last 30 days and the months of this quarter back. */
export function periodNames(now: Instant): string[] {
  const month = utcMonth(now).start;
  return [
    "30d",
    ...Array.from({ length: MONTHS_BACK }, (_, i) => new Date(addMonths(month, -i)).toISOString().slice(0, 7)),
  ];
}
