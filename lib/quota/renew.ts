import { readFacts, resolve } from "@/lib/entitlements";
import { FOREVER, type Instant } from "@/lib/kernel/time";
import { monotonic } from "@/lib/platform/clock";
import { sqlOf, type Tx } from "@/lib/platform/db";
import type { Sql } from "@/lib/platform/sql";
import type { EngineParts } from "./engine";
import type { Level } from "./levels";
import type { Aggregation, FenceName, Generation, LimitPolicy, SpendTerms, WindowKind, WindowState } from "./model";
import { newestValue } from "./window-content";
import { generationRefusal, LATENESS, windowsInForce } from "./windows-in-force";

/*
 * The next generation of a fence, built inside a transaction. Two steps, because the bump waits for every commit that
 * holds the fence, and only statements after it see the whole log: the sum must never be part of the same statement.
 */

/**
 * Serialises changes of what an organization may do (exclusive) with everybody who reads it to build a generation (shared).
 * Both keep months from leaving the log meanwhile: sums are made of the log and of what the archive has already.
 */
export async function lockOrganization(sql: Sql, organizationId: string, mode: "shared" | "exclusive"): Promise<void> {
  const fn = mode === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock";
  await sql.query(
    `select pg_advisory_xact_lock_shared(hashtextextended('weir:usage-log', 0))::text, ${fn}(hashtextextended('weir:organization:' || $1::text, 0))::text`,
    [organizationId],
  );
}

/** Voids every view that Redis may hold. `atLeast`: a generation seen in Redis; larger only if Postgres was restored. */
export async function bump(sql: Sql, fence: FenceName, atLeast: number): Promise<number> {
  const rows = await sql.query<{ epoch: number }>(
    `update usage_fence set epoch = greatest(epoch, $2::bigint) + 1, valid_until = '-infinity' where id = $1::bigint returning epoch::float8 as epoch`,
    [fence.id, atLeast],
  );
  const epoch = rows[0]?.epoch;
  if (epoch === undefined) throw new Error(`fence ${fence.id} has vanished`);
  return epoch;
}

/**
 * Voids every generation of every organization, for a change that concerns them all. Each fence is rebuilt when it is next
 * asked. Must come before the change it is for, in the same transaction.
 */
export async function voidGenerations(tx: Tx): Promise<void> {
  const sql = sqlOf(tx);
  // Nor may anybody make a fence, or the first generation of one, out of what was before, until the change is committed.
  await sql.query(`lock table usage_fence in share row exclusive mode`);
  await sql.query(
    `update usage_fence set epoch = epoch + 1, valid_until = '-infinity' where id in (select id from usage_fence order by id for update) returning id::text`,
  );
}

const moment = (parameter: string): string => `'epoch'::timestamptz + ${parameter}::float8 * interval '1 ms'`;
const ms = (column: string): string =>
  `case when isfinite(${column}) then ceil(extract(epoch from ${column}) * 1000)::float8 end`;

/** Builds what the bumped fence says now: windows, sums, holds, until when. Must follow `bump` in the same transaction. */
export async function buildGeneration(
  engine: EngineParts,
  sql: Sql,
  fence: FenceName,
  epoch: number,
): Promise<Generation> {
  const before = monotonic();
  const now = await expireHolds(sql, fence);
  engine.clock.set(now, before);
  const facts = await readFacts(sql, fence.organizationId);
  const entitlements = resolve(fence.organizationId, facts, now, engine.graceDays);
  const inForce = await clearOfClosed(sql, fence, windowsInForce(entitlements, fence.meter, now));
  await writeWindows(sql, fence, inForce);
  const aggregation = facts.meters.find((m) => m.slug === fence.meter)?.aggregation ?? "SUM";
  const kinds = new Set(inForce.map((w) => w.kind));
  const open = await sumWindows(sql, fence, aggregation, now, kinds);
  const windows = open.filter((w) => kinds.has(w.kind));
  // Also a window whose kind is no longer in force closes once its lateness has passed.
  const edges = [
    entitlements.validUntil,
    ...inForce.map((w) => w.end),
    ...open.filter((w) => w.end <= now || !kinds.has(w.kind)).map((w) => w.end + LATENESS[w.kind]),
  ];
  const validUntil = Math.min(FOREVER, ...edges);
  const holds = await sql.query<{ first: number | null }>(
    `with f as (update usage_fence set valid_until = ${moment("$2")} where id = $1::bigint returning id)
     select ${ms("min(h.expires_at)")} as first from f left join usage_hold h on h.fence_id = f.id and h.status = 'OPEN'`,
    [fence.id, validUntil],
  );
  return {
    epoch,
    now,
    validUntil,
    firstHoldExpiry: holds[0]?.first ?? null,
    kinds: inForce.length,
    refusal: generationRefusal(entitlements, fence.meter),
    windows,
  };
}

