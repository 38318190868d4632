import type { LimitPolicy, WindowKind } from "@/lib/entitlements";
import type { Instant, Period } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import { ARCHIVED_EVENTS, contentOf, type UsageEnvironment } from "@/lib/quota";

/** What became of one window, or (`UTC_DAY`) of one finished day. */
export interface UsageAggregate {
  readonly meter: string;
  readonly environment: UsageEnvironment;
  readonly kind: WindowKind | "UTC_DAY";
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Summed, or the largest or newest value, as the meter aggregates. */
  readonly units: number;
  readonly events: number;
  readonly limit: number | null;
  readonly policy: LimitPolicy | null;
  /** Units beyond a metered limit. */
  readonly overage: number;
  readonly peakDay: Instant | null;
  readonly peakUnits: number | null;
  /** Nothing can be counted in it any more. */
  readonly closed: boolean;
  readonly computedAt: Instant;
}

const at = (parameter: string): string => `'epoch'::timestamptz + ${parameter}::float8 * interval '1 ms'`;
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;
const DAY_OF = "date_trunc('day', e.counted_at, 'UTC')";

const CONTENT = contentOf("m.aggregation::text");

/**
 * SQL: days of fences `f` with what their events come to, in a range of UTC days, from the log and from what the archive
 * keeps of days that have left it. The archive knows no level: the rows that were written of it stand.
 */
const daysOf = (from: string, to: string): string => `
  select e.fence_id, ${DAY_OF} as day, ${CONTENT} as units, count(*) as events
  from usage_event e join usage_fence f on f.id = e.fence_id join meter m on m.slug = f.meter
  where e.fence_id = any($1::bigint[]) and e.counted_at >= ${from} and e.counted_at < ${to}
  group by e.fence_id, m.aggregation, ${DAY_OF}
  union all
  select d.fence_id, d.day::timestamp at time zone 'UTC', case m.aggregation when 'MAX' then coalesce(d.peak, d.units) else d.units end, d.events
  from usage_archived_day d join usage_fence f on f.id = d.fence_id join meter m on m.slug = f.meter
  where d.fence_id = any($1::bigint[]) and m.aggregation <> 'LATEST'
    and d.day::timestamp at time zone 'UTC' >= ${from} and d.day::timestamp at time zone 'UTC' < ${to}`;

const REPLACE = `on conflict (fence_id, kind, starts_at) do update set ends_at = excluded.ends_at, units = excluded.units, events = excluded.events,
    limit_units = excluded.limit_units, policy = excluded.policy, overage_units = excluded.overage_units, peak_day = excluded.peak_day,
    peak_units = excluded.peak_units, closed = excluded.closed, computed_at = excluded.computed_at
  where (usage_aggregate.ends_at, usage_aggregate.units, usage_aggregate.events, usage_aggregate.limit_units, usage_aggregate.policy, usage_aggregate.closed)
    is distinct from (excluded.ends_at, excluded.units, excluded.events, excluded.limit_units, excluded.policy, excluded.closed)
  returning 1`;

const COLUMNS =
  "fence_id, kind, starts_at, ends_at, units, events, limit_units, policy, overage_units, peak_day, peak_units, closed, computed_at";
const OVERAGE = (units: string): string =>
  `case when w.policy = 'METERED' then greatest(0, ${units} - w.limit_units) else 0 end`;

