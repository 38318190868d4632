import { calendarDays, type GroupedUnits } from "../../charts/series";
import type { SegmentLink } from "../../ui/segmented";
import { cumulativeChartFrom, dailyChartFrom, type DailyFacts, type GroupBy } from "./charts-from";
import { curlFirstUsage, curlGet } from "../../charts/curl";
import type { Allowance, EventLog, PeriodOption, ReadyUsage, UsageEventRow, UsageModel } from "./model";

/*
 * The states of the usage page, told with the seed's characters on one Friday afternoon.
 * The figures are examples; everything derived from them (sentences, projections, charts) is worked out as in production.
 */

const ASOF = "2026-11-20T16:40:00.000Z";
const TODAY = "2026-11-20";
const CALL = { one: "call", many: "calls" };
const TOKEN = { one: "token", many: "tokens" };
const MONTH = { windowStart: "2026-11-01T00:00:00.000Z", resetsAt: "2026-12-01T00:00:00.000Z" };
const PERIOD = { windowStart: "2026-11-03T00:00:00.000Z", resetsAt: "2026-12-03T00:00:00.000Z" };

const quiet = { exhaustedAt: null, refused: null, overage: null, raisedUntil: null } as const;

const callsToday: Allowance = {
  ...quiet,
  meter: "api_calls",
  name: "API calls",
  unit: CALL,
  window: "day",
  policy: "HARD_STOP",
  used: 6_120,
  limit: 10_000,
  windowStart: "2026-11-20T00:00:00.000Z",
  resetsAt: "2026-11-21T00:00:00.000Z",
  lastCountedAt: "2026-11-20T16:39:40.000Z",
};

const tokensThisMonth: Allowance = {
  ...quiet,
  meter: "ai_tokens",
  name: "AI tokens",
  unit: TOKEN,
  window: "month",
  policy: "HARD_STOP",
  used: 612_480,
  limit: 1_000_000,
  ...MONTH,
  lastCountedAt: "2026-11-20T16:38:12.000Z",
};

const storage: Allowance = {
  ...quiet,
  meter: "storage_gb",
  name: "Storage",
  unit: { one: "MB", many: "MB", shown: { unit: "GB", per: 1_000 } },
  window: "lifetime",
  gauge: "level",
  policy: "HARD_STOP",
  used: 21_340,
  limit: 50_000,
  windowStart: "1970-01-01T00:00:00.000Z",
  resetsAt: null,
  lastCountedAt: "2026-11-20T16:30:00.000Z",
};

const SEAT = { one: "seat", many: "seats" };
const seats: Allowance = { ...storage, meter: "seats", name: "Seats", unit: SEAT, used: 10, limit: 10 };

const callsThisPeriod: Allowance = { ...callsToday, window: "billing_period", ...PERIOD };

/** Shares of the keys in a day's calls; the last is not named among the first four. */
const KEYS = [
  { group: "key_1", name: "Production", share: 60 },
  { group: "key_2", name: "Mobile", share: 20 },
  { group: "key_3", name: "Zapier", share: 12 },
  { group: "key_4", name: "Checkout", share: 5 },
  { group: "key_5", name: "Nightly import", share: 2 },
  { group: "key_6", name: "Old laptop", share: 1 },
];

/** Demand of November's weekdays and weekends, in percent of a full day. */
const DEMAND = [30, 74, 83, 87, 91, 85, 33, 31, 88, 93, 96, 100, 92, 35, 33, 97, 100, 100, 99, 100];

function unitsPerKey(first: string, full: number, keys = KEYS): GroupedUnits[] {
  return calendarDays(first, TODAY).flatMap((day) => {
    const total = Math.floor((full * (DEMAND[Number(day.slice(8)) - 1] ?? 0)) / 100);
    let rest = total;
    return keys.map(({ group, name, share }, index) => {
      const units = index === keys.length - 1 ? rest : Math.floor((total * share) / 100);
      rest -= units;
      return { day, group, name, units };
    });
  });
}

function meterOptions(current: string): SegmentLink[] {
  return [
    { label: "API calls", href: "?meter=api_calls", current: current === "api_calls" },
    { label: "AI tokens", href: "?meter=ai_tokens", current: current === "ai_tokens" },
  ];
}

