import type { DayBar, DayLimit, ProjectedDay } from "../../charts/daily-bars";
import type { Series } from "../../charts/series";
import type { Money } from "../../format";
import type { SegmentLink } from "../../ui/segmented";
import type { MeterPolicy } from "../../weir/meter";
import type { UnitName } from "../../weir/level-text";

/** How long an allowance lasts before it starts again. */
export type AllowanceWindow = "day" | "month" | "billing_period" | "lifetime";

/** What a gauge keeps of the values that are reported to it. Where amounts add up there is none. */
export type GaugeKind = "level" | "peak";

/** What units beyond an open wall cost: `price` for each `per` units, and the sum of this window so far. */
export interface Overage {
  price: Money;
  per: number;
  costSoFar: Money;
}

/** One limit of the plan and how far it is used. Moments are ISO strings, units whole numbers. */
export interface Allowance {
  meter: string;
  name: string;
  unit: UnitName;
  window: AllowanceWindow;
  /** The meter reports what is there: a level that stands until the next value, or the peak of its window. */
  gauge?: GaugeKind;
  policy: MeterPolicy;
  used: number;
  /** Null where the plan writes "unlimited". */
  limit: number | null;
  windowStart: string;
  /** Null where nothing resets. */
  resetsAt: string | null;
  lastCountedAt: string | null;
  /** When the limit was met in this window, where that is known. */
  exhaustedAt: string | null;
  /** Calls refused since then, where that is known; a refused call is never counted as usage. */
  refused: number | null;
  overage: Overage | null;
  /** End of an override that raised the plan's limit; null where there is none or it has no end. */
  raisedUntil: string | null;
}

/** The bar chart: a day for each bar, stacked by the chosen group. */
export interface DailyChart {
  meterName: string;
  /** Of a gauge a bar is the day's last or highest value, and days do not add up. */
  gauge?: GaugeKind;
  unit: UnitName;
  series: readonly Series[];
  days: readonly DayBar[];
  projected: readonly ProjectedDay[];
  limit: DayLimit | null;
  meterOptions: readonly SegmentLink[];
  groupOptions: readonly SegmentLink[];
  csvHref: string;
  curl: string;
}

/** The cumulative line of one allowance over its window. */
export interface CumulativeChart {
  meterName: string;
  unit: UnitName;
  window: AllowanceWindow;
  policy: MeterPolicy;
  from: string;
  until: string;
  points: readonly { at: string; units: number }[];
  limit: number | null;
  projectedAtEnd: number | null;
  /** When the limit was met or will be at this pace; null when it lasts. */
  meetsLimitAt: string | null;
  curl: string;
}

/** One event of the log. */
export interface UsageEventRow {
  id: string;
  occurredAt: string;
  meterName: string;
  unit: UnitName;
  units: number;
  /** Name of the API key, or what else reported it ("Try it", "CloudEvents"). */
  reportedBy: string;
  subject: string | null;
  provider: string | null;
  idempotencyKey: string;
}

/** A page of the log, newest first. */
export interface EventLog {
  rows: readonly UsageEventRow[];
  /** Address of this page with more rows; null when these are all. */
  moreHref: string | null;
  csvHref: string;
  curl: string;
}

/** A period to look at, as an address. */
export interface PeriodOption {
  label: string;
  href: string;
  current: boolean;
}

export interface ReadyUsage {
  kind: "ready";
  planName: string;
  /** "November 2026", or the billing period's dates. */
  periodName: string;
  timeZone: string;
  /** The business moment the page was made at: every forecast starts from it. */
  asOf: string;
  /** How old the figures are when they could not be refreshed ("4 min"); null when fresh. */
  staleFor: string | null;
  periods: readonly PeriodOption[];
  /** Where alerts and spend limits are set. */
  alertsHref: string;
  allowances: readonly Allowance[];
  daily: DailyChart | null;
  cumulative: CumulativeChart | null;
  events: EventLog;
}

export interface EmptyUsage {
  kind: "empty";
  planName: string;
  periodName: string;
  timeZone: string;
  /** A request that counts the first call, with a key placeholder. */
  snippet: string;
  keysHref: string;
}

/** What the usage page shows. */
export type UsageModel =
  | ReadyUsage
  | EmptyUsage
  | { kind: "noSubscription"; plansHref: string }
  | { kind: "failed"; requestId: string; retryHref: string }
  | { kind: "loading" };
