import { dateOf, type Instant } from "@/lib/kernel/time";
import type { Db } from "@/lib/platform/db";

/** Removes sessions that ended before a moment of security time. Returns how many. */
export async function deleteSessionsEndedBefore(db: Db, moment: Instant): Promise<number> {
  return (await db.session.deleteMany({ where: { expiresAt: { lt: dateOf(moment) } } })).count;
}
