import type { Sql } from "@/lib/platform/sql";
import type { Aggregation, FenceName } from "./model";
import { CONTENT } from "./renew";
import { isGauge } from "./rules/gauge";
import type { KeyReading, LimitEra, LogReading, ProofReadings, ValueEra, WindowReading } from "./rules/proof-terms";
import { ARCHIVED_EVENTS, contentOf, IN_ORDER } from "./window-content";

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

type Counted = FenceName & { readonly aggregation: Aggregation };

/** Everything but the fence's row. */
export async function readFacts(sql: Sql, fence: Counted): Promise<Omit<ProofReadings, "fence">> {
  const gauge = isGauge(fence.aggregation);
  return {
    aggregation: fence.aggregation,
    windows: await readWindows(sql, fence),
    eras: gauge ? [] : await readEras(sql, fence),
    valueEras: gauge ? await readValueEras(sql, fence) : [],
    keys: await readKeys(sql, fence),
    log: await readLog(sql, fence),
  };
}

/** SQL: what archived days inside a window `w` come to, without those that it only touches. */
const ARCHIVED_INSIDE = `(select coalesce(case $2::text when 'MAX' then max(coalesce(d.peak, d.units)) when 'LATEST' then 0 else sum(d.units) end, 0) from usage_archived_day d
  where d.fence_id = w.fence_id and d.day::timestamp at time zone 'UTC' >= w.starts_at and (d.day + 1)::timestamp at time zone 'UTC' <= w.ends_at)`;
/** SQL: what archived days of a window `w` come to, and events `e` of its, added to each other as the meter aggregates. */
const together = (archived: string, events: string): string =>
  `(case $2::text when 'MAX' then greatest(${archived}, ${events}) when 'LATEST' then coalesce(${events}, w.checkpoint_units) else ${archived} + coalesce(${events}, 0) end)::float8`;
const ARCHIVED = "archived_units(w.fence_id, w.starts_at, w.ends_at)";

async function readWindows(sql: Sql, fence: Counted): Promise<WindowReading[]> {
  const inWindow = "e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at";
  const content = contentOf("$2::text");
  return sql.query<WindowReading>(
    `select w.kind, ${ms("w.starts_at")} as start, ${ms("w.ends_at")} as "end", w.status, w.limit_units::float8 as "limit", w.policy,
            w.in_force as "inForce", w.ceiling_units::float8 as ceiling, w.checkpoint_units::float8 as checkpoint,
            ${together(ARCHIVED, "past.units")} as summed, coalesce(rest.units, 0)::float8 as rest, rest.rebuilt::float8 as rebuilt,
            ${together(ARCHIVED, "l.units")} as logged, ${together(ARCHIVED_INSIDE, "l.units")} as "loggedAtLeast",
            (l.events + ${ARCHIVED_EVENTS})::float8 as events, ${ARCHIVED_EVENTS}::float8 as "archivedEvents",
            (select coalesce(sum(h.units), 0)::float8 from usage_hold h
             where h.fence_id = w.fence_id and h.status = 'OPEN' and h.counted_at >= w.starts_at and h.counted_at < w.ends_at) as held
     from usage_window w
     cross join lateral (select ${content} as units, count(*) as events from usage_event e where ${inWindow}) l
     cross join lateral (select ${content} as units from usage_event e where ${inWindow} and e.seq <= w.checkpoint_seq) past
     cross join lateral (select ${content} as units, ${CONTENT[fence.aggregation].units} as rebuilt from usage_event e
                         where ${inWindow} and e.seq > w.checkpoint_seq) rest
     where w.fence_id = $1::bigint order by w.starts_at, w.kind`,
    [fence.id, fence.aggregation],
  );
}

/** SQL: the limits of the fence's windows that stopped somebody, each until the next one came. */
const ERAS = `era as (
  select w.id, w.fence_id, w.kind, w.starts_at, l.ends_at, l.epoch, l.in_force, l.policy = 'METERED' as spend,
         case l.policy when 'METERED' then l.ceiling_units else l.limit_units end as wall,
         lead(l.epoch, 1, 9223372036854775807) over (partition by l.window_id order by l.epoch) as next
  from usage_window w join usage_window_limit l on l.window_id = w.id where w.fence_id = $1::bigint)`;
const LAST = "era.next = 9223372036854775807";

