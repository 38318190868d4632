import type { Instant } from "@/lib/kernel/time";
import { sqlOf, type Db } from "./db";

export interface Lease {
  readonly job: string;
  readonly holder: string;
  /** Grows with every taking; a holder that lost its lease can be told apart by it. */
  readonly fencing: number;
}

/** Takes the lease of a job unless somebody else holds it. Real time, so that time travel cannot end a lease early. */
export async function takeLease(db: Db, job: string, holder: string, seconds: number): Promise<Lease | null> {
  const rows = await sqlOf(db).query<{ fencing: string }>(
    `insert into job_lease (job, holder, fencing, expires_at) values ($1, $2, 1, now() + $3::int * interval '1 second')
     on conflict (job) do update set holder = excluded.holder, fencing = job_lease.fencing + 1, expires_at = excluded.expires_at
     where job_lease.holder is null or job_lease.expires_at <= now()
     returning fencing::text`,
    [job, holder, seconds],
  );
  const row = rows[0];
  return row ? { job, holder, fencing: Number(row.fencing) } : null;
}

/** Gives the lease back and writes how the run went. Does nothing when the lease has passed to somebody else. */
export async function giveBackLease(db: Db, lease: Lease, outcome: { result?: string; error?: string }): Promise<void> {
  await sqlOf(db).query(
    `update job_lease set holder = null, expires_at = null, last_run_at = now(), last_result = $3, last_error = $4 where job = $1 and fencing = $2::bigint returning job`,
    [lease.job, lease.fencing, outcome.result ?? null, outcome.error?.slice(0, 1_000) ?? null],
  );
}

/** Writes that a process is alive; /readyz looks for the worker's. */
export async function beat(db: Db, process: string, startedAt: Date): Promise<void> {
  await sqlOf(db).query(
    `insert into process_heartbeat (process, seen_at, started_at) values ($1, now(), $2::timestamptz)
     on conflict (process) do update set seen_at = now(), started_at = excluded.started_at returning process`,
    [process, startedAt.toISOString()],
  );
}

/** Seconds since a process was last seen alive, or null when it never was. */
export async function lastBeat(db: Db, process: string): Promise<number | null> {
  const rows = await sqlOf(db).query<{ seconds: number }>(
    `select extract(epoch from now() - max(seen_at))::float8 as seconds from process_heartbeat where process = $1`,
    [process],
  );
  return rows[0]?.seconds ?? null;
}

/** How a job of the timetable went last. */
export interface JobStanding {
  readonly job: string;
  /** Somebody is at it just now. */
  readonly running: boolean;
  /** Real time; null while it has never ended. */
  readonly lastRunAt: Instant | null;
  readonly lastResult: string | null;
  /** Of the last run; null when that succeeded. */
  readonly lastError: string | null;
}

/** Every job that was ever begun, by name. */
export async function jobStandings(db: Db): Promise<JobStanding[]> {
  const rows = await sqlOf(db).query<{
    job: string;
    running: boolean;
    ran: number | null;
    result: string | null;
    error: string | null;
  }>(
    `select job, coalesce(holder is not null and expires_at > now(), false) as running, floor(extract(epoch from last_run_at) * 1000)::float8 as ran,
            last_result as result, last_error as error from job_lease order by job`,
  );
  return rows.map(({ job, running, ran, result, error }) => ({
    job,
    running,
    lastRunAt: ran,
    lastResult: result,
    lastError: error,
  }));
}
