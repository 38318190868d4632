import { formatDate } from "@/components/format";
import { curlGet } from "@/components/charts/curl";
import { cumulativeChartFrom, dailyChartFrom, type GroupBy } from "@/components/screens/usage/charts-from";
import type { Allowance, EventLog, PeriodOption, UsageModel } from "@/components/screens/usage/model";
import type { GroupedUnits } from "@/components/charts/series";
import { listApiKeys } from "@/lib/access";
import type { MeterFacts } from "@/lib/entitlements";
import { iso, utcDay, type Instant, type Period } from "@/lib/kernel/time";
import { unitName } from "@/lib/kernel/units";
import { lastCounted, levelBefore, usageByDay, usageEvents, type LoggedEvent } from "@/lib/metering";
import type { Standing } from "@/lib/quota";
import type { PortalSession } from "../../../../portal-session";
import { allowancesOf, hasReported } from "../allowances";
import { firstCall } from "../home-model";
import { basePathOf, standingOf } from "../shell-model";
import { hrefWith, moreEvents, periodNames, periodOf, type UsageQuery } from "./usage-query";

const KEYS_BY_NAME = 100;

/** The usage page: each allowance and where it leads, the days of a period, the log. */
export async function usageModel(session: PortalSession, query: UsageQuery): Promise<UsageModel> {
  const { ctx, organization } = session;
  const base = `${basePathOf(organization)}/usage`;
  const standing = await standingOf(ctx, organization.id);
  const { plan } = standing.entitlements;
  if (!plan) return { kind: "noSubscription", plansHref: `/pricing?org=${organization.slug}` };
  const now = ctx.clock.now();
  const period = periodOf(query.period, now);
  const periodName = nameOf(query.period, period, organization.timeZone);
  const [last, keys] = await Promise.all([lastCounted(ctx, "PROD"), listApiKeys(ctx, { limit: KEYS_BY_NAME })]);
  if (!hasReported(last)) {
    const meter = standing.limits[0]?.meter ?? "api_calls";
    return {
      kind: "empty",
      planName: plan.name,
      periodName,
      timeZone: organization.timeZone,
      snippet: firstCall(ctx.env.GATEWAY_URL, meter),
      keysHref: `${basePathOf(organization)}/api-keys`,
    };
  }
  const keyNames = new Map(keys.apiKeys.map((key) => [key.id, key.name]));
  const allowances = allowancesOf(standing).map((allowance): Allowance => {
    const counted = last.get(allowance.meter);
    return { ...allowance, lastCountedAt: counted === undefined ? null : iso(counted) };
  });
  const chosen = allowances.find((a) => a.meter === query.meter) ?? allowances[0];
  const [daily, cumulative, events] = await Promise.all([
    chosen ? dailyOf(session, query, { allowances, chosen, period, now, keyNames, planName: plan.name, base }) : null,
    chosen ? cumulativeOf(session, allowances, chosen, now) : null,
    logOf(session, query, standing, keyNames, period, base),
  ]);
  return {
    kind: "ready",
    planName: plan.name,
    periodName,
    timeZone: organization.timeZone,
    asOf: iso(now),
    staleFor: null,
    alertsHref: `${basePathOf(organization)}/alerts`,
    periods: periodNames(now).map((name): PeriodOption => ({
      label: capitalised(nameOf(name, periodOf(name, now), organization.timeZone)),
      href: hrefWith(base, query, { period: name }),
      current: name === query.period,
    })),
    allowances,
    daily,
    cumulative,
    events,
  };
}

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function nameOf(name: string, period: Period, timeZone: string): string {
  if (name === "30d") return "the last 30 days";
  return `${formatDate(iso(period.start + 1), "UTC")} – ${formatDate(iso(period.end - 1), "UTC")}${timeZone === "UTC" ? "" : " (UTC)"}`;
}

interface DailyNeeds {
  readonly allowances: readonly Allowance[];
  readonly chosen: Allowance;
  readonly period: Period;
  readonly now: Instant;
  readonly keyNames: ReadonlyMap<string, string>;
  readonly planName: string;
  readonly base: string;
}

const day = (t: Instant): string => iso(t).slice(0, 10);
const GROUP_WORDS: Readonly<Record<GroupBy, string>> = {
  none: "None",
  key: "Key",
  subject: "Subject",
  provider: "Provider",
  user: "User",
};

