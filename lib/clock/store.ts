import type { Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx } from "@/lib/platform/db";
import type { DueMoment } from "./model";

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

const MONTHS_BACK = 1;
const MONTHS_AHEAD = 4;

export interface StoredClock {
  readonly now: Instant;
  readonly real: Instant;
  readonly shiftMs: number;
}

export async function readOffset(db: DbOrTx): Promise<StoredClock> {
  const rows = await sqlOf(db).query<{ now: number; real: number; shift: number }>(
    `select ${ms("business_now()")} as now, ${ms("clock_timestamp()")} as real, shift_ms::float8 as shift from business_clock`,
  );
  const row = rows[0];
  return { now: Number(row?.now), real: Number(row?.real), shiftMs: Number(row?.shift) };
}

/** Sets business time to a moment ahead; a moment that has passed leaves it where it is. */
export async function shiftForward(db: DbOrTx, to: Instant): Promise<void> {
  await sqlOf(db).query(
    `update business_clock set shift_ms = greatest(shift_ms, ceil($1::float8 - extract(epoch from clock_timestamp()) * 1000)::bigint) returning shift_ms::text`,
    [to],
  );
}

/** Sets business time to a moment that may lie back. The database refuses it once usage has been metered. */
export async function shiftAnywhere(db: DbOrTx, to: Instant): Promise<void> {
  await sqlOf(db).query(
    `update business_clock set shift_ms = ceil($1::float8 - extract(epoch from clock_timestamp()) * 1000)::bigint returning shift_ms::text`,
    [to],
  );
}

/** Lets business time that lies back be real time again. */
export async function dropShift(db: DbOrTx): Promise<void> {
  await sqlOf(db).query(`update business_clock set shift_ms = 0 where shift_ms < 0 returning shift_ms::text`);
}

/** Whether anything was metered: from then on time cannot be set back. */
export async function anythingMetered(db: DbOrTx): Promise<boolean> {
  const rows = await sqlOf(db).query<{ metered: boolean }>(`select exists (select from usage_window) as metered`);
  return rows[0]?.metered ?? true;
}

/** The months around business time must have their partitions before anything is counted there. */
export async function preparePartitions(db: DbOrTx): Promise<void> {
  await sqlOf(db).query(`select ensure_usage_partitions(business_now(), $1::int, $2::int)::int4 as made`, [
    MONTHS_BACK,
    MONTHS_AHEAD,
  ]);
}

/*
 * What happens by itself on our side. An hour after a window's end its lateness has passed whatever its kind, and the job
 * closes it; its end itself asks for no work, because each generation of the quota knows how long it holds.
 */
const DUE = `
with ours as (select * from subscription where source = 'INTERNAL' and status in ('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'UNPAID')),
due(at, what) as (
  select current_period_end, 'a period ends' from ours where not cancel_at_period_end
  union all select current_period_end, 'a cancellation takes effect' from ours where cancel_at_period_end
  union all select cancel_at, 'a cancellation takes effect' from ours where cancel_at is not null
  union all select trial_end, 'a trial ends' from ours where status = 'TRIALING'
  union all select ends_at + interval '1 hour', 'a usage window closes' from usage_window where status = 'OPEN'
  union all select ends_at - interval '5 minutes', 'usage beyond an allowance is reported' from usage_window where status = 'OPEN' and policy = 'METERED' and limit_units is not null
  union all select expires_at, 'a hold expires' from usage_hold where status = 'OPEN'
  union all select expires_at, 'an override expires' from entitlement_override where revoked_at is null and expires_at is not null)
select ${ms("at")} as at, what from due where at > business_now() order by due.at limit 1`;

/** The next moment on our side at which something is to be done; null when there is none. */
export async function nextDueMoment(db: DbOrTx): Promise<DueMoment | null> {
  const rows = await sqlOf(db).query<{ at: number; what: string }>(DUE);
  const row = rows[0];
  return row ? { at: Number(row.at), what: row.what } : null;
}
