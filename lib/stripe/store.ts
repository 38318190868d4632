import type { ProviderEvent } from "@/lib/payments";
import { sqlOf, type DbOrTx } from "@/lib/platform/db";
import type { InboxEvent } from "./model";

const PROVIDER = "stripe";
const MAX_ATTEMPTS = 12;
/** An event taken and not finished within this time is taken again: its taker is dead. */
const LEASE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 3_600;

interface Row {
  readonly event_id: string;
  readonly type: string;
  readonly object_id: string | null;
  readonly attempts: number;
}

const eventOf = (row: Row): InboxEvent => ({
  id: row.event_id,
  type: row.type,
  objectId: row.object_id,
  attempts: row.attempts,
});

/** Stores an event once. False when it was there already. */
export async function insertEvent(db: DbOrTx, event: ProviderEvent): Promise<boolean> {
  const rows = await sqlOf(db).query<{ event_id: string }>(
    `insert into inbox_event (provider, event_id, type, api_version, object_id, payload) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning event_id`,
    [PROVIDER, event.id, event.type, event.apiVersion, event.objectId, event.payload],
  );
  return rows.length === 1;
}

/** Takes due events: each is pushed a lease into the future, so that nobody else holds it and a dead taker's come back. */
export async function takeDueEvents(db: DbOrTx, limit: number): Promise<InboxEvent[]> {
  const rows = await sqlOf(db).query<Row>(
    `update inbox_event e set attempts = attempts + 1, available_at = now() + $3::int * interval '1 second'
     where (e.provider, e.event_id) in (
       select provider, event_id from inbox_event
       where provider = $1 and processed_at is null and dead_at is null and available_at <= now()
       order by available_at, received_at limit $2::int for update skip locked)
     returning e.event_id, e.type, e.object_id, e.attempts`,
    [PROVIDER, limit, LEASE_SECONDS],
  );
  return rows.map(eventOf);
}

export async function markProcessed(db: DbOrTx, eventId: string, outcome: string): Promise<void> {
  await sqlOf(db).query(
    `update inbox_event set processed_at = now(), outcome = $3, last_error = null where provider = $1 and event_id = $2 returning event_id`,
    [PROVIDER, eventId, outcome.slice(0, 500)],
  );
}

/** Puts an event back with a growing pause; after the last attempt it is dead and waits for a person. Returns whether it is. */
export async function markFailed(db: DbOrTx, event: InboxEvent, error: string): Promise<boolean> {
  const pause = Math.min(2 ** event.attempts, LONGEST_PAUSE_SECONDS);
  const rows = await sqlOf(db).query<{ dead: boolean }>(
    `update inbox_event set last_error = $3, available_at = now() + $4::int * interval '1 second',
       dead_at = case when attempts >= $5::int then now() end
     where provider = $1 and event_id = $2 returning dead_at is not null as dead`,
    [PROVIDER, event.id, error.slice(0, 1_000), pause, MAX_ATTEMPTS],
  );
  return rows[0]?.dead ?? false;
}

/** Makes an event due again, whatever became of it. False when it is not stored. */
export async function makeDue(db: DbOrTx, eventId: string): Promise<boolean> {
  const rows = await sqlOf(db).query<{ event_id: string }>(
    `update inbox_event set attempts = 0, available_at = now(), processed_at = null, dead_at = null, outcome = null, last_error = null
     where provider = $1 and event_id = $2 returning event_id`,
    [PROVIDER, eventId],
  );
  return rows.length === 1;
}

/** How many events wait, and since how many seconds the oldest does; for readiness, tiles and alarms. */
export async function backlog(db: DbOrTx): Promise<{ waiting: number; oldestSeconds: number; dead: number }> {
  const rows = await sqlOf(db).query<{ waiting: number; oldest: number; dead: number }>(
    `select count(*) filter (where dead_at is null)::int4 as waiting, count(*) filter (where dead_at is not null)::int4 as dead,
       coalesce(extract(epoch from now() - min(received_at) filter (where dead_at is null)), 0)::float8 as oldest
     from inbox_event where provider = $1 and processed_at is null`,
    [PROVIDER],
  );
  const row = rows[0];
  return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest ?? 0, dead: row?.dead ?? 0 };
}
