export type Interval = "day" | "week" | "month" | "year" | (string & Record<never, never>);

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/** A span of time in unix seconds; `end` belongs to the next one. */
export interface Period {
  start: number;
  end: number;
}

/** What a cycle hangs on: a moment that is one of its boundaries, and the day of the month that short months cut back. */
export interface Anchor {
  at: number;
  day: number;
}

/** How often a price recurs. */
export interface Cadence {
  interval: Interval;
  interval_count: number;
}

export const dayOfMonth = (moment: number): number => new Date(moment * 1000).getUTCDate();

/**
 * `anchor` plus `count` intervals, in UTC; `count` may be negative. Months and years keep `day`, or the last day of a
 * shorter month; counting always starts at the anchor, so a 31st comes back after February.
 */
export function plusIntervals(anchor: number, interval: Interval, count: number, day = dayOfMonth(anchor)): number {
  if (interval === "day") return anchor + count * DAY;
  if (interval === "week") return anchor + count * 7 * DAY;
  const from = new Date(anchor * 1000);
  const months = from.getUTCMonth() + (interval === "year" ? 12 : 1) * count;
  const [year, month] = [from.getUTCFullYear() + Math.floor(months / 12), ((months % 12) + 12) % 12];
  const secondsOfDay = ((anchor % DAY) + DAY) % DAY;
  return Date.UTC(year, month, Math.min(day, lastDayOf(year, month))) / 1000 + secondsOfDay;
}

/** The number of days of a month that is counted from zero. */
export const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

/** The whole period of a cycle that holds `moment`; a boundary belongs to the period that it begins. */
export function wholePeriod(anchor: Anchor, cadence: Cadence, moment: number): Period {
  const boundary = (step: number) =>
    plusIntervals(anchor.at, cadence.interval, step * cadence.interval_count, anchor.day);
  let step = 0;
  while (boundary(step) > moment) step -= 1;
  while (boundary(step + 1) <= moment) step += 1;
  return { start: boundary(step), end: boundary(step + 1) };
}
