import type { RunningWorld } from "@/lib/context";
import { METER } from "./tenants";

/** Bytes that metering leaves, by name: one event's share of each table and index, and single keys in Redis. */
export type Footprint = Readonly<Record<string, number>>;

/** Where the write-ahead log stands, in bytes. */
export async function position(world: RunningWorld): Promise<number> {
  const [row] = await world.pool.query<{ at: number }>(
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as at",
  );
  return row?.at ?? 0;
}

const RELATIONS = `
select case when c.relname like 'usage\\_event%' then 'log' else 'keys' end as table,
       sum(pg_table_size(c.oid))::float8 as rows, sum(pg_indexes_size(c.oid))::float8 as indexes
from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and (c.relname = 'usage_key' or c.relname like 'usage\\_event\\_%')
group by 1`;

const SIZE_OF = { name: "benchSizeOf", source: "return redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 0)" };

/** What all events since `from` take, divided by their number, and the counters of one organization's meter. */
export async function footprint(world: RunningWorld, from: number, organization: string): Promise<Footprint> {
  const wal = (await position(world)) - from;
  const [counted] = await world.pool.query<{ n: number }>("select count(*)::float8 as n from usage_key");
  const events = Math.max(1, counted?.n ?? 0);
  const relations = await world.pool.query<{ table: string; rows: number; indexes: number }>(RELATIONS);
  const [last] = await world.pool.query<{ fence: string; key: string; environment: string }>(
    `select k.fence_id::text as fence, k.key, k.environment from usage_key k join usage_fence f on f.id = k.fence_id
     where f.organization_id = $1 and f.meter = $2 and k.organization_id = $1 order by k.reservation desc limit 1`,
    [organization, METER.one],
  );
  const size = async (key: string): Promise<number> => Number(await world.redis.run(SIZE_OF, [key], []));
  return {
    events,
    "bytes of WAL for an event": wal / events,
    ...Object.fromEntries(
      relations.flatMap(({ table, rows, indexes }) => [
        [`bytes of ${table} for an event`, rows / events],
        [`bytes of the indexes of ${table} for an event`, indexes / events],
      ]),
    ),
    "bytes in Redis of one counter (one window)": await size(`q:{${organization}}:${last?.fence ?? ""}`),
    "bytes in Redis of one remembered answer": await size(
      `q:{${organization}}:${last?.environment ?? ""}:k:${last?.key ?? ""}`,
    ),
  };
}
