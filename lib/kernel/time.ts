import { Invariant } from "./errors";

/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** A half-open range of time: it contains its start and not its end. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The end of a window that never ends: 9999-01-01. Postgres, Lua and JavaScript all hold it exactly. */
export const FOREVER: Instant = 253_370_764_800_000;

export const iso = (t: Instant): string => new Date(t).toISOString();
/** The same for moments that come again and again: the last one is remembered. */
export function repeatingIso(): (t: Instant) => string {
  let last: Instant | undefined;
  let text = "";
  return (t) => {
    if (t === last) return text;
    last = t;
    return (text = iso(t));
  };
}
/** The same of a moment that may not have come; null is null. */
export const isoOrNull = (t: Instant | null | undefined): string | null =>
  t === null || t === undefined ? null : iso(t);
export const instant = (date: Date): Instant => date.getTime();
export const dateOf = (t: Instant): Date => new Date(t);
export const contains = (period: Period, t: Instant): boolean => period.start <= t && t < period.end;

/** Parses an RFC 3339 timestamp strictly; null for anything else, also for days that do not exist. */
export function parseInstant(text: string): Instant | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (!m) return null;
  const [, year, month, day] = m;
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (midnight.getUTCMonth() !== Number(month) - 1 || midnight.getUTCDate() !== Number(day)) return null;
  const t = Date.parse(text);
  return Number.isFinite(t) ? t : null;
}

export function utcDay(t: Instant): Period {
  const start = Math.floor(t / DAY) * DAY;
  return { start, end: start + DAY };
}

export function utcMonth(t: Instant): Period {
  const d = new Date(t);
  return {
    start: Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 1),
    end: Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 1),
  };
}

/** The anchor moved by whole months; a day that the month lacks becomes its last day. Never computed from a clamped result. */
export function addMonths(anchor: Instant, months: number): Instant {
  const a = new Date(anchor);
  const year = a.getUTCFullYear();
  const month = a.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const timeOfDay = ((anchor % DAY) + DAY) % DAY;
  return Date.UTC(year, month, Math.min(a.getUTCDate(), lastDay)) + timeOfDay;
}

export type Interval = "MONTH" | "YEAR";
const monthsIn = (interval: Interval): number => (interval === "YEAR" ? 12 : 1);

/** The billing period that holds `t`, counted from the anchor. `t` must not lie before the anchor. */
export function periodAt(anchor: Instant, interval: Interval, t: Instant): Period {
  if (t < anchor) throw new Invariant("a period was asked for before its anchor", { anchor, t });
  const step = monthsIn(interval);
  const a = new Date(anchor);
  const d = new Date(t);
  let n = Math.floor(((d.getUTCFullYear() - a.getUTCFullYear()) * 12 + d.getUTCMonth() - a.getUTCMonth()) / step);
  while (addMonths(anchor, n * step) > t) n -= 1;
  while (addMonths(anchor, (n + 1) * step) <= t) n += 1;
  return { start: addMonths(anchor, n * step), end: addMonths(anchor, (n + 1) * step) };
}
