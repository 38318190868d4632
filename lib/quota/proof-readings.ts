import type { Sql } from "@/lib/platform/sql";
import type { FenceName, LimitPolicy, WindowKind } from "./model";
import type { KeyReading, LimitEra, LogReading, ProofReadings, WindowReading } from "./rules/proof";

/*
 * What Postgres says about a fence, read again from the facts alone. Every statement belongs into one repeatable-read
 * transaction, so that all of them see the same moment.
 */

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

/** Examples are for whoever has to find what is wrong; more than a few help nobody. */
const EXAMPLES = 5;

/** The fence's row; the first statement of the transaction, and with it the moment that everything else speaks of. */
export async function readFence(sql: Sql, fence: FenceName): Promise<ProofReadings["fence"]> {
  const [row] = await sql.query<{ epoch: number; valid: boolean; now: number }>(
    `select epoch::float8 as epoch, business_now() < valid_until as valid, ${ms("business_now()")} as now from usage_fence where id = $1::bigint`,
    [fence.id],
  );
  if (!row) throw new Error(`fence ${fence.id} has vanished`);
  return row;
}

/** Everything but the fence's row. */
export async function readFacts(sql: Sql, fence: FenceName): Promise<Omit<ProofReadings, "fence">> {
  return {
    windows: await readWindows(sql, fence),
    eras: await readEras(sql, fence),
    keys: await readKeys(sql, fence),
    log: await readLog(sql, fence),
  };
}

interface WindowRow {
  kind: WindowKind;
  start: number;
  ends: number;
  status: "OPEN" | "CLOSED";
  limit_units: number | null;
  policy: LimitPolicy;
  in_force: boolean;
  checkpoint: number;
  summed: number;
  rest: number;
  logged: number;
  events: number;
  held: number;
}

async function readWindows(sql: Sql, fence: FenceName): Promise<WindowReading[]> {
  const rows = await sql.query<WindowRow>(
    `select w.kind, ${ms("w.starts_at")} as start, ${ms("w.ends_at")} as ends, w.status, w.limit_units::float8 as limit_units, w.policy, w.in_force,
            w.checkpoint_units::float8 as checkpoint, coalesce(sum(e.units), 0)::float8 as logged, count(e.seq)::float8 as events,
            coalesce(sum(e.units) filter (where e.seq <= w.checkpoint_seq), 0)::float8 as summed,
            coalesce(sum(e.units) filter (where e.seq > w.checkpoint_seq), 0)::float8 as rest,
            (select coalesce(sum(h.units), 0)::float8 from usage_hold h
             where h.fence_id = w.fence_id and h.status = 'OPEN' and h.counted_at >= w.starts_at and h.counted_at < w.ends_at) as held
     from usage_window w
     left join usage_event e on e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at
     where w.fence_id = $1::bigint group by w.id order by w.starts_at, w.kind`,
    [fence.id],
  );
  return rows.map(({ ends, limit_units, in_force, ...row }) => ({
    ...row,
    end: ends,
    limit: limit_units,
    inForce: in_force,
  }));
}

interface EraRow {
  kind: WindowKind;
  start: number;
  epoch: number;
  limit_units: number;
  before: number;
  through: number;
  carried: number;
}

