import { idFromUuid } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import type { Sql } from "@/lib/platform/sql";
import { contentOf, type UsageEnvironment } from "@/lib/quota";
import type { DailyUsage, EventKeyset, GroupBy, LoggedEvent, UsageBucket } from "./model";

export interface Tenant {
  readonly organizationId: string;
  readonly environment: UsageEnvironment;
}

const at = (parameter: string): string => `'epoch'::timestamptz + ${parameter}::float8 * interval '1 ms'`;
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

const GROUP_COLUMN: Readonly<Record<Exclude<GroupBy, "day">, string>> = {
  key: "e.api_key_id",
  subject: "e.subject",
  provider: "e.provider",
  user: "e.user_id",
};
const MAX_BUCKETS = 1_000;

const LOG = `usage_event e join usage_fence f on f.id = e.fence_id left join meter m on m.slug = f.meter
  where f.organization_id = $1 and f.environment = $2 and ($3::text is null or f.meter = $3) and e.counted_at >= ${at("$4")} and e.counted_at < ${at("$5")}`;

export interface Range {
  readonly from: Instant;
  readonly to: Instant;
  readonly meter: string | null;
}

const values = (tenant: Tenant, range: Range): unknown[] => [
  tenant.organizationId,
  tenant.environment,
  range.meter,
  range.from,
  range.to,
];

/** A sum, or of a gauge the peak or the newest level among the events of the bucket. */
const UNITS = `(${contentOf("m.aggregation::text")})::float8`;

/** Totals by meter and group, the largest first. At most 1,000 buckets. */
export async function sumByGroup(
  sql: Sql,
  tenant: Tenant,
  range: Range,
  groupBy: Exclude<GroupBy, "day"> | null,
): Promise<UsageBucket[]> {
  const group = groupBy === null ? "null::text" : GROUP_COLUMN[groupBy];
  const rows = await sql.query<{ meter: string; bucket: string | null; units: number; events: number; cost: number }>(
    `select f.meter, ${group} as bucket, ${UNITS} as units, count(*)::float8 as events, coalesce(sum(e.cost_micros), 0)::float8 as cost
     from ${LOG} group by 1, 2, m.aggregation order by units desc, 1, 2 limit ${MAX_BUCKETS}`,
    values(tenant, range),
  );
  return rows.map((r) => ({ meter: r.meter, group: r.bucket, units: r.units, events: r.events, costMicros: r.cost }));
}

/** Totals by UTC day, meter and group, oldest first. The range is bounded by the caller. */
export async function sumByDay(
  sql: Sql,
  tenant: Tenant,
  range: Range,
  groupBy: Exclude<GroupBy, "day"> | null,
): Promise<DailyUsage[]> {
  const group = groupBy === null ? "null::text" : GROUP_COLUMN[groupBy];
  const rows = await sql.query<{ meter: string; day: number; bucket: string | null; units: number }>(
    `select f.meter, ${ms("date_trunc('day', e.counted_at, 'UTC')")} as day, ${group} as bucket, ${UNITS} as units
     from ${LOG} group by 1, 2, 3, m.aggregation order by 2, 1, units desc limit ${MAX_BUCKETS * 10}`,
    values(tenant, range),
  );
  return rows.map((r) => ({ meter: r.meter, day: r.day, group: r.bucket, units: r.units }));
}

/** Units of the newest event counted before a moment, also one that has left the log; 0 when there is none. */
export async function levelBefore(sql: Sql, tenant: Tenant, meter: string, moment: Instant): Promise<number> {
  const rows = await sql.query<{ units: number }>(
    `(select e.units::float8 as units from ${LOG} order by e.counted_at desc, e.epoch desc, e.reservation desc limit 1)
     union all
     (select w.checkpoint_units::float8 from usage_window w join usage_fence f on f.id = w.fence_id
      where f.organization_id = $1 and f.environment = $2 and f.meter = $3 and w.kind = 'LIFETIME' and w.checkpoint_at < ${at("$5")})`,
    values(tenant, { from: 0, to: moment, meter }),
  );
  return rows[0]?.units ?? 0;
}

interface EventRow {
  id: string;
  seq: number;
  meter: string;
  units: number;
  key: string;
  counted: number;
  occurred: number;
  recorded: number;
  source: string;
  api_key_id: string | null;
  subject: string | null;
  provider: string | null;
  endpoint: string | null;
  user_id: string | null;
  request_id: string | null;
  cost: number | null;
  properties: string | null;
}

/** The log, newest first, after a keyset. */
export async function selectEvents(
  sql: Sql,
  tenant: Tenant,
  range: Range,
  after: EventKeyset | null,
  limit: number,
): Promise<LoggedEvent[]> {
  const rows = await sql.query<EventRow>(
    `select e.id::text as id, e.seq::float8 as seq, f.meter, e.units::float8 as units, e.key, ${ms("e.counted_at")} as counted, ${ms("e.occurred_at")} as occurred,
            ${ms("e.recorded_at")} as recorded, e.source, e.api_key_id, e.subject, e.provider, e.endpoint, e.user_id, e.request_id, e.cost_micros::float8 as cost, e.properties::text as properties
     from ${LOG} and ($6::float8 is null or (e.counted_at, e.seq) < (${at("$6")}, $7::bigint))
     order by e.counted_at desc, e.seq desc limit $8::int`,
    [...values(tenant, range), after?.countedAt ?? null, after?.seq ?? 0, limit],
  );
  return rows.map((r) => ({
    id: idFromUuid("usageEvent", r.id),
    seq: r.seq,
    meter: r.meter,
    units: r.units,
    idempotencyKey: r.key,
    countedAt: r.counted,
    occurredAt: r.occurred,
    recordedAt: r.recorded,
    source: r.source,
    apiKeyId: r.api_key_id,
    subject: r.subject,
    provider: r.provider,
    endpoint: r.endpoint,
    userId: r.user_id,
    requestId: r.request_id,
    costMicros: r.cost,
    properties: r.properties === null ? null : (JSON.parse(r.properties) as unknown),
  }));
}

/** When the newest event of each meter was counted. A level that has left the log still stands since then. */
export async function lastCounted(sql: Sql, tenant: Tenant): Promise<Map<string, Instant>> {
  const rows = await sql.query<{ meter: string; counted: number }>(
    `select f.meter, ${ms("last.counted_at")} as counted from usage_fence f
     cross join lateral (select coalesce(
       (select e.counted_at from usage_event e where e.fence_id = f.id order by e.counted_at desc limit 1),
       (select max(w.checkpoint_at) from usage_window w where w.fence_id = f.id)) as counted_at) last
     where f.organization_id = $1 and f.environment = $2 and last.counted_at is not null`,
    [tenant.organizationId, tenant.environment],
  );
  return new Map(rows.map((r) => [r.meter, r.counted]));
}
