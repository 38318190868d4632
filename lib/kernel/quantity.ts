/** The most units one event may carry. Far below 2^53, so that no sum of a window loses a unit on its way through Lua. */
export const MAX_UNITS_PER_EVENT = 1_000_000_000;
/** The largest allowance that can be written down; larger means unlimited. */
export const MAX_ALLOWANCE = Number.MAX_SAFE_INTEGER;

/** Whether a value is a whole, positive number of units. NaN passes every comparison, so it is asked for what it is. */
export function isUnits(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 && value <= MAX_UNITS_PER_EVENT;
}

/** Whether a value is what an event may carry: units, or nothing at all, which only a gauge reports. */
export const isReportable = (value: unknown): value is number => value === 0 || isUnits(value);

/** Used of limit as a percentage, floored: 99.9 % is not yet 100. */
export function percentFloored(used: number, limit: number): number {
  if (limit <= 0) return used > 0 ? 100 : 0;
  return Math.floor((used / limit) * 100);
}

/** The shares of an allowance, in percent, at which its owner is told. */
export const THRESHOLDS = [50, 75, 90, 100] as const;
export type Threshold = (typeof THRESHOLDS)[number];

/** The thresholds that a use of an allowance has passed, lowest first; none of an allowance of nothing. Exact for any size. */
export function passedThresholds(used: number, allowance: number): Threshold[] {
  if (allowance <= 0) return [];
  const hundredfold = BigInt(used) * 100n;
  return THRESHOLDS.filter((threshold) => hundredfold >= BigInt(threshold) * BigInt(allowance));
}
