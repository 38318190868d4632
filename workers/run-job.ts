import { contextFor, SYSTEM, type World } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { sqlOf } from "@/lib/platform/db";
import { giveBackLease, takeLease, type Lease } from "@/lib/platform/lease";
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
    if (!isDue(job, await lastRun(world, job.name))) return null;
    const lease = await takeLease(world.db, job.name, holder, job.leaseSeconds);
    if (!lease) return null;
    const last = await lastRun(world, job.name);
    try {
      // Somebody else may have run it between our look and our lease.
      if (!isDue(job, last)) {
        await yieldLease(world, lease);
        return null;
      }
      const result = await job.run(contextFor(world, { actor: SYSTEM, requestId: newId("request") }), last.result);
      await giveBackLease(world.db, lease, { result });
      world.log.debug({ job: job.name, result }, "a job ran");
      return result;
    } catch (error) {
      // The last line stays: some jobs begin where it says they ended.
      await giveBackLease(world.db, lease, {
        ...(last.result === null ? {} : { result: last.result }),
        error: error instanceof Error ? error.message : String(error),
      });
      throw error;
    }
  } catch (error) {
    world.log.error({ job: job.name, err: error }, "a job failed");
    return null;
  }
}

const isDue = (job: Job, last: LastRun): boolean => last.secondsAgo === null || last.secondsAgo >= job.everySeconds;

/** Gives the lease back without having run. */
async function yieldLease(world: World, lease: Lease): Promise<void> {
  await sqlOf(world.db).query(
    "update job_lease set holder = null, expires_at = null where job = $1 and fencing = $2::bigint returning job",
    [lease.job, lease.fencing],
  );
}

async function lastRun(world: World, job: string): Promise<LastRun> {
  const rows = await sqlOf(world.db).query<{ ago: number | null; result: string | null }>(
    `select extract(epoch from now() - last_run_at)::float8 as ago, last_result as result from job_lease where job = $1`,
    [job],
  );
  return { secondsAgo: rows[0]?.ago ?? null, result: rows[0]?.result ?? null };
}
