import { contextFor, SYSTEM, type World } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { sqlOf } from "@/lib/platform/db";
import { giveBackLease, takeLease } from "@/lib/platform/lease";
import type { Job } from "./job";

/** What the last run of a job left behind. */
interface LastRun {
  readonly secondsAgo: number | null;
  readonly result: string | null;
}

/**
 * Runs a job if it is due and nobody else is at it. Returns its line, or null when it was not its turn. Never throws: a
 * failure is logged and written beside the lease, and the next turn tries again.
 */
export async function runJob(world: World, job: Job, holder: string): Promise<string | null> {
  try {
    const last = await lastRun(world, job.name);
    if (last.secondsAgo !== null && last.secondsAgo < job.everySeconds) return null;
    const lease = await takeLease(world.db, job.name, holder, job.leaseSeconds);
    if (!lease) return null;
    try {
      const result = await job.run(contextFor(world, { actor: SYSTEM, requestId: newId("request") }), last.result);
      await giveBackLease(world.db, lease, { result });
      world.log.debug({ job: job.name, result }, "a job ran");
      return result;
    } catch (error) {
      // The last line stays: some jobs begin where it says they ended.
      await giveBackLease(world.db, lease, { ...(last.result === null ? {} : { result: last.result }), error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  } catch (error) {
    world.log.error({ job: job.name, err: error }, "a job failed");
    return null;
  }
}

async function lastRun(world: World, job: string): Promise<LastRun> {
  const rows = await sqlOf(world.db).query<{ ago: number | null; result: string | null }>(
    `select extract(epoch from now() - last_run_at)::float8 as ago, last_result as result from job_lease where job = $1`,
    [job],
  );
  return { secondsAgo: rows[0]?.ago ?? null, result: rows[0]?.result ?? null };
}
