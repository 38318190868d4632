import type { ProviderEvent } from "@/lib/payments";
import { sqlOf, type DbOrTx } from "@/lib/platform/db";
import { conditionsOf } from "./event-conditions";
import { PROVIDER, type EventFilter, type InboxEvent } from "./model";

const MAX_ATTEMPTS = 12;
/** An event taken and not finished within this time is taken again: its taker is dead. */
const LEASE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 3_600;
/** While Stripe itself is away an event is no poison, so it comes back sooner and for as long as Stripe delivers again. */
const LONGEST_PAUSE_AWAY_SECONDS = 120;
const GIVE_UP_AWAY_HOURS = 72;

interface Row {
  readonly event_id: string;
  readonly type: string;
  readonly object_id: string | null;
  readonly organization_id: string | null;
  readonly attempts: number;
}

const eventOf = (row: Row): InboxEvent => ({
  id: row.event_id,
  type: row.type,
  objectId: row.object_id,
  organizationId: row.organization_id,
  attempts: row.attempts,
});

/** Stores an event once, with whose it is. False when it was there already. */
export async function insertEvent(db: DbOrTx, event: ProviderEvent): Promise<boolean> {
  const rows = await sqlOf(db).query<{ event_id: string }>(
    `insert into inbox_event (provider, event_id, type, api_version, object_id, payload, organization_id)
     values ($1, $2, $3, $4, $5, $6, (select id from organization where stripe_customer_id = $7))
     on conflict do nothing returning event_id`,
    [PROVIDER, event.id, event.type, event.apiVersion, event.objectId, event.payload, event.customerId],
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
     returning e.event_id, e.type, e.object_id, e.organization_id, e.attempts`,
    [PROVIDER, limit, LEASE_SECONDS],
  );
  return rows.map(eventOf);
}

/** Marks events done; returns the seconds from the arrival of each to now. */
export async function markProcessed(db: DbOrTx, eventIds: readonly string[], outcome: string): Promise<number[]> {
  const rows = await sqlOf(db).query<{ lag: number }>(
    `update inbox_event set processed_at = now(), dead_at = null, outcome = $3, last_error = null
     where provider = $1 and event_id = any($2::text[])
     returning extract(epoch from now() - received_at)::float8 as lag`,
    [PROVIDER, eventIds, outcome.slice(0, 500)],
  );
  return rows.map((row) => row.lag);
}

/**
 * Puts an event back with a growing pause; after its last attempt it is dead and waits for a person. `away` is for a
 * failure that says nothing about the event, because nobody answered. A taker whose lease has passed to somebody else, or
 * whose event is done meanwhile, writes nothing. Returns whether it has died by this.
 */
export async function markFailed(db: DbOrTx, event: InboxEvent, error: string, away: boolean): Promise<boolean> {
  const pause = Math.min(2 ** event.attempts, away ? LONGEST_PAUSE_AWAY_SECONDS : LONGEST_PAUSE_SECONDS);
  const rows = await sqlOf(db).query<{ dead: boolean }>(
    `update inbox_event set last_error = $3, available_at = now() + $4::int * interval '1 second',
       dead_at = case when received_at < now() - $7::int * interval '1 hour' or not $6::boolean then
         case when attempts >= $5::int then now() end end
     where provider = $1 and event_id = $2 and attempts = $8::int and processed_at is null and dead_at is null
     returning dead_at is not null as dead`,
    [PROVIDER, event.id, error.slice(0, 1_000), pause, MAX_ATTEMPTS, away, GIVE_UP_AWAY_HOURS, event.attempts],
  );
  return rows[0]?.dead ?? false;
}

const DUE_AGAIN = `attempts = 0, available_at = now(), processed_at = null, dead_at = null, outcome = null, last_error = null`;

/** Makes an event due again, whatever became of it. False when it is not stored. */
export async function makeDue(db: DbOrTx, eventId: string): Promise<boolean> {
  const rows = await sqlOf(db).query<{ event_id: string }>(
    `update inbox_event set ${DUE_AGAIN} where provider = $1 and event_id = $2 returning event_id`,
    [PROVIDER, eventId],
  );
  return rows.length === 1;
}

/** Makes the oldest events of a filter due again, at most `limit`; returns how many. */
export async function makeManyDue(db: DbOrTx, filter: EventFilter, limit: number): Promise<number> {
  const { where, values } = conditionsOf(filter);
  const rows = await sqlOf(db).query<{ event_id: string }>(
    `update inbox_event set ${DUE_AGAIN} where (provider, event_id) in (
       select e.provider, e.event_id from inbox_event e where ${where}
       order by e.received_at, e.event_id limit $${values.length + 1}::int)
     returning event_id`,
    [...values, limit],
  );
  return rows.length;
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
