import type { Ctx } from "@/lib/context";
import { iso } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx } from "@/lib/platform/db";
import { conditionsOf, STATE_OF_EVENT } from "./event-conditions";
import type { EventFilter, EventKeyset, EventPage, EventState, StoredEvent } from "./model";
import * as store from "./store";

export const MAX_EVENTS_PAGE = 100;

/** How far behind the inbox is. */
export const inboxBacklog = (ctx: Pick<Ctx, "db">): Promise<{ waiting: number; oldestSeconds: number; dead: number }> =>
  store.backlog(ctx.db);

/** Stored events of every organization, newest first; `limit` is cut to 100. For staff. */
export async function listStoredEvents(
  ctx: Pick<Ctx, "db">,
  filter: EventFilter = {},
  page: { limit?: number; after?: EventKeyset } = {},
): Promise<EventPage> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), MAX_EVENTS_PAGE);
  const { where, values } = conditionsOf(filter);
  const after = page.after
    ? `and (e.received_at, e.event_id) < ($${values.length + 2}::timestamptz, $${values.length + 3})`
    : "";
  const rows = await selectEvents(
    ctx.db,
    `where ${where} ${after} order by e.received_at desc, e.event_id desc limit $${values.length + 1}::int`,
    [...values, limit + 1, ...(page.after ? [iso(page.after.receivedAt), page.after.id] : [])],
  );
  const events = rows.slice(0, limit).map(storedEventOf);
  const last = events.at(-1);
  return { events, next: rows.length > limit && last ? { receivedAt: last.receivedAt, id: last.id } : null };
}

/** One stored event with the text as it came, or null. For staff. */
export async function findStoredEvent(
  ctx: Pick<Ctx, "db">,
  eventId: string,
): Promise<{ event: StoredEvent; payload: string } | null> {
  const { where, values } = conditionsOf({});
  const [row] = await selectEvents(ctx.db, `where ${where} and e.event_id = $${values.length + 1}`, [
    ...values,
    eventId,
  ]);
  return row ? { event: storedEventOf(row), payload: row.payload } : null;
}

/** How many stored events a filter meets. For staff. */
export async function countStoredEvents(ctx: Pick<Ctx, "db">, filter: EventFilter): Promise<number> {
  const { where, values } = conditionsOf(filter);
  const [row] = await sqlOf(ctx.db).query<{ found: number }>(
    `select count(*)::int4 as found from inbox_event e where ${where}`,
    values,
  );
  return row?.found ?? 0;
}

interface Row {
  readonly event_id: string;
  readonly type: string;
  readonly api_version: string | null;
  readonly object_id: string | null;
  readonly organization_id: string | null;
  readonly organization_name: string | null;
  readonly state: EventState;
  readonly received: number;
  readonly attempts: number;
  readonly due: number | null;
  readonly processed: number | null;
  readonly died: number | null;
  readonly outcome: string | null;
  readonly last_error: string | null;
  readonly payload: string;
}

/** Milliseconds, as Instant counts them. */
const momentOf = (column: string): string => `floor(extract(epoch from e.${column}) * 1000)::float8`;

const selectEvents = (db: DbOrTx, rest: string, values: readonly unknown[]): Promise<Row[]> =>
  sqlOf(db).query<Row>(
    `select e.event_id, e.type, e.api_version, e.object_id, e.organization_id, o.name as organization_name,
       ${STATE_OF_EVENT} as state, ${momentOf("received_at")} as received, e.attempts, e.payload,
       case when e.processed_at is null and e.dead_at is null then ${momentOf("available_at")} end as due,
       ${momentOf("processed_at")} as processed, ${momentOf("dead_at")} as died, e.outcome, e.last_error
     from inbox_event e left join organization o on o.id = e.organization_id ${rest}`,
    values,
  );

const storedEventOf = (row: Row): StoredEvent => ({
  id: row.event_id,
  type: row.type,
  apiVersion: row.api_version,
  objectId: row.object_id,
  organization: row.organization_id === null ? null : { id: row.organization_id, name: row.organization_name ?? "" },
  state: row.state,
  receivedAt: row.received,
  attempts: row.attempts,
  dueAt: row.due,
  processedAt: row.processed,
  deadAt: row.died,
  outcome: row.outcome,
  lastError: row.last_error,
});
