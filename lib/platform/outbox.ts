import { newId } from "@/lib/kernel/ids";
import { canonicalJson } from "@/lib/kernel/json";
import { sqlOf, type DbOrTx, type Tx } from "./db";

/** Something the world must be told. Written in the transaction that made it true, delivered afterwards, at least once. */
export interface OutboxMessage {
  readonly id: string;
  readonly type: string;
  readonly organizationId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

/** Writes a message into the caller's transaction. Returns its id. */
export async function emit(
  tx: Tx,
  type: string,
  organizationId: string | null,
  payload: Readonly<Record<string, unknown>>,
): Promise<string> {
  const id = newId("outboundEvent");
  await sqlOf(tx).query(
    `insert into outbox_message (id, type, organization_id, payload, created_at) values ($1, $2, $3, $4::jsonb, business_now()) returning id`,
    [id, type, organizationId, canonicalJson(payload)],
  );
  return id;
}

const MAX_ATTEMPTS = 12;
/** A message taken and not finished within this time is taken again: its taker is dead. */
const LEASE_SECONDS = 30;

/**
 * Takes due messages for delivery: each is pushed a lease into the future, so that two sweepers never hold the same one
 * and a dead sweeper's messages come back.
 */
export async function takeDue(db: DbOrTx, limit: number): Promise<OutboxMessage[]> {
  const rows = await sqlOf(db).query<{
    id: string;
    type: string;
    organization_id: string | null;
    payload: string;
    attempts: number;
  }>(
    `update outbox_message m set attempts = attempts + 1, available_at = now() + $2::int * interval '1 second'
     where m.id in (select id from outbox_message where processed_at is null and dead_at is null and available_at <= now()
                    order by available_at, seq limit $1::int for update skip locked)
     returning m.id, m.type, m.organization_id, m.payload::text as payload, m.attempts`,
    [limit, LEASE_SECONDS],
  );
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    organizationId: row.organization_id,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
    attempts: row.attempts,
  }));
}

export async function markDelivered(db: DbOrTx, id: string): Promise<void> {
  await sqlOf(db).query(
    `update outbox_message set processed_at = now(), last_error = null where id = $1 returning id`,
    [id],
  );
}

/** Puts a message back with a growing pause; after the last attempt it is dead and waits for a person. */
export async function markFailed(db: DbOrTx, message: OutboxMessage, error: string): Promise<void> {
  const pauseSeconds = Math.min(2 ** message.attempts, 3_600);
  await sqlOf(db).query(
    `update outbox_message set last_error = $2, available_at = now() + $3::int * interval '1 second', dead_at = case when attempts >= $4::int then now() end where id = $1 returning id`,
    [message.id, error.slice(0, 1_000), pauseSeconds, MAX_ATTEMPTS],
  );
}