function groupOptions(current: GroupBy): SegmentLink[] {
  const words = { none: "None", key: "Key", subject: "Subject", provider: "Provider", user: "User" } as const;
  return (Object.keys(words) as GroupBy[]).map((group) => ({
    label: words[group],
    href: `?groupBy=${group}`,
    current: group === current,
  }));
}

function daily(change: Partial<DailyFacts> & Pick<DailyFacts, "allowance" | "units">) {
  return dailyChartFrom({
    planName: "Pro",
    firstDay: "2026-11-01",
    lastDay: "2026-11-30",
    today: TODAY,
    groupBy: "key",
    dayLimit: null,
    meterOptions: meterOptions("api_calls"),
    groupOptions: groupOptions("key"),
    csvHref: "?format=csv",
    ...change,
  });
}

/** Totals of the days so far that sum to what the allowance used. */
function totalsOf(allowance: Allowance) {
  const days = calendarDays(allowance.windowStart.slice(0, 10), TODAY);
  const weights = days.map((day) => DEMAND[Number(day.slice(8)) - 1] ?? 0);
  const weight = weights.reduce((sum, one) => sum + one, 0);
  let rest = allowance.used;
  return days.map((day, index) => {
    const share = Math.floor((allowance.used * (weights[index] ?? 0)) / weight);
    const total = index === days.length - 1 ? rest : share;
    rest -= total;
    return { day, total };
  });
}

const periods: PeriodOption[] = [
  { label: "Nov 1 – 30, 2026", href: "?period=2026-11", current: true },
  { label: "Oct 1 – 31, 2026", href: "?period=2026-10", current: false },
  { label: "Sep 1 – 30, 2026", href: "?period=2026-09", current: false },
];

const rows: UsageEventRow[] = Array.from({ length: 8 }, (_, index) => ({
  id: `use_0193487c2e1a${String(index).padStart(4, "0")}`,
  occurredAt: new Date(Date.parse(ASOF) - index * 47_000 - 20_000).toISOString(),
  meterName: index % 3 === 2 ? "AI tokens" : "API calls",
  unit: index % 3 === 2 ? TOKEN : CALL,
  units: index % 3 === 2 ? 2_114 : 1,
  reportedBy: KEYS[index % 3]?.name ?? "Production",
  subject: index % 2 === 0 ? "workspace-17" : null,
  provider: index % 3 === 2 ? "anthropic" : null,
  idempotencyKey: `req_01j9x2m8${7_310 - index}`,
}));

const events: EventLog = {
  rows,
  moreHref: "?cursor=next",
  csvHref: "?format=csv&events=1",
  curl: curlGet("/v1/usage/events", { from: "2026-11-01", to: "2026-12-01", limit: "20" }),
};

const page: ReadyUsage = {
  kind: "ready",
  planName: "Pro",
  periodName: "November 2026",
  timeZone: "UTC",
  asOf: ASOF,
  staleFor: null,
  alertsHref: "/orgs/acme/alerts",
  periods,
  allowances: [callsToday, tokensThisMonth, storage],
  daily: daily({ allowance: callsToday, units: unitsPerKey("2026-11-01", 6_800), dayLimit: 10_000 }),
  cumulative: cumulativeChartFrom(tokensThisMonth, totalsOf(tokensThisMonth), ASOF),
  events,
};

/** The page of a plan with one allowance per billing period. */
function periodPage(planName: string, allowance: Allowance): ReadyUsage {
  return {
    ...page,
    planName,
    periodName: "Nov 3 – Dec 3, 2026",
    allowances: [allowance],
    periods: [{ label: "Nov 3 – Dec 3, 2026", href: "?period=2026-11-03", current: true }],
    daily: daily({
      allowance,
      planName,
      firstDay: "2026-11-03",
      lastDay: "2026-12-02",
      units: totalsOf(allowance).flatMap(({ day, total }) => [
        { day, group: "key_1", name: "Production", units: total - Math.floor(total / 4) },
        { day, group: "key_2", name: "Staging", units: Math.floor(total / 4) },
      ]),
      meterOptions: [],
    }),
    cumulative: cumulativeChartFrom(allowance, totalsOf(allowance), ASOF),
  };
}