/** Fences by id after one of them. */
export async function fencesAfter(sql: Sql, after: number, limit: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select id::float8 as id from usage_fence where id > $1::bigint order by id limit $2::int`,
    [after, limit],
  );
  return rows.map((row) => row.id);
}

/** The first day with an event, also one that has left the log; null without any. */
export async function firstCounted(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ first: number | null }>(
    `select ${ms("least(min(e.counted_at), (select min(day)::timestamp at time zone 'UTC' from usage_archived_day))")} as first from usage_fence f
     cross join lateral (select counted_at from usage_event where fence_id = f.id order by counted_at limit 1) e`,
  );
  return row?.first ?? null;
}

/** Days with events of these fences. A day is closed once no event may be that late any more. */
export async function upsertDays(sql: Sql, fences: readonly number[], range: Period, lateFor: number): Promise<number> {
  const rows = await sql.query(
    `with d as (${daysOf(at("$2"), at("$3"))})
     insert into usage_aggregate (${COLUMNS})
     select d.fence_id, 'UTC_DAY', d.day, d.day + interval '24 hours', d.units, d.events, null::bigint, null::text, 0, null::timestamptz, null::bigint,
            d.day + interval '24 hours' + $4::float8 * interval '1 ms' <= business_now(), business_now()
     from d ${REPLACE}`,
    [fences, range.start, range.end, lateFor],
  );
  return rows.length;
}

/** Windows that are open, or have closed since their row was written. Not a lifetime's sum: its first events may be gone. */
export async function upsertWindows(sql: Sql, fences: readonly number[]): Promise<number> {
  const rows = await sql.query(
    `with w as (
       select w.*, m.aggregation, ${ARCHIVED_EVENTS} as archived_events from usage_window w join usage_fence f on f.id = w.fence_id join meter m on m.slug = f.meter
       left join usage_aggregate a on a.fence_id = w.fence_id and a.kind = w.kind and a.starts_at = w.starts_at
       where w.fence_id = any($1::bigint[]) and (w.kind <> 'LIFETIME' or m.aggregation <> 'SUM') and (a.closed is not true or a.ends_at <> w.ends_at)),
     g as (
       select m.id, ${DAY_OF} as day, grouping(${DAY_OF}) = 1 as whole, ${CONTENT} as units, count(*) as events
       from w m join usage_event e on e.fence_id = m.fence_id and e.counted_at >= m.starts_at and e.counted_at < m.ends_at
       group by grouping sets ((m.id, m.aggregation), (m.id, m.aggregation, ${DAY_OF}))),
     peak as (select distinct on (id) id, day, units from g where not whole order by id, units desc, day),
     -- Where events have left the log before the row was written, the checkpoint has what they came to.
     total as (
       select w.id,
              case when w.archived_events = 0 then coalesce(g.units, 0)
                   when w.aggregation = 'LATEST' then coalesce(g.units, w.checkpoint_units)
                   when w.aggregation = 'MAX' then greatest(w.checkpoint_units, g.units)
                   when w.status = 'CLOSED' then w.checkpoint_units
                   else archived_units(w.fence_id, w.starts_at, w.ends_at) + coalesce(g.units, 0) end as units,
              coalesce(g.events, 0) + w.archived_events as events
       from w left join g on g.id = w.id and g.whole)
     insert into usage_aggregate (${COLUMNS})
     select w.fence_id, w.kind, w.starts_at, w.ends_at, t.units, t.events, w.limit_units, w.policy,
            ${OVERAGE("t.units")}, peak.day, peak.units, w.status = 'CLOSED', business_now()
     from w join total t on t.id = w.id left join peak on peak.id = w.id and w.archived_events = 0 ${REPLACE}`,
    [fences],
  );
  return rows.length;
}

/** Sums over a lifetime: from the rows of its days, which outlive their events, and the log since `today`. */
export async function upsertLifetimes(sql: Sql, fences: readonly number[], today: Instant): Promise<number> {
  const rows = await sql.query(
    `with w as (
       select w.* from usage_window w join usage_fence f on f.id = w.fence_id join meter m on m.slug = f.meter
       where w.fence_id = any($1::bigint[]) and w.kind = 'LIFETIME' and m.aggregation = 'SUM'),
     d as (
       select a.fence_id, a.starts_at as day, a.units, a.events from usage_aggregate a join w on w.fence_id = a.fence_id where a.kind = 'UTC_DAY' and a.starts_at < ${at("$2")}
       union all
       select e.fence_id, ${DAY_OF}, sum(e.units), count(*) from usage_event e join w on w.fence_id = e.fence_id where e.counted_at >= ${at("$2")} group by 1, 2),
     total as (select fence_id, sum(units) as units, sum(events) as events from d group by fence_id),
     peak as (select distinct on (fence_id) fence_id, day, units from d order by fence_id, units desc, day)
     insert into usage_aggregate (${COLUMNS})
     select w.fence_id, w.kind, w.starts_at, w.ends_at, coalesce(t.units, 0), coalesce(t.events, 0), w.limit_units, w.policy,
            ${OVERAGE("coalesce(t.units, 0)")}, p.day, p.units, false, business_now()
     from w left join total t on t.fence_id = w.fence_id left join peak p on p.fence_id = w.fence_id ${REPLACE}`,
    [fences, today],
  );
  return rows.length;
}

interface Row {
  meter: string;
  environment: UsageEnvironment;
  kind: UsageAggregate["kind"];
  starts: number;
  ends: number;
  units: number;
  events: number;
  limit_units: number | null;
  policy: LimitPolicy | null;
  overage: number;
  peak_day: number | null;
  peak_units: number | null;
  closed: boolean;
  computed: number;
}

/** Aggregates of one organization's environment, newest first; of windows, or of days. */
export async function selectAggregates(
  sql: Sql,
  about: { organizationId: string; environment: UsageEnvironment; of: "windows" | "days"; limit: number },
): Promise<UsageAggregate[]> {
  const rows = await sql.query<Row>(
    `select f.meter, f.environment, a.kind, ${ms("a.starts_at")} as starts, ${ms("a.ends_at")} as ends, a.units::float8 as units, a.events::float8 as events,
            a.limit_units::float8 as limit_units, a.policy, a.overage_units::float8 as overage, ${ms("a.peak_day")} as peak_day, a.peak_units::float8 as peak_units,
            a.closed, ${ms("a.computed_at")} as computed
     from usage_aggregate a join usage_fence f on f.id = a.fence_id
     where f.organization_id = $1 and f.environment = $2 and (a.kind = 'UTC_DAY') = $3::boolean
     order by a.starts_at desc, f.meter, a.kind limit $4::int`,
    [about.organizationId, about.environment, about.of === "days", about.limit],
  );
  return rows.map(({ starts, ends, limit_units, peak_day, peak_units, computed, ...row }) => ({
    ...row,
    startsAt: starts,
    endsAt: ends,
    limit: limit_units,
    peakDay: peak_day,
    peakUnits: peak_units,
    computedAt: computed,
  }));
}