/** Committed use by what a generation was built from. */
export const levelsOf = (generation: Generation): Level[] =>
  generation.windows.map(({ kind, start, used, held, allowance }) => ({
    kind,
    start,
    committed: used - held,
    allowance,
  }));

/** Holds run out here and nowhere else: under the fence. Returns exact business time. */
async function expireHolds(sql: Sql, fence: FenceName): Promise<Instant> {
  const rows = await sql.query<{ ms: number }>(
    `with t as materialized (select business_now() as now),
       gone as (update usage_hold set status = 'EXPIRED' from t where fence_id = $1::bigint and status = 'OPEN' and expires_at <= t.now)
     select floor(extract(epoch from now) * 1000)::float8 as ms from t`,
    [fence.id],
  );
  return Number(rows[0]?.ms);
}

/**
 * A closed window never reopens. Should the anchor come back to where one of them began, the window in force begins a
 * millisecond before it: its row is a new one, and its sum still holds every event of the closed one.
 */
async function clearOfClosed(sql: Sql, fence: FenceName, windows: readonly WindowState[]): Promise<WindowState[]> {
  if (!windows.some((w) => w.kind === "BILLING_PERIOD")) return [...windows];
  const rows = await sql.query<{ start_ms: number }>(
    `select ${ms("starts_at")} as start_ms from usage_window where fence_id = $1::bigint and kind = 'BILLING_PERIOD' and status = 'CLOSED'`,
    [fence.id],
  );
  const closed = new Set(rows.map((row) => row.start_ms));
  return windows.map((w) => {
    let { start } = w;
    while (w.kind === "BILLING_PERIOD" && closed.has(start)) start -= 1;
    return { ...w, start };
  });
}

/**
 * Writes the windows in force. A billing window whose anchor has moved ends where its successor begins; one that would lie
 * inside the successor closes, for its events count there. A window that is new or changes its range is summed anew: from
 * the archive here, which is its first checkpoint, and from the log in the next step.
 */
