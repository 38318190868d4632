import type { Ctx } from "@/lib/context";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { install, remove } from "./counter";
import { count, redisFailed, type Engine } from "./engine";
import { fencesOfOrganization } from "./fences";
import type { FenceName, Generation } from "./model";
import { underLocks } from "./rebuild";
import { buildGeneration, bump, levelsOf, lockOrganization } from "./renew";

/**
 * Runs a change of what an organization may do (plan, override, state of the subscription, suspension) in one transaction,
 * together with the new generation of every fence of that organization. When it returns, nobody is admitted by the old
 * limits any more, and nobody is refused by them. If the process dies after the commit, the next request or the sweeper
 * finds that Redis is behind and rebuilds. `change` may run more than once and must touch nothing but `tx`.
 */
export async function changeAllowance<T>(
  engine: Engine,
  ctx: Pick<Ctx, "db">,
  organizationId: string,
  change: (tx: Tx) => Promise<T>,
): Promise<T> {
  const fences = await fencesOfOrganization(engine, organizationId);
  return underLocks(engine, fences, async () => {
    await forEachFence(engine, fences, (fence) => remove(engine, fence));
    const { result, generations } = await inTransaction(ctx.db, async (tx) => {
      const sql = sqlOf(tx);
      await lockOrganization(sql, organizationId, "exclusive");
      // Fences that were made since: bumped with the rest, and left to the next request to rebuild.
      const late = await sql.query<{ id: number }>(
        `select id::float8 as id from usage_fence where organization_id = $1 and not (id = any($2::bigint[])) order by id`,
        [organizationId, fences.map((f) => f.id)],
      );
      const all: FenceName[] = [
        ...fences,
        ...late.map(({ id }) => ({ id, organizationId, environment: "PROD" as const, meter: "" })),
      ].sort((a, b) => a.id - b.id);
      const epochs = new Map<number, number>();
      for (const fence of all) epochs.set(fence.id, await bump(sql, fence, 0));
      const made = await change(tx);
      const built: Generation[] = [];
      for (const fence of fences) built.push(await buildGeneration(engine, sql, fence, epochs.get(fence.id) ?? 0));
      return { result: made, generations: built };
    });
    await forEachFence(engine, fences, (fence, i) => {
      const generation = generations[i];
      return generation ? install(engine, fence, generation) : Promise.resolve();
    });
    // A lower limit may have been passed without another call.
    fences.forEach((fence, i) => {
      const generation = generations[i];
      if (generation) engine.levels.note(fence, levelsOf(generation));
    });
    count(engine, "allowance_changed");
    return result;
  });
}

async function forEachFence(
  engine: Engine,
  fences: readonly FenceName[],
  work: (fence: FenceName, i: number) => Promise<void>,
): Promise<void> {
  const reachable = (fence: FenceName): boolean => engine.redis.token(fence.organizationId) !== null;
  await Promise.all(
    fences.map((fence, i) =>
      reachable(fence) ? work(fence, i).catch((error: unknown) => redisFailed(engine, error)) : Promise.resolve(),
    ),
  );
}