/** Each limit with what was logged before it came and until the next one did. */
const readEras = (sql: Sql, fence: FenceName): Promise<LimitEra[]> =>
  sql.query<LimitEra>(
    `with ${ERAS}
     select era.kind, ${ms("era.starts_at")} as start, era.epoch::float8 as epoch, era.wall::float8 as "limit", era.spend,
            coalesce(sum(e.units) filter (where e.epoch < era.epoch), 0)::float8 as before,
            coalesce(sum(e.units) filter (where e.epoch < era.next), 0)::float8 as through,
            coalesce(sum(least(e.units, h.units)) filter (where e.epoch >= era.epoch and e.epoch < era.next and h.epoch < era.epoch
              and h.counted_at >= era.starts_at and h.counted_at < era.ends_at), 0)::float8 as carried,
            archived_units(era.fence_id, era.starts_at, era.ends_at)::float8 as archived,
            ${LAST} and era.starts_at = date_trunc('day', era.starts_at, 'UTC')
              and (not isfinite(era.ends_at) or era.ends_at = date_trunc('day', era.ends_at, 'UTC')) as settled
     from era
     left join usage_event e on e.fence_id = era.fence_id and e.counted_at >= era.starts_at and e.counted_at < era.ends_at
     left join usage_hold h on h.id = e.hold_id
     where era.in_force and era.wall is not null
     group by era.fence_id, era.kind, era.starts_at, era.ends_at, era.epoch, era.next, era.wall, era.spend order by era.starts_at, era.kind, era.epoch`,
    [fence.id],
  );

/** Each limit of a gauge with the values that were reported under it, and which of them raised what stood before. */
const readValueEras = (sql: Sql, fence: Counted): Promise<ValueEra[]> =>
  sql.query<ValueEra>(
    `with ${ERAS},
       ranges as materialized (
         select w.id, w.fence_id, w.starts_at, w.ends_at, ${ARCHIVED} as archived, ${ARCHIVED_EVENTS} > 0 as older from usage_window w where w.fence_id = $1::bigint),
       reported as (
         select w.id, w.archived, w.older, e.epoch, e.units, (extract(epoch from e.counted_at) * 1000000)::bigint as at,
                max(e.units) over earlier as peak, max(${IN_ORDER}) over earlier as newest
         from ranges w join usage_event e on e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at
         window earlier as (partition by w.id order by e.epoch, e.reservation rows between unbounded preceding and 1 preceding)),
       v as (
         select id, epoch, units, case $2::text when 'MAX' then units > greatest(coalesce(peak, 0), archived)
                                  else case when newest is null then not older else at >= newest[1] and units > newest[4] end end as rises
         from reported)
     select era.kind, ${ms("era.starts_at")} as start, era.epoch::float8 as epoch, era.wall::float8 as "limit",
            count(v.units)::float8 as values, coalesce(max(v.units), 0)::float8 as highest,
            (count(*) filter (where v.rises and v.units > era.wall))::float8 as risen
     from era left join v on v.id = era.id and v.epoch >= era.epoch and v.epoch < era.next
     where era.in_force and era.wall is not null
     group by era.kind, era.starts_at, era.epoch, era.wall order by era.starts_at, era.kind, era.epoch`,
    [fence.id, fence.aggregation],
  );

interface KeyRow extends Omit<KeyReading, "examples"> {
  readonly examples: string[] | null;
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
         where k.key is null or k.fence_id <> f.id or k.epoch <> m.epoch or k.reservation <> m.reservation or k.event_id <> coalesce(m.event_id, k.event_id)),
       ending as (
         select h.id from usage_hold h left join usage_event e on e.fence_id = h.fence_id and e.id = h.event_id
         where h.fence_id = $1::bigint and h.status = 'SETTLED' and (e.hold_id is distinct from h.id or e.units <> h.settled_units)
           -- The event of a hold that ended long ago may have left the log. Usage is at most 35 days late.
           and (e.id is not null or coalesce(h.ended_at >= (select max(ends_at) from usage_archived_month) + interval '36 days', true))
         union
         select h.id from usage_event e join usage_hold h on h.id = e.hold_id
         where e.fence_id = $1::bigint and (h.status <> 'SETTLED' or h.event_id is distinct from e.id))
     select (select count(*)::float8 from usage_key k join f on k.organization_id = f.organization_id and k.environment = f.environment and k.fence_id = f.id) as keys,
            (select count(*)::float8 from usage_event e where e.fence_id = $1::bigint) as events,
            (select coalesce(sum(d.events), 0)::float8 from usage_archived_day d where d.fence_id = $1::bigint) as "archivedEvents",
            (select count(*)::float8 from usage_hold h where h.fence_id = $1::bigint) as holds,
            (select count(*)::float8 from usage_hold h where h.fence_id = $1::bigint and h.status = 'SETTLED') as settled,
            (select count(*)::float8 from ending) as unsettled,
            (select count(*)::float8 from usage_hold h where h.fence_id = $1::bigint and h.status = 'RELEASED') as releases,
            (select count(*)::float8 from stray) as unmatched,
            (select array_agg(key) from (select key from stray order by key limit ${EXAMPLES}) s) as examples`,
    [fence.id],
  );
  if (!row) throw new Error("the keys could not be counted");
  return { ...row, examples: row.examples ?? [] };
}

async function readLog(sql: Sql, fence: FenceName): Promise<LogReading> {
  const [row] = await sql.query<LogReading>(
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