async function writeWindows(sql: Sql, fence: FenceName, windows: readonly WindowState[]): Promise<void> {
  for (const w of windows.filter((x) => x.kind === "BILLING_PERIOD")) {
    await sql.query(
      `update usage_window set
         ends_at = case when starts_at < ${moment("$2")} then ${moment("$2")} else ends_at end,
         status = case when starts_at < ${moment("$2")} then status else 'CLOSED' end,
         checkpoint_seq = case when starts_at < ${moment("$2")} then 0 else checkpoint_seq end,
         checkpoint_units = case when starts_at < ${moment("$2")} then archived_units(fence_id, starts_at, ${moment("$2")}) else checkpoint_units end,
         checkpoint_at = case when starts_at < ${moment("$2")} then null else checkpoint_at end
       where fence_id = $1::bigint and kind = 'BILLING_PERIOD' and status = 'OPEN' and starts_at <> ${moment("$2")}
         and starts_at < ${moment("$3")} and ends_at > ${moment("$2")} returning id::text`,
      [fence.id, w.start, w.end],
    );
  }
  await sql.query(
    `insert into usage_window (fence_id, kind, starts_at, ends_at, limit_units, policy, checkpoint_units,
                               ceiling_units, spend_limit_amount, spend_limit_currency, overage_amount, overage_per)
     select $1::bigint, w.kind, ${moment("w.start_ms")}, ${moment("w.end_ms")}, w.allowance::bigint, w.policy,
            archived_units($1::bigint, ${moment("w.start_ms")}, ${moment("w.end_ms")}),
            w.ceiling::bigint, w.spend_limit::bigint, w.spend_currency, w.overage_amount::bigint, w.overage_per::bigint
     from jsonb_to_recordset($2::jsonb) as w(kind text, start_ms float8, end_ms float8, allowance float8, policy text,
                                             ceiling float8, spend_limit text, spend_currency text, overage_amount text, overage_per text)
     on conflict (fence_id, kind, starts_at) do update set ends_at = excluded.ends_at, limit_units = excluded.limit_units, policy = excluded.policy,
       ceiling_units = excluded.ceiling_units, spend_limit_amount = excluded.spend_limit_amount, spend_limit_currency = excluded.spend_limit_currency,
       overage_amount = excluded.overage_amount, overage_per = excluded.overage_per,
       checkpoint_seq = case when usage_window.ends_at = excluded.ends_at then usage_window.checkpoint_seq else 0 end,
       checkpoint_units = case when usage_window.ends_at = excluded.ends_at then usage_window.checkpoint_units else excluded.checkpoint_units end,
       checkpoint_at = case when usage_window.ends_at = excluded.ends_at then usage_window.checkpoint_at end
     returning id::text`,
    [
      fence.id,
      JSON.stringify(
        windows.map((w) => ({
          kind: w.kind,
          start_ms: w.start,
          end_ms: w.end,
          allowance: w.allowance,
          policy: w.policy,
          ceiling: w.spend ? w.limit : null,
          spend_limit: w.spend?.limit ?? null,
          spend_currency: w.spend?.currency ?? null,
          overage_amount: w.spend?.amount ?? null,
          overage_per: w.spend?.per ?? null,
        })),
      ),
    ],
  );
}

interface WindowRow {
  kind: WindowKind;
  status: "OPEN" | "CLOSED";
  start_ms: number;
  end_ms: number;
  limit_units: number | null;
  policy: LimitPolicy;
  ceiling_units: number | null;
  spend: SpendTerms | null;
  counted: number;
  level_ms: number | null;
  held: number;
}

/** The level of a window by its checkpoint and those of the events `e` after it that `where` lets through. */
function levelSince(where: string): string {
  const newest = newestValue(where);
  // What is older than a checkpoint and reported after it comes after it in the order of decisions, too.
  const isNewer = `${newest}[1] >= coalesce((extract(epoch from w.checkpoint_at) * 1000000)::bigint, 0)`;
  return `case when ${isNewer} then ${newest}[4] else w.checkpoint_units end`;
}

/** What a window `w` holds, from its checkpoint and the events `e` after it: the content, and the moment of a level. */
export const CONTENT: Readonly<Record<Aggregation, { units: string; at: string }>> = {
  SUM: { units: "w.checkpoint_units + coalesce(sum(e.units), 0)", at: "null::timestamptz" },
  MAX: { units: "greatest(w.checkpoint_units, max(e.units))", at: "null::timestamptz" },
  LATEST: {
    units: levelSince("true"),
    at: "greatest(w.checkpoint_at, max(e.counted_at))",
  },
  // The catalog takes no such meter.
  UNIQUE: { units: "w.checkpoint_units + coalesce(sum(e.units), 0)", at: "null::timestamptz" },
};

/** SQL: what windows `w` of different meters hold, each by the aggregation that this expression gives. */
export const contentSinceCheckpoint = (aggregation: string): string =>
  `case ${aggregation} when 'MAX' then ${CONTENT.MAX.units} when 'LATEST' then ${levelSince(`${aggregation} = 'LATEST'`)} else ${CONTENT.SUM.units} end`;