const warnTokens: Allowance = {
  ...tokensThisMonth,
  used: 1_218_640,
  limit: 1_500_000,
  raisedUntil: "2026-12-31T00:00:00.000Z",
};
const fullCalls: Allowance = { ...callsToday, used: 10_000, exhaustedAt: "2026-11-20T15:52:00.000Z", refused: 318 };
const overage: Allowance = {
  ...callsThisPeriod,
  policy: "METERED",
  used: 118_240,
  limit: 100_000,
  overage: { price: { amount: "300", currency: "usd" }, per: 1_000, costSoFar: { amount: "5472", currency: "usd" } },
};
const firstDay: Allowance = {
  ...callsThisPeriod,
  used: 412,
  windowStart: "2026-11-20T09:10:00.000Z",
  resetsAt: "2026-12-20T09:10:00.000Z",
};

/** Every state of the usage page by name. */
export const states: Readonly<Record<string, UsageModel>> = {
  active: page,
  warn: {
    ...page,
    allowances: [callsToday, warnTokens, storage],
    cumulative: cumulativeChartFrom(warnTokens, totalsOf(warnTokens), ASOF),
  },
  critical: periodPage("Starter", { ...callsThisPeriod, used: 9_412 }),
  limit_hard: {
    ...page,
    allowances: [fullCalls, warnTokens, storage],
    daily: daily({ allowance: fullCalls, units: unitsPerKey("2026-11-01", 10_000), dayLimit: 10_000 }),
    cumulative: cumulativeChartFrom(warnTokens, totalsOf(warnTokens), ASOF),
  },
  overage: periodPage("Growth", overage),
  gauges: {
    ...page,
    allowances: [callsToday, tokensThisMonth, seats, storage],
    daily: daily({
      allowance: storage,
      groupBy: "none",
      groupOptions: [],
      meterOptions: [
        ...meterOptions("storage_gb"),
        { label: "Seats", href: "?meter=seats", current: false },
        { label: "Storage", href: "?meter=storage_gb", current: true },
      ],
      levelBefore: 12_800,
      units: calendarDays("2026-11-03", TODAY)
        .filter((day) => Number(day.slice(8)) % 4 !== 1)
        .map((day) => ({ day, group: "all", name: "Storage", units: 12_800 + Number(day.slice(8)) * 427 })),
    }),
  },
  unlimited: {
    ...page,
    planName: "Institution",
    allowances: [
      { ...callsToday, used: 48_210, limit: null },
      { ...tokensThisMonth, used: 9_412_880, limit: null },
    ],
    daily: daily({
      allowance: { ...callsToday, limit: null },
      planName: "Institution",
      units: unitsPerKey("2026-11-01", 52_000, KEYS.slice(0, 3)),
    }),
    cumulative: cumulativeChartFrom(
      { ...tokensThisMonth, used: 9_412_880, limit: null },
      totalsOf({ ...tokensThisMonth, used: 9_412_880 }),
      ASOF,
    ),
  },
  first_day: {
    ...page,
    planName: "Starter",
    periodName: "Nov 20 – Dec 20, 2026",
    periods: [],
    allowances: [firstDay],
    daily: daily({
      allowance: firstDay,
      planName: "Starter",
      firstDay: TODAY,
      lastDay: "2026-12-19",
      units: [{ day: TODAY, group: "key_1", name: "Production", units: 412 }],
      meterOptions: [],
    }),
    cumulative: cumulativeChartFrom(firstDay, [{ day: TODAY, total: 412 }], ASOF),
    events: { ...events, rows: rows.slice(0, 3), moreHref: null },
  },
  stale: { ...page, staleFor: "4 min" },
  empty: {
    kind: "empty",
    planName: "Starter",
    periodName: "Nov 8 – Nov 22, 2026",
    timeZone: "UTC",
    snippet: curlFirstUsage("api_calls"),
    keysHref: "api-keys",
  },
  no_subscription: { kind: "noSubscription", plansHref: "/pricing" },
  error: { kind: "failed", requestId: "req_0193487c2e1a", retryHref: "?" },
  loading: { kind: "loading" },
};
