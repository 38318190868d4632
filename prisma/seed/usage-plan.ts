import { DAY, HOUR, iso, type Instant } from "@/lib/kernel/time";
import type { PlannedUsage, Traffic } from "./character";
import { numbersNamed } from "./random";

/** Monday to Sunday: offices rest at the weekend, programs less. */
const WEEKDAY = [1, 1.12, 1.06, 1.15, 0.94, 0.52, 0.45];
/** Share of the day's calls by the hour, from 06:00 to 21:00 UTC. */
const FIRST_HOUR = 6;
const BY_HOUR = [2, 4, 7, 10, 11, 10, 8, 9, 11, 11, 9, 7, 5, 4, 3, 2];

/** How lively a weekday is, around 1. */
export const weekdayFactor = (day: Instant): number => WEEKDAY[(new Date(day).getUTCDay() + 6) % 7] ?? 1;

/** The date in UTC, as it stands in keys. */
export const dateOfDay = (day: Instant): string => iso(day).slice(0, 10);

export interface DayPlan {
  readonly who: string;
  readonly day: Instant;
  readonly meter: string;
  /** Units of the whole day. */
  readonly units: number;
  /** Over how many events they are spread; fewer when there are fewer units. */
  readonly events: number;
  readonly traffic: Traffic;
  /** The events lie in this range instead of the day's working hours. */
  readonly within?: { readonly from: Instant; readonly to: Instant };
  /** Tells events of one day apart that were planned on different occasions. */
  readonly occasion?: string;
}

/** Spreads a day's units over events that look like a day: more at noon, a few large ones, one favourite subject. */
export function planDay(plan: DayPlan): PlannedUsage[] {
  const { who, day, meter, units, traffic } = plan;
  const name = [who, dateOfDay(day), meter, ...(plan.occasion ? [plan.occasion] : [])].join("-");
  const next = numbersNamed(name);
  const count = Math.min(plan.events, units);
  if (count < 1) return [];
  const times = Array.from({ length: count }, (_, i) => momentOf(plan, (i + next()) / count)).sort((a, b) => a - b);
  const providers = Object.entries(traffic.providers);
  return split(units, count, next).map((share, i) => {
    const [provider, microsPerUnit] = favouring(providers, next) ?? ["", 0];
    return {
      key: `demo-${name}-${i + 1}`,
      meter,
      units: share,
      at: times[i] ?? day,
      subject: favouring(traffic.subjects, next) ?? "",
      provider,
      endpoint: favouring(traffic.endpoints, next) ?? "",
      costMicros: Math.round(share * microsPerUnit * (0.8 + 0.4 * next())),
    };
  });
}

/** When a gauge is reported on a day: after work, by a job that looks what is there. */
const REPORTED_AT = 20 * HOUR;

/** The one report of a gauge on a day. */
export const planValue = (plan: Pick<DayPlan, "who" | "day" | "meter"> & { value: number }): PlannedUsage => ({
  key: `demo-${plan.who}-${dateOfDay(plan.day)}-${plan.meter}`,
  meter: plan.meter,
  units: plan.value,
  at: plan.day + REPORTED_AT,
  subject: "nightly-report",
  provider: null,
  endpoint: null,
  costMicros: null,
});

function momentOf(plan: DayPlan, part: number): Instant {
  if (plan.within) return Math.floor(plan.within.from + part * (plan.within.to - plan.within.from));
  const total = BY_HOUR.reduce((sum, share) => sum + share, 0);
  let left = part * total;
  for (const [i, share] of BY_HOUR.entries()) {
    if (left < share) return Math.floor(plan.day + (FIRST_HOUR + i + left / share) * HOUR);
    left -= share;
  }
  return plan.day + (FIRST_HOUR + BY_HOUR.length) * HOUR - 1;
}

/** Whole shares of at least one that add up to the units. */
function split(units: number, count: number, next: () => number): number[] {
  const weights = Array.from({ length: count }, () => 0.25 + next() ** 3 * 3);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const spare = units - count;
  const shares = weights.map((weight) => 1 + Math.floor((spare * weight) / sum));
  for (let i = 0, rest = units - shares.reduce((total, share) => total + share, 0); rest > 0; i++, rest--)
    shares[i % count] = (shares[i % count] ?? 0) + 1;
  return shares;
}

/** One of the list, the first ones more often. */
const favouring = <T>(list: readonly T[], next: () => number): T | undefined =>
  list[Math.floor(next() ** 1.8 * list.length)];

/** The UTC days from one to another, both included. */
export function daysBetween(first: Instant, last: Instant): Instant[] {
  const days: Instant[] = [];
  for (let day = Math.floor(first / DAY) * DAY; day <= last; day += DAY) days.push(day);
  return days;
}
