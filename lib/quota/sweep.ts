import { readClock } from "@/lib/platform/clock";
import { hasReservations, look } from "./counter";
import { count, redisFailed, type Engine, type Fence } from "./engine";
import { fencesToClose } from "./fences";
import { rebuild, renew } from "./rebuild";

const STALE_MS = 1_500;
const FENCES_PER_ROUND = 500;

/**
 * One round over the fences that this process has touched, and over holds that have run out: reservations whose owner has
 * died, generations behind Postgres and foreign tokens are rebuilt. Also sets the clock and Redis' identity right.
 */
export async function sweep(engine: Engine): Promise<void> {
  await readClock(engine.clock, engine.pool);
  // The history behind an open connection can change (REPLICAOF there and back): ask again.
  if (await engine.redis.refreshToken()) count(engine, "token_changed");
  const expired = new Set(await fencesToClose(engine, FENCES_PER_ROUND, true));
  const reachable = (fence: Fence): boolean => engine.redis.token(fence.organizationId) !== null;
  // Without its Redis a counter cannot be looked at; what has been held too long must end all the same.
  for (const fence of expired) if (!reachable(fence)) await rebuild(engine, fence, -1);
  const list = [...new Set([...expired, ...engine.touched])].filter(reachable).slice(0, FENCES_PER_ROUND);
  if (list.length === 0) return;
  for (const fence of list) engine.touched.delete(fence);
  const rows = await engine.pool.query<{ id: number; epoch: number; valid: boolean }>(
    `select id::float8 as id, epoch::float8 as epoch, business_now() < valid_until as valid from usage_fence where id = any($1::bigint[])`,
    [list.map((fence) => fence.id)],
  );
  const stands = new Map(rows.map((row) => [row.id, row]));
  for (const fence of list) {
    await sweepFence(engine, fence, stands.get(fence.id), expired.has(fence)).catch((error: unknown) => {
      redisFailed(engine, error);
      engine.touched.add(fence);
    });
  }
}

async function sweepFence(
  engine: Engine,
  fence: Fence,
  row: { epoch: number; valid: boolean } | undefined,
  holdExpired: boolean,
): Promise<void> {
  if (!row) return;
  const seen = await look(engine, fence, STALE_MS);
  const condemned = seen.old > 0 || holdExpired;
  engine.levels.note(fence, seen.levels);
  const behind = seen.generation !== row.epoch || !row.valid || seen.token !== engine.redis.token(fence.organizationId);
  // Only old reservations and expired holds condemn this very generation; otherwise the look under the lock decides.
  if (condemned || behind) await rebuild(engine, fence, condemned ? seen.generation : -1);
  // Also what was pending at the look and is confirmed by now: its level has not been seen.
  if (seen.levels.some((level) => level.pending > 0) || (await hasReservations(engine, fence)))
    engine.touched.add(fence);
}

/** Closes windows whose lateness has passed, at most a round of fences. Returns how many fences were renewed. */
export async function closeDueWindows(engine: Engine): Promise<number> {
  const due = await fencesToClose(engine, FENCES_PER_ROUND, false);
  // Not only what time has ended: a window whose limit has left the plan closes too, and no generation waits for its end.
  for (const fence of due)
    await renew(engine, fence).catch((error: unknown) =>
      engine.log.warn({ err: error, fence: fence.id }, "a window could not be closed"),
    );
  return due.length;
}
