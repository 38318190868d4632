import { dateOf, instant, type Instant } from "@/lib/kernel/time";
import type { Db } from "@/lib/platform/db";

/** Removes sessions that ended before a moment of security time. Returns how many. */
export async function deleteSessionsEndedBefore(db: Db, moment: Instant): Promise<number> {
  return (await db.session.deleteMany({ where: { expiresAt: { lt: dateOf(moment) } } })).count;
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
