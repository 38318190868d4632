import type { Ctx } from "@/lib/context";
import { invalid, required } from "@/lib/kernel/errors";
import { DAY, type Instant } from "@/lib/kernel/time";
import type { UsageEnvironment } from "@/lib/quota";
import type { DailyUsage, EventKeyset, GroupBy, LoggedEvent, UsageBucket } from "./model";
import { selectAggregates, type UsageAggregate } from "./aggregates";
import * as store from "./store";

const MAX_RANGE = 366 * DAY;

export interface UsageRange {
  readonly from: Instant;
  readonly to: Instant;
  readonly meter?: string | undefined;
}

function bounded(range: UsageRange): store.Range {
  if (range.to <= range.from)
    throw invalid([
      {
        pointer: "/query/to",
        code: "order",
        message: "to must lie after from.",
        fix: "Ask for a range that is not empty.",
      },
    ]);
  if (range.to - range.from > MAX_RANGE)
    throw invalid([
      {
        pointer: "/query/from",
        code: "range",
        message: "The range is longer than 366 days.",
        fix: "Ask for a year at most.",
      },
    ]);
  return { from: range.from, to: range.to, meter: range.meter ?? null };
}

const tenantOf = (ctx: Ctx, environment: UsageEnvironment): store.Tenant => ({
  organizationId: required(ctx.organization, "the organization of a usage query"),
  environment,
});

/** Totals of a range by group, the largest first; of a gauge the peak or the newest level. */
export const usageByGroup = (
  ctx: Ctx,
  environment: UsageEnvironment,
  range: UsageRange,
  groupBy: Exclude<GroupBy, "day"> | null,
): Promise<UsageBucket[]> => store.sumByGroup(ctx.pool, tenantOf(ctx, environment), bounded(range), groupBy);

/** Totals of a range by UTC day; of a gauge the peak or the last level of the day. */
export const usageByDay = (
  ctx: Ctx,
  environment: UsageEnvironment,
  range: UsageRange,
  groupBy: Exclude<GroupBy, "day"> | null = null,
): Promise<DailyUsage[]> => store.sumByDay(ctx.pool, tenantOf(ctx, environment), bounded(range), groupBy);

/** Where a level stood at a moment: the newest value counted before it, 0 when there is none. */
export const levelBefore = (ctx: Ctx, environment: UsageEnvironment, meter: string, at: Instant): Promise<number> =>
  store.levelBefore(ctx.pool, tenantOf(ctx, environment), meter, at);

/** The log, newest first. */
export async function usageEvents(
  ctx: Ctx,
  environment: UsageEnvironment,
  range: UsageRange,
  page: { limit: number; after: EventKeyset | null },
): Promise<{ events: LoggedEvent[]; next: EventKeyset | null }> {
  const found = await store.selectEvents(
    ctx.pool,
    tenantOf(ctx, environment),
    bounded(range),
    page.after,
    page.limit + 1,
  );
  const events = found.slice(0, page.limit);
  const last = events.at(-1);
  return { events, next: found.length > page.limit && last ? { countedAt: last.countedAt, seq: last.seq } : null };
}

/** When the newest event of each meter was counted. */
export const lastCounted = (ctx: Ctx, environment: UsageEnvironment): Promise<Map<string, Instant>> =>
  store.lastCounted(ctx.pool, tenantOf(ctx, environment));

const MAX_AGGREGATES = 400;

/** What each night has summed up: the newest windows, or the newest finished days. At most 400. */
export const usageAggregates = (
  ctx: Ctx,
  environment: UsageEnvironment,
  of: "windows" | "days",
  limit = 100,
): Promise<UsageAggregate[]> =>
  selectAggregates(ctx.pool, { ...tenantOf(ctx, environment), of, limit: Math.min(limit, MAX_AGGREGATES) });
