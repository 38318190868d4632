import { calendarDays, stackByGroup, type GroupedUnits } from "../../charts/series";
import { projectDays } from "../../charts/project-days";
import { runningTotals } from "../../charts/cumulative-path";
import type { CalendarDay } from "../../charts/axes";
import { countedNumber } from "../../weir/level-text";
import { forecastOf } from "./forecast";
import { curlGet } from "../../charts/curl";
import type { Allowance, CumulativeChart, DailyChart } from "./model";

/** By what a bar is split. "none" leaves it whole. The words are those of the statistics' `groupBy`. */
export type GroupBy = "none" | "key" | "subject" | "provider" | "user";

const GROUP_NOUN: Record<GroupBy, string> = {
  none: "",
  key: "keys",
  subject: "subjects",
  provider: "providers",
  user: "users",
};

/** What the statistics answered for one meter and period, and where the page's links lead. */
export interface DailyFacts {
  allowance: Allowance;
  planName: string;
  /** First and last calendar day of the period, in the page's zone. */
  firstDay: CalendarDay;
  lastDay: CalendarDay;
  /** The day of the business moment; bars after it are projected, and it is itself not yet whole. */
  today: CalendarDay;
  groupBy: GroupBy;
  units: readonly GroupedUnits[];
  /** Of a level: where it stood when the period began. */
  levelBefore?: number;
  /** The day's limit, where the meter has one: other windows put no line across a day. */
  dayLimit: number | null;
  meterOptions: DailyChart["meterOptions"];
  groupOptions: DailyChart["groupOptions"];
  csvHref: string;
}

/** Makes the bar chart's model from the statistics of a period. Pure; whole units. */
export function dailyChartFrom(facts: DailyFacts): DailyChart {
  const { allowance, today, dayLimit } = facts;
  const past = calendarDays(facts.firstDay, today < facts.lastDay ? today : facts.lastDay);
  const units = allowance.gauge === "level" ? carriedOn(past, facts) : facts.units;
  const { series, days } = stackByGroup(past, units, GROUP_NOUN[facts.groupBy]);
  const stops = dayLimit !== null && allowance.policy === "HARD_STOP";
  const ahead = calendarDays(dayAfter(today), facts.lastDay);
  const whole = days.filter((day) => day.day < today);
  return {
    meterName: allowance.name,
    ...(allowance.gauge ? { gauge: allowance.gauge } : {}),
    unit: allowance.unit,
    series: series.length > 0 ? series : [{ id: "all", name: allowance.name }],
    days: days.map((day) => ({ ...day, capped: dayLimit !== null && day.total >= dayLimit })),
    // No pace leads from a value to the next one.
    projected:
      whole.length > 0 && !allowance.gauge
        ? projectDays(whole, ahead, stops ? dayLimit : null)
        : ahead.map((day) => ({ day, units: null })),
    limit: dayLimit === null ? null : limitLabels(dayLimit, stops, facts),
    meterOptions: facts.meterOptions,
    groupOptions: facts.groupOptions,
    csvHref: facts.csvHref,
    curl: curlGet("/v1/usage", {
      meter: allowance.meter,
      from: facts.firstDay,
      to: dayAfter(facts.lastDay),
      groupBy: facts.groupBy === "none" ? "day" : facts.groupBy,
    }),
  };
}

/** A level stands until the next value, so a day without one is as high as the day before it. */
function carriedOn(days: readonly CalendarDay[], { allowance, units, levelBefore = 0 }: DailyFacts): GroupedUnits[] {
  const reported = new Map(units.map((row) => [row.day, row.units]));
  let level = levelBefore;
  return days.map((day) => {
    level = reported.get(day) ?? level;
    return { day, group: "all", name: allowance.name, units: level };
  });
}

function limitLabels(amount: number, stops: boolean, { planName, allowance }: DailyFacts) {
  const units = countedNumber(amount, allowance.unit);
  const verb = stops ? "stops at" : "bills beyond";
  return { amount, label: `${planName} ${verb} ${units} a day`, shortLabel: `${verb} ${units}` };
}

/**
 * Makes the cumulative chart's model of one allowance from its day totals (oldest first, today included).
 * Null where the window is a single day or has no start to draw from: one day has no course worth a line. Null for a
 * gauge, whose values do not add up.
 */
export function cumulativeChartFrom(
  allowance: Allowance,
  days: readonly { day: CalendarDay; total: number }[],
  asOf: string,
): CumulativeChart | null {
  if (allowance.window === "day" || allowance.resetsAt === null || allowance.gauge) return null;
  const forecast = forecastOf(allowance, asOf);
  const points = runningTotals(days, Date.parse(allowance.windowStart), Date.parse(asOf));
  const steady = forecast.kind === "steady" ? forecast : null;
  return {
    meterName: allowance.name,
    unit: allowance.unit,
    window: allowance.window,
    policy: allowance.policy,
    from: allowance.windowStart,
    until: allowance.resetsAt,
    points: points.map(({ at, units }) => ({ at: new Date(at).toISOString(), units })),
    limit: allowance.limit,
    projectedAtEnd: steady?.atReset ?? null,
    meetsLimitAt: metAt(allowance, points) ?? isoOf(steady?.runsOutAt ?? null),
    curl: curlGet("/v1/usage", {
      meter: allowance.meter,
      from: allowance.windowStart,
      to: allowance.resetsAt,
      groupBy: "day",
    }),
  };
}

/** When the limit was met: the recorded moment, else where the line through the day totals crosses it. */
function metAt(allowance: Allowance, points: readonly { at: number; units: number }[]): string | null {
  const { limit } = allowance;
  if (limit === null || allowance.used < limit) return null;
  if (allowance.exhaustedAt !== null) return allowance.exhaustedAt;
  const index = points.findIndex((point) => point.units >= limit);
  const after = points[index];
  const before = points[index - 1];
  if (!after) return null;
  if (!before || after.units === before.units) return isoOf(after.at);
  const share = (limit - before.units) / (after.units - before.units);
  return isoOf(Math.round(before.at + share * (after.at - before.at)));
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function dayAfter(day: CalendarDay): CalendarDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
