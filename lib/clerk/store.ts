import type { ClerkState } from "./model";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { sqlOf, type Db, type DbOrTx, type Tx } from "@/lib/platform/db";

/**
 * Notes a state unless a newer one was noted; of two with the same stamp the deletion is the newer. False when it is old
 * news. The row stays locked until the transaction ends, so that two messages about one thing take turns.
 */
export async function advance(tx: Tx, state: ClerkState, at: Instant): Promise<boolean> {
  const rows = await sqlOf(tx).query(
    `insert into clerk_object (id, kind, version, deleted, seen_at) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set version = excluded.version, deleted = excluded.deleted, seen_at = excluded.seen_at
       where clerk_object.version < excluded.version
          or (clerk_object.version = excluded.version and excluded.deleted and not clerk_object.deleted)
     returning id`,
    [state.id, state.kind, state.version, state.deleted, dateOf(at)],
  );
  return rows.length === 1;
}

export async function stateOf(db: DbOrTx, id: string): Promise<ClerkState | null> {
  const row = await db.clerkObject.findUnique({ where: { id } });
  return row && { id, kind: row.kind as ClerkState["kind"], version: Number(row.version), deleted: row.deleted };
}

/** Whether any of these is gone at Clerk. */
export const anyDeleted = async (db: DbOrTx, ids: readonly string[]): Promise<boolean> =>
  (await db.clerkObject.count({ where: { id: { in: [...ids] }, deleted: true } })) > 0;

export const wasApplied = async (db: DbOrTx, messageId: string): Promise<boolean> =>
  (await db.clerkMessage.count({ where: { id: messageId } })) > 0;

/** Notes a message as applied; again it changes nothing. */
export async function noteMessage(db: Db, message: { id: string; type: string }, at: Instant): Promise<void> {
  await db.clerkMessage.createMany({ data: [{ ...message, appliedAt: dateOf(at) }], skipDuplicates: true });
}

/** Forgets messages that nobody sends again any more, and ended sessions whose tokens are long out of their time. */
export async function forgetBefore(db: Db, messages: Instant, sessions: Instant): Promise<number> {
  const gone = await db.clerkMessage.deleteMany({ where: { appliedAt: { lt: dateOf(messages) } } });
  const over = await db.clerkObject.deleteMany({ where: { kind: "session", seenAt: { lt: dateOf(sessions) } } });
  return gone.count + over.count;
}

/** Users who have an account at Clerk and are not known to be gone there, by that account's id; after the given one. */
export async function adoptedUsers(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await sqlOf(db).query<{ id: string }>(
    `select u.clerk_user_id as id from app_user u
      where u.clerk_user_id > $1 and not exists (select 1 from clerk_object o where o.id = u.clerk_user_id and o.deleted)
      order by 1 limit $2`,
    [after, limit],
  );
  return rows.map(({ id }) => id);
}

/** The user who is this person at Clerk, or null. */
export async function userOfClerk(db: DbOrTx, clerkUserId: string): Promise<KnownUser | null> {
  const user = await db.user.findUnique({ where: { clerkUserId } });
  return user && { id: user.id, email: user.email, name: user.name };
}

export interface KnownUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** The user who is this person at Clerk. Null when there is none, or when person or session have ended there. */
export async function userOfSession(
  db: DbOrTx,
  clerkUserId: string,
  sessionId: string,
): Promise<KnownUser | "ended" | null> {
  const [user, ended] = await Promise.all([userOfClerk(db, clerkUserId), anyDeleted(db, [clerkUserId, sessionId])]);
  return ended ? "ended" : user;
}
