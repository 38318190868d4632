export type Interval = "day" | "week" | "month" | "year" | (string & Record<never, never>);

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/**
 * `anchor` plus `count` intervals, in UTC. Months and years keep the anchor's day, or the last day of a shorter month;
 * counting always starts at the anchor, so a 31st comes back after February.
 */
export function plusIntervals(anchor: number, interval: Interval, count: number): number {
  if (interval === "day") return anchor + count * DAY;
  if (interval === "week") return anchor + count * 7 * DAY;
  const from = new Date(anchor * 1000);
  const months = from.getUTCMonth() + (interval === "year" ? 12 : 1) * count;
  const [year, month] = [from.getUTCFullYear() + Math.floor(months / 12), ((months % 12) + 12) % 12];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const secondsOfDay = ((anchor % DAY) + DAY) % DAY;
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)) / 1000 + secondsOfDay;
}

/** The first boundary of a cycle anchored at `anchor` that lies after `moment`. */
export function nextBoundary(anchor: number, interval: Interval, intervalCount: number, moment: number): number {
  let steps = 1;
  while (plusIntervals(anchor, interval, steps * intervalCount) <= moment) steps += 1;
  return plusIntervals(anchor, interval, steps * intervalCount);
}
