import { Redis } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";
import { sqlState, type Connection, type Pool } from "@/lib/platform/pg";
import type { Sql } from "@/lib/platform/sql";
import { bareRow, INSERT_ONE, type BareRow } from "./bare-rows";

/**
 * What others stop at a limit with, on the same servers through the same clients. The two of Postgres keep a counter row for
 * each organization and write the same event as the bare insert, durably; the one of Redis counts and keeps no event.
 */

const ROOM = 1_000_000_000_000;

/** Makes the counters, as the role that owns the schema. After the table of the bare rows. */
export async function makePeerCounters(owner: Sql): Promise<void> {
  await owner.query(
    "create table peer_counter (organization_id text primary key, used bigint not null, allowed bigint not null)",
  );
  await owner.query(
    `insert into peer_counter select 'og_' || lpad(i::text, 32, '0'), 0, ${ROOM} from generate_series(0, 49) i`,
  );
  await owner.query("grant select, update on peer_counter to weir_app");
}

const CONDITIONAL_UPDATE = {
  name: "peer-conditional-update",
  text: `
with room as (update peer_counter set used = used + $7 where organization_id = $3 and used + $7 <= allowed returning used)
insert into bare_event (fence_id, counted_at, id, organization_id, environment, key, fingerprint, result, units, epoch, reservation,
                        occurred_at, recorded_at, source, api_key_id)
select $1, now(), $2, $3, 'PROD', $4, $5, $6, $7, 1, $8, now(), now(), 'api', $9 from room returning id`,
};

/** One statement, one row, one commit: the counter's row is the queue in which the requests of an organization stand. */
export async function conditionalUpdate(pool: Pool, row: BareRow): Promise<void> {
  const written = await pool.named(CONDITIONAL_UPDATE, row);
  if (written.length !== 1) throw new Error("The conditional update found no room.");
}

const READ = {
  name: "peer-read",
  text: "select used::float8 as used, allowed::float8 as allowed from peer_counter where organization_id = $1",
};
const WRITE = { name: "peer-write", text: "update peer_counter set used = used + $2 where organization_id = $1" };
const SERIALIZATION_FAILURE = "40001";
const MAX_TRIES = 100;

async function checkThenInsert(connection: Connection, row: BareRow): Promise<void> {
  const [, , organization, , , , units] = row;
  const [counter] = await connection.named<{ used: number; allowed: number }>(READ, [organization]);
  if (!counter || counter.used + units > counter.allowed) throw new Error("The check found no room.");
  await connection.named(WRITE, [organization, units]);
  await connection.named(INSERT_ONE, row);
}

/** Reads, compares and writes under SERIALIZABLE, again from the start whenever Postgres says that somebody was faster. */
export function serializable(pool: Pool, row: BareRow): Promise<void> {
  return pool.pinned(async (connection) => {
    for (let tries = 1; ; tries++) {
      try {
        await connection.query("begin isolation level serializable");
        await checkThenInsert(connection, row);
        await connection.query("commit");
        return;
      } catch (error) {
        await connection.query("rollback");
        if (sqlState(error) !== SERIALIZATION_FAILURE || tries === MAX_TRIES) throw error;
      }
    }
  });
}

/** rate-limiter-flexible over Redis, with room for all. */
export function rateLimiter(url: string): (organization: string) => Promise<unknown> {
  const limiter = new RateLimiterRedis({
    storeClient: new Redis(url, { enableAutoPipelining: true }),
    keyPrefix: "peer",
    points: ROOM,
    duration: 3_600,
  });
  return (organization) => limiter.consume(organization, 1);
}

/** Every request of one organization: the contention that a quota is about. */
export const contendedRow = (key: string, id: string, n: number): BareRow => bareRow(0, key, id, n);