async function dailyOf({ ctx }: PortalSession, query: UsageQuery, needs: DailyNeeds) {
  const { chosen, period, now, keyNames, base } = needs;
  // Values of a gauge do not add up, so its bars are not split.
  const split = chosen.gauge ? "none" : query.groupBy;
  const groupBy = split === "none" ? null : split;
  const before = chosen.gauge === "level" ? await levelBefore(ctx, "PROD", chosen.meter, period.start) : 0;
  const rows = await usageByDay(ctx, "PROD", { from: period.start, to: period.end, meter: chosen.meter }, groupBy);
  const units = rows.map((row): GroupedUnits => {
    const group = groupBy === null ? "all" : (row.group ?? "none");
    const name =
      groupBy === null
        ? chosen.name
        : row.group === null
          ? "Not named"
          : groupBy === "key"
            ? (keyNames.get(row.group) ?? row.group)
            : row.group;
    return { day: day(row.day), group, name, units: row.units };
  });
  const dayLimit = needs.allowances.find((a) => a.meter === chosen.meter && a.window === "day")?.limit ?? null;
  const meters = [...new Map(needs.allowances.map((a) => [a.meter, a.name])).entries()];
  return dailyChartFrom({
    allowance: chosen,
    planName: needs.planName,
    firstDay: day(period.start),
    lastDay: day(period.end - 1),
    today: day(utcDay(now).start),
    groupBy: split,
    units,
    levelBefore: before,
    dayLimit,
    meterOptions: meters.map(([slug, name]) => ({
      label: name,
      href: hrefWith(base, query, { meter: slug }),
      current: slug === chosen.meter,
    })),
    groupOptions: (chosen.gauge ? [] : (Object.keys(GROUP_WORDS) as GroupBy[])).map((group) => ({
      label: GROUP_WORDS[group],
      href: hrefWith(base, query, { groupBy: group }),
      current: group === query.groupBy,
    })),
    csvHref: csvHref(base, period, chosen.meter),
  });
}

/** The course of the allowance that lasts longest on the chosen meter: one day has no course worth a line. */
async function cumulativeOf({ ctx }: PortalSession, allowances: readonly Allowance[], chosen: Allowance, now: Instant) {
  const longest = allowances.filter((a) => a.window !== "day" && a.resetsAt !== null && !a.gauge);
  const allowance = longest.find((a) => a.meter === chosen.meter) ?? longest[0];
  if (!allowance) return null;
  const from = Date.parse(allowance.windowStart);
  const rows = await usageByDay(ctx, "PROD", { from, to: now + 1, meter: allowance.meter });
  return cumulativeChartFrom(
    allowance,
    rows.map((row) => ({ day: day(row.day), total: row.units })),
    iso(now),
  );
}

async function logOf(
  { ctx }: PortalSession,
  query: UsageQuery,
  standing: Standing,
  keyNames: ReadonlyMap<string, string>,
  period: Period,
  base: string,
): Promise<EventLog> {
  const page = await usageEvents(
    ctx,
    "PROD",
    { from: period.start, to: period.end },
    { limit: query.events, after: null },
  );
  const meters = new Map(standing.entitlements.meters.map((m) => [m.slug, m]));
  const more = page.next === null ? null : moreEvents(query);
  return {
    rows: page.events.map((event) => rowOf(event, keyNames, meters)),
    moreHref: more === null ? null : hrefWith(base, query, { events: more }),
    csvHref: csvHref(base, period, null),
    curl: curlGet("/v1/usage/events", { from: iso(period.start), to: iso(period.end), limit: "20" }),
  };
}

function rowOf(
  event: LoggedEvent,
  keyNames: ReadonlyMap<string, string>,
  meters: ReadonlyMap<string, MeterFacts>,
): EventLog["rows"][number] {
  const meter = meters.get(event.meter);
  return {
    id: event.id,
    occurredAt: iso(event.occurredAt),
    meterName: meter?.name ?? event.meter,
    unit: unitName(meter),
    units: event.units,
    reportedBy: (event.apiKeyId === null ? null : (keyNames.get(event.apiKeyId) ?? "A deployment key")) ?? event.source,
    subject: event.subject,
    provider: event.provider,
    idempotencyKey: event.idempotencyKey,
  };
}

function csvHref(base: string, period: Period, meter: string | null): string {
  return `${base}/csv?${new URLSearchParams({ from: iso(period.start), to: iso(period.end), ...(meter ? { meter } : {}) }).toString()}`;
}