/** SQL: the spend terms of a window `w`, null where it has no ceiling. */
export const SPEND_TERMS = `case when w.ceiling_units is not null then jsonb_build_object('limit', w.spend_limit_amount::text, 'currency', w.spend_limit_currency,
                         'amount', w.overage_amount::text, 'per', w.overage_per::text) end`;

/**
 * The checkpoint behind which every window that has one is summed up; null when none has. Read for itself, so that the
 * planner sees the number: with it in sight it takes the index by seq, without it that by time and all of a month's rows.
 */
async function leastCheckpoint(sql: Sql, fence: FenceName): Promise<string | null> {
  const rows = await sql.query<{ seq: string | null }>(
    `select min(checkpoint_seq)::text as seq from usage_window where fence_id = $1::bigint and status = 'OPEN' and checkpoint_seq > 0`,
    [fence.id],
  );
  return rows[0]?.seq ?? null;
}

/**
 * Sums from the checkpoints, moves them, closes the windows whose lateness has passed, and says which are in force. What
 * came since the last time is read once for all windows, by seq; a window without a checkpoint reads its own range, by
 * time. All checkpoints move to the last event of the fence, whether or not it fell into the window: what comes later has
 * a larger seq.
 */
async function sumWindows(
  sql: Sql,
  fence: FenceName,
  aggregation: Aggregation,
  now: Instant,
  inForce: ReadonlySet<WindowKind>,
): Promise<WindowState[]> {
  const content = CONTENT[aggregation];
  const since = await leastCheckpoint(sql, fence);
  const rows = await sql.query<WindowRow>(
    `with tail as materialized (
       select seq, counted_at, epoch, reservation, units from usage_event where fence_id = $1::bigint and seq > $5::bigint),
     s as (
       select w.id, ${content.units} as units, ${content.at} as at, greatest(w.checkpoint_seq, coalesce(max(e.seq), 0)) as seq,
              (select coalesce(sum(h.units), 0) from usage_hold h
               where h.fence_id = w.fence_id and h.status = 'OPEN' and h.counted_at >= w.starts_at and h.counted_at < w.ends_at) as held
       from usage_window w
       left join lateral (
         select t.* from tail t
         where w.checkpoint_seq > 0 and t.seq > w.checkpoint_seq and t.counted_at >= w.starts_at and t.counted_at < w.ends_at
         union all
         select l.seq, l.counted_at, l.epoch, l.reservation, l.units from usage_event l
         where w.checkpoint_seq = 0 and l.fence_id = w.fence_id and l.counted_at >= w.starts_at and l.counted_at < w.ends_at) e on true
       where w.fence_id = $1::bigint and w.status = 'OPEN' group by w.id)
     update usage_window w set checkpoint_seq = greatest((select max(seq) from s), (select max(seq) from tail)), checkpoint_units = s.units,
            checkpoint_at = s.at, in_force = w.kind = any($4::text[]),
            status = case when w.ends_at + coalesce(($3::jsonb ->> w.kind)::float8, 0) * interval '1 ms' <= ${moment("$2")} then 'CLOSED' else w.status end
     from s where w.id = s.id
     returning w.kind, w.status, ${ms("w.starts_at")} as start_ms, ${ms("w.ends_at")} as end_ms,
               w.limit_units::float8 as limit_units, w.policy, w.ceiling_units::float8 as ceiling_units, ${SPEND_TERMS} as spend,
               s.units::float8 as counted, ${ms("s.at")} as level_ms, s.held::float8 as held`,
    [fence.id, now, JSON.stringify(LATENESS), [...inForce], since],
  );
  return rows
    .filter((row) => row.status === "OPEN")
    .map((row) => ({
      kind: row.kind,
      start: row.start_ms,
      end: row.end_ms,
      // A window that is over keeps the limit it had; the present ones were written a moment ago.
      limit: row.policy === "METERED" ? row.ceiling_units : row.limit_units,
      allowance: row.limit_units,
      policy: row.policy,
      spend: row.spend,
      used: row.counted + row.held,
      held: row.held,
      ...(row.level_ms === null ? {} : { levelAt: row.level_ms }),
    }));
}