/** Each limit that stopped hard, with what was logged before it came and until the next one did. */
async function readEras(sql: Sql, fence: FenceName): Promise<LimitEra[]> {
  const rows = await sql.query<EraRow>(
    `with era as (
       select w.kind, w.starts_at, l.ends_at, l.epoch, l.limit_units, l.policy, l.in_force,
              lead(l.epoch, 1, 9223372036854775807) over (partition by l.window_id order by l.epoch) as next
       from usage_window w join usage_window_limit l on l.window_id = w.id where w.fence_id = $1::bigint)
     select era.kind, ${ms("era.starts_at")} as start, era.epoch::float8 as epoch, era.limit_units::float8 as limit_units,
            coalesce(sum(e.units) filter (where e.epoch < era.epoch), 0)::float8 as before,
            coalesce(sum(e.units) filter (where e.epoch < era.next), 0)::float8 as through,
            coalesce(sum(least(e.units, h.units)) filter (where e.epoch >= era.epoch and e.epoch < era.next and h.epoch < era.epoch), 0)::float8 as carried
     from era
     left join usage_event e on e.fence_id = $1::bigint and e.counted_at >= era.starts_at and e.counted_at < era.ends_at
     left join usage_hold h on h.id = e.hold_id
     where era.policy = 'HARD_STOP' and era.in_force and era.limit_units is not null
     group by era.kind, era.starts_at, era.ends_at, era.epoch, era.next, era.limit_units order by era.starts_at, era.kind, era.epoch`,
    [fence.id],
  );
  return rows.map(({ limit_units, ...row }) => ({ ...row, limit: limit_units }));
}

interface KeyRow {
  keys: number;
  events: number;
  holds: number;
  releases: number;
  unmatched: number;
  examples: string[] | null;
}

async function readKeys(sql: Sql, fence: FenceName): Promise<KeyReading> {
  const [row] = await sql.query<KeyRow>(
    `with f as (select * from usage_fence where id = $1::bigint),
       made as (
         select e.id as event_id, e.key, e.epoch, e.reservation from usage_event e where e.fence_id = $1::bigint
         union all select null::uuid, h.key, h.epoch, h.reservation from usage_hold h where h.fence_id = $1::bigint),
       stray as (
         select m.key from made m cross join f
         left join usage_key k on k.organization_id = f.organization_id and k.environment = f.environment and k.key = m.key
         where k.key is null or k.fence_id <> f.id or k.epoch <> m.epoch or k.reservation <> m.reservation or k.event_id <> coalesce(m.event_id, k.event_id))
     select (select count(*)::float8 from usage_key k join f on k.organization_id = f.organization_id and k.environment = f.environment and k.fence_id = f.id) as keys,
            (select count(*)::float8 from usage_event e where e.fence_id = $1::bigint) as events,
            (select count(*)::float8 from usage_hold h where h.fence_id = $1::bigint) as holds,
            (select count(*)::float8 from usage_hold h where h.fence_id = $1::bigint and h.status = 'RELEASED') as releases,
            (select count(*)::float8 from stray) as unmatched,
            (select array_agg(key) from (select key from stray order by key limit ${EXAMPLES}) s) as examples`,
    [fence.id],
  );
  if (!row) throw new Error("the keys could not be counted");
  return { ...row, examples: row.examples ?? [] };
}

interface LogRow {
  strange: number;
  unordered: number;
  homeless: number;
  crowded: number;
  doubled: number;
}

async function readLog(sql: Sql, fence: FenceName): Promise<LogReading> {
  const [row] = await sql.query<LogRow>(
    `with e as materialized (
       select e.seq, e.key, e.epoch, e.counted_at, lag(e.epoch) over (order by e.seq) as previous from usage_event e where e.fence_id = $1::bigint)
     select (select count(*)::float8 from e cross join usage_fence f where f.id = $1::bigint and (e.epoch < 1 or e.epoch > f.epoch)) as strange,
            (select count(*)::float8 from e where e.previous > e.epoch) as unordered,
            (select count(*)::float8 from e where not exists (
               select from usage_window w where w.fence_id = $1::bigint and e.counted_at >= w.starts_at and e.counted_at < w.ends_at)) as homeless,
            (select count(*)::float8 from e where exists (
               select from usage_window w where w.fence_id = $1::bigint and w.status = 'OPEN' and e.counted_at >= w.starts_at and e.counted_at < w.ends_at
               group by w.kind having count(*) > 1)) as crowded,
            (select count(*)::float8 from (select key from e group by key having count(*) > 1) twice) as doubled`,
    [fence.id],
  );
  if (!row) throw new Error("the log could not be read");
  return row;
}
