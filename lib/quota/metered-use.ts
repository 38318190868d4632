import type { Instant, Period } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import { SINCE_CHECKPOINT } from "./committed-use";
import type { WindowKind } from "./model";

/** A window that bills beyond its allowance, and what is committed in it: events alone, no reservation and no hold. */
export interface MeteredUse {
  readonly windowId: number;
  readonly organizationId: string;
  readonly meter: string;
  readonly kind: WindowKind;
  readonly period: Period;
  /** Nothing can be counted in it any more. */
  readonly closed: boolean;
  readonly allowance: number;
  /** Up to `until`, where one was named. */
  readonly used: number;
  /** What was used in it before `since`; 0 where the window began later. */
  readonly usedBefore: number;
  /** Business time of this reading. */
  readonly now: Instant;
}

interface Row {
  window_id: number;
  organization_id: string;
  meter: string;
  kind: WindowKind;
  start_ms: number;
  end_ms: number;
  closed: boolean;
  allowance: number;
  used: number;
  used_before: number;
  now_ms: number;
}

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

const moment = (column: string): string => `'epoch'::timestamptz + ${column} * interval '1 millisecond'`;

/** SQL: what was used in a window `w` before a moment. */
const USED_UNTIL = (until: string): string =>
  `(select coalesce(sum(e.units), 0) from usage_event e where e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < ${until})`;

/**
 * What is committed in these windows, of those among them that are metered beyond a finite allowance, each with the moments
 * between which it is somebody's to pay. What it counts stays counted; what commits meanwhile may be missing, and is there the
 * next time. Only sums: no gauge is metered.
 */
export async function meteredUse(
  sql: Sql,
  windows: readonly { readonly windowId: number; readonly since: Instant; readonly until: Instant | null }[],
): Promise<MeteredUse[]> {
  if (windows.length === 0) return [];
  const rows = await sql.query<Row>(
    `with asked as (
       select window_id, ${moment("since_ms")} as since, ${moment("until_ms")} as until
       from unnest($1::bigint[], $2::float8[], $3::float8[]) as t(window_id, since_ms, until_ms))
     select w.id::float8 as window_id, f.organization_id, f.meter, w.kind, ${ms("w.starts_at")} as start_ms, ${ms("w.ends_at")} as end_ms,
            w.status = 'CLOSED' as closed, w.limit_units::float8 as allowance,
            case when a.until < w.ends_at then ${USED_UNTIL("a.until")}
                 else (select w.checkpoint_units + coalesce(sum(e.units), 0) from (${SINCE_CHECKPOINT}) e) end::float8 as used,
            ${USED_UNTIL("least(w.ends_at, a.since)")}::float8 as used_before,
            ${ms("business_now()")} as now_ms
     from asked a join usage_window w on w.id = a.window_id join usage_fence f on f.id = w.fence_id
     where w.policy = 'METERED' and w.limit_units is not null order by w.id`,
    [windows.map((each) => each.windowId), windows.map((each) => each.since), windows.map((each) => each.until)],
  );
  return rows.map((row) => ({
    windowId: row.window_id,
    organizationId: row.organization_id,
    meter: row.meter,
    kind: row.kind,
    period: { start: row.start_ms, end: row.end_ms },
    closed: row.closed,
    allowance: row.allowance,
    used: row.used,
    usedBefore: row.used_before,
    now: row.now_ms,
  }));
}
