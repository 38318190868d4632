import type { Instant } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import type { Aggregation, FenceName, LimitPolicy, SpendTerms, UsageEnvironment, WindowKind } from "./model";
import { contentSinceCheckpoint, SPEND_TERMS } from "./renew";

/** One window with a finite allowance and what is committed in it, or of a gauge reported: events alone, no reservation and no hold. */
export interface CommittedUse {
  readonly windowId: number;
  readonly organizationId: string;
  readonly environment: UsageEnvironment;
  readonly meter: string;
  readonly aggregation: Aggregation;
  readonly window: WindowKind;
  readonly start: Instant;
  readonly end: Instant;
  readonly policy: LimitPolicy;
  readonly allowance: number;
  readonly ceiling: number | null;
  readonly spend: SpendTerms | null;
  readonly used: number;
  /** Business time of this reading. */
  readonly now: Instant;
}

/** Where a walk over windows stands: it goes by their ends, then by their ids. */
export interface WindowKeyset {
  readonly end: Instant;
  readonly id: number;
}

// LIFETIME ends beyond the years of a date; as a number of milliseconds it is exact nevertheless.
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;
const at = (parameter: string): string => `'epoch'::timestamptz + ${parameter}::float8 * interval '1 millisecond'`;

/** Windows with a finite allowance that run now, of these fences, and those that ended within the last hours. */
export async function finiteWindowsOf(sql: Sql, fences: readonly FenceName[]): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select id::float8 as id from usage_window
     where fence_id = any($1::bigint[]) and limit_units > 0 and starts_at <= business_now() and ends_at > business_now() - interval '2 hours'
       and (status = 'OPEN' or ends_at <= business_now()) order by id`,
    [fences.map((fence) => fence.id)],
  );
  return rows.map((row) => row.id);
}

/** Windows of production with a finite allowance that run now and hold, of these organizations. */
export async function finiteWindowsOfTenants(sql: Sql, organizationIds: readonly string[]): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select w.id::float8 as id from usage_fence f join usage_window w on w.fence_id = f.id
     where f.organization_id = any($1::text[]) and f.environment = 'PROD' and w.limit_units > 0 and w.in_force
       and w.status = 'OPEN' and w.starts_at <= business_now() and w.ends_at > business_now()`,
    [organizationIds],
  );
  return rows.map((row) => row.id);
}

/** A page of all windows with a finite allowance that run now or have ended since `since`. */
export async function finiteWindowsPage(
  sql: Sql,
  page: { since: Instant; after: WindowKeyset | null; limit: number },
): Promise<WindowKeyset[]> {
  const rows = await sql.query<{ id: number; end_ms: number }>(
    `select id::float8 as id, ${ms("ends_at")} as end_ms from usage_window
     where ends_at > ${at("$1")} and limit_units > 0 and starts_at <= business_now() and (status = 'OPEN' or ends_at <= business_now())
       and ($2::float8 is null or (ends_at, id) > (${at("$2")}, $3::bigint)) order by ends_at, id limit $4::int`,
    [page.since, page.after?.end ?? null, page.after?.id ?? null, page.limit],
  );
  return rows.map((row) => ({ id: row.id, end: row.end_ms }));
}

interface UseRow {
  window_id: number;
  organization_id: string;
  environment: UsageEnvironment;
  meter: string;
  aggregation: Aggregation;
  kind: WindowKind;
  start_ms: number;
  end_ms: number;
  policy: LimitPolicy;
  allowance: number;
  ceiling: number | null;
  spend: SpendTerms | null;
  used: number;
  now_ms: number;
}

/*
 * SQL: the events of a window `w` that its checkpoint does not hold yet: by seq from the checkpoint on, or by time where
 * there is none. `offset 0` keeps the planner from reading a whole month by time to find the few that came since.
 */
export const SINCE_CHECKPOINT = `select t.* from (
    select e.units, e.counted_at, e.epoch, e.reservation from usage_event e
    where w.checkpoint_seq > 0 and e.fence_id = w.fence_id and e.seq > w.checkpoint_seq offset 0) t
  where t.counted_at >= w.starts_at and t.counted_at < w.ends_at
  union all
  select e.units, e.counted_at, e.epoch, e.reservation from usage_event e
  where w.checkpoint_seq = 0 and e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at`;

/**
 * What is committed in these windows, from the log since each one's checkpoint: the sum, or of a gauge where it stands.
 * What it counts stays counted; what commits meanwhile may be missing, and is there the next time.
 */
export async function committedUse(sql: Sql, windowIds: readonly number[]): Promise<CommittedUse[]> {
  if (windowIds.length === 0) return [];
  const rows = await sql.query<UseRow>(
    `select w.id::float8 as window_id, f.organization_id, f.environment, f.meter, coalesce(m.aggregation::text, 'SUM') as aggregation, w.kind, ${ms("w.starts_at")} as start_ms, ${ms("w.ends_at")} as end_ms,
            w.policy, w.limit_units::float8 as allowance, w.ceiling_units::float8 as ceiling, ${SPEND_TERMS} as spend,
            (select ${contentSinceCheckpoint("m.aggregation::text")} from (${SINCE_CHECKPOINT}) e)::float8 as used,
            ${ms("business_now()")} as now_ms
     from usage_window w join usage_fence f on f.id = w.fence_id left join meter m on m.slug = f.meter where w.id = any($1::bigint[]) and w.limit_units > 0 order by w.id`,
    [windowIds],
  );
  return rows.map((row) => ({
    windowId: row.window_id,
    organizationId: row.organization_id,
    environment: row.environment,
    meter: row.meter,
    aggregation: row.aggregation,
    window: row.kind,
    start: row.start_ms,
    end: row.end_ms,
    policy: row.policy,
    allowance: row.allowance,
    ceiling: row.ceiling,
    spend: row.spend,
    used: row.used,
    now: row.now_ms,
  }));
}
