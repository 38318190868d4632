import { dateOf, instant, type Instant } from "@/lib/kernel/time";
import type { Db, DbOrTx, Tx } from "@/lib/platform/db";
import type { OpenSession } from "./sessions";

const MOST_LISTED = 100;
/** What better-auth calls a credential of e-mail and password. */
const PASSWORD_PROVIDER = "credential";

/** Removes sessions that ended before a moment of security time. Returns how many. */
export async function deleteSessionsEndedBefore(db: Db, moment: Instant): Promise<number> {
  return (await db.session.deleteMany({ where: { expiresAt: { lt: dateOf(moment) } } })).count;
}

/** Sessions of a user that hold at a moment of security time, newest first. */
export async function liveSessions(db: DbOrTx, userId: string, now: Instant): Promise<OpenSession[]> {
  const rows = await db.session.findMany({
    where: { userId, expiresAt: { gt: dateOf(now) } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: MOST_LISTED,
    omit: { token: true },
  });
  return rows.map(({ id, createdAt, expiresAt, ipAddress, userAgent }) => ({
    id,
    startedAt: instant(createdAt),
    expiresAt: instant(expiresAt),
    ip: ipAddress || null,
    userAgent: userAgent || null,
  }));
}

/** Removes one session of a user, or all but one. Returns the ids of those that were there. */
export async function deleteSessions(
  tx: Tx,
  userId: string,
  which: { readonly only: string } | { readonly allBut: string | null },
): Promise<string[]> {
  const id = "only" in which ? { id: which.only } : which.allBut === null ? {} : { id: { not: which.allBut } };
  const found = await tx.session.findMany({ where: { userId, ...id }, select: { id: true } });
  const { count } = await tx.session.deleteMany({ where: { userId, id: { in: found.map((row) => row.id) } } });
  return found.slice(0, count).map((row) => row.id);
}

/** The stored form of a user's password, null for one who has none here. */
export async function passwordOf(
  db: DbOrTx,
  userId: string,
): Promise<{ readonly id: string; readonly password: string; readonly email: string } | null> {
  const where = { userId, providerId: PASSWORD_PROVIDER };
  const row = await db.credential.findFirst({ where, include: { user: { select: { email: true } } } });
  return row?.password ? { id: row.id, password: row.password, email: row.user.email } : null;
}

/** The id of whoever has this address, in lower case; null for nobody. */
export const userIdOf = async (db: DbOrTx, email: string): Promise<string | null> =>
  (await db.user.findUnique({ where: { email }, select: { id: true } }))?.id ?? null;

/** Puts a new stored form in the place of the one that was read; false when somebody else was faster. */
export async function replacePassword(tx: Tx, id: string, before: string, after: string): Promise<boolean> {
  return (await tx.credential.updateMany({ where: { id, password: before }, data: { password: after } })).count === 1;
}

/** When the newest session of each of these users began that has not ended. */
export async function newestSessions(
  db: Db,
  userIds: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, Instant>> {
  const rows = await db.session.groupBy({
    by: ["userId"],
    where: { userId: { in: [...userIds] }, expiresAt: { gt: dateOf(now) } },
    _max: { createdAt: true },
  });
  return new Map(rows.flatMap(({ userId, _max }) => (_max.createdAt ? [[userId, instant(_max.createdAt)]] : [])));
}
