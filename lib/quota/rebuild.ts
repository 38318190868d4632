import { transactionOn, type Connection } from "@/lib/platform/pg";
import { install, present, remove } from "./counter";
import { count, redisFailed, type Engine } from "./engine";
import type { FenceName } from "./model";
import { buildGeneration, bump, levelsOf, lockOrganization } from "./renew";

/** Holds one session lock per fence, over all nodes, on one pinned connection: over the commit and the calls to Redis. */
export async function underLocks<T>(
  engine: Engine,
  fences: readonly FenceName[],
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const done: { readonly result: T }[] = [];
  const locked = engine.pinned.pinned(async (connection) => {
    for (const fence of [...fences].sort((a, b) => a.id - b.id)) {
      await connection.query(`select pg_advisory_lock(hashtextextended('weir:fence:' || $1::bigint::text, 0))::text`, [
        fence.id,
      ]);
    }
    done.push({ result: await work(connection) });
    await connection.query("select pg_advisory_unlock_all()::text");
  });
  await locked.catch((error: unknown) => {
    // What is done is done. That the locks could not be given back has closed the connection, and they with it.
    if (done.length === 0) throw error;
  });
  const [made] = done;
  if (!made) throw new Error("the locks were given back before the work was done");
  return made.result;
}

/**
 * The only repair: makes the next generation of a fence from the log. `bad` is the generation that the caller found
 * wanting; when somebody else has already made a newer one, nothing is done. Equal calls in one process share one.
 */
export function rebuild(engine: Engine, fence: FenceName, bad: number): Promise<void> {
  const running = engine.rebuilding.get(fence.id);
  if (running) return running;
  const started = rebuildNow(engine, fence, bad).finally(() => engine.rebuilding.delete(fence.id));
  engine.rebuilding.set(fence.id, started);
  return started;
}

/** Rebuilds whatever generation there is: its windows are due, or the log shall be summed again. */
export async function renew(engine: Engine, fence: FenceName): Promise<void> {
  const rows = await engine.pool.query<{ epoch: number }>(
    `select epoch::float8 as epoch from usage_fence where id = $1::bigint`,
    [fence.id],
  );
  await rebuild(engine, fence, rows[0]?.epoch ?? -1);
}

const nothing = { generation: 0, token: null };

const rebuildNow = (engine: Engine, fence: FenceName, bad: number): Promise<void> =>
  underLocks(engine, [fence], async (connection) => {
    const token = engine.redis.token(fence.organizationId);
    const there = token === null ? nothing : await present(engine, fence).catch(() => nothing);
    const [row] = await connection.query<{ epoch: number; valid: boolean }>(
      `select epoch::float8 as epoch, business_now() < valid_until as valid from usage_fence where id = $1::bigint`,
      [fence.id],
    );
    // Somebody else may have done it while we waited.
    if (row && row.valid && row.epoch !== bad && there.token === token && there.generation === row.epoch)
      return count(engine, "rebuild_shared");
    // Nobody shall reserve from a generation that is about to end: the work would be fenced out.
    if (token !== null) await remove(engine, fence).catch((error: unknown) => redisFailed(engine, error));
    const generation = await transactionOn(connection, async () => {
      await lockOrganization(connection, fence.organizationId, "shared");
      const epoch = await bump(connection, fence, there.token === token ? there.generation : 0);
      return buildGeneration(engine, connection, fence, epoch);
    });
    // Only now: a bump that is rolled back would give its number to another generation.
    await install(engine, fence, generation).catch((error: unknown) => redisFailed(engine, error));
    engine.levels.note(fence, levelsOf(generation));
    count(engine, "rebuild");
  });
