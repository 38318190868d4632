import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { deleteSessions, liveSessions } from "./store";

/** One browser in which somebody is signed in. Moments are security time. */
export interface OpenSession {
  readonly id: string;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  readonly ip: string | null;
  /** As the browser described itself. */
  readonly userAgent: string | null;
}

/** The browsers in which a user is signed in now, newest first; the newest 100. */
export const listSessions = (ctx: Pick<Ctx, "db">, userId: string): Promise<readonly OpenSession[]> =>
  liveSessions(ctx.db, userId, securityNow());

/**
 * Signs a user out in one browser; that browser is nobody at its next request. Journaled for the deployment. NOT_FOUND
 * for a session that has ended, also by this, and for another's.
 */
export async function endSession(ctx: Ctx, userId: string, sessionId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    if ((await deleteSessions(tx, userId, { only: sessionId })).length === 0) throw notFound("session");
    await recordEnd(tx, ctx, userId, 1);
  });
}

/** Signs a user out everywhere but in one browser. Returns how many others there were. Repeating it does no harm. */
export const endOtherSessions = (ctx: Ctx, userId: string, kept: string): Promise<number> =>
  inTransaction(ctx.db, (tx) => endSessionsOf(tx, ctx, userId, kept));

/**
 * Signs a user out, in the caller's transaction: everywhere, or everywhere but in the browser where he did what makes it
 * necessary. For whatever changes who somebody is or how far he reaches: a session that was open before must not profit.
 */
export async function endSessionsOf(tx: Tx, ctx: Ctx, userId: string, kept: string | null): Promise<number> {
  const { length } = await deleteSessions(tx, userId, { allBut: kept });
  if (length > 0) await recordEnd(tx, ctx, userId, length);
  return length;
}

async function recordEnd(tx: Tx, ctx: Ctx, userId: string, sessions: number): Promise<void> {
  await record(tx, ctx, "session.ended", {
    entity: { type: "user", id: userId },
    organization: null,
    after: { sessions },
  });
}
