import type { JobRow, PartStanding, ReadyStart } from "@/components/screens/operator-start/model";
import type { Ctx } from "@/lib/context";
import { journalStanding, type JournalStanding } from "@/lib/journal";
import { iso } from "@/lib/kernel/time";
import { overageStanding, type OverageStanding } from "@/lib/overage";
import { securityNow } from "@/lib/platform/clock";
import { jobStandings, lastBeat, type JobStanding } from "@/lib/platform/lease";
import { DRIFT_SHOWN_MINUTES, readDriftStanding, type DriftStanding } from "@/lib/quota";
import { inboxBacklog } from "@/lib/stripe";
import { TIMETABLE } from "@/workers/timetable";
import { driftRows, percentWords } from "./drift-rows";

const SHOWN_DRIFTS = 10;
const WORKER_SILENT_AFTER_S = 15;
const BACKLOG_EVENTS = 100;
const BACKLOG_SECONDS = 60;
/** An hour after a period's end its invoice is final, with or without what waits. */
const OVERAGE_SECONDS = 30 * 60;
const units = new Intl.NumberFormat("en-US");

/** How the deployment stands just now. Throws while the database is away. */
export async function startModel(ctx: Ctx): Promise<ReadyStart> {
  const [silence, jobs, standing, backlog, overage, drifts, journal] = await Promise.all([
    lastBeat(ctx.db, "worker"),
    jobStandings(ctx.db),
    readDriftStanding(ctx),
    inboxBacklog(ctx),
    overageStanding(ctx),
    driftRows(ctx, { limit: SHOWN_DRIFTS }),
    journalStanding(ctx),
  ]);
  return {
    kind: "ready",
    // Machinery lives in real time.
    asOf: iso(securityNow()),
    parts: [
      workerPart(silence),
      redisPart(ctx),
      inboxPart(backlog),
      overagePart(overage),
      driftPart(standing, ctx.env.QUOTA_DRIFT_ALARM_PERCENT / 100),
      journalPart(journal),
    ],
    jobs: jobRows(jobs),
    drifts,
  };
}

function workerPart(silence: number | null): PartStanding {
  const name = "Worker";
  const fix = "Start it: npm run start:worker. Until then no webhook is worked on and no window is closed.";
  if (silence === null) return { name, state: "failed", found: "has never been seen", fix };
  const found = `seen ${Math.round(silence)} s ago`;
  return silence > WORKER_SILENT_AFTER_S
    ? { name, state: "failed", found: `last ${found}`, fix }
    : { name, state: "ok", found };
}

function redisPart(ctx: Ctx): PartStanding {
  if (ctx.redis.token() !== null) return { name: "Redis", state: "ok", found: "answers, and says which server it is" };
  return {
    name: "Redis",
    state: "warning",
    found: "away, or does not say which server it is",
    fix: "Decisions are exact and slower, through Postgres, until it is back.",
  };
}

function inboxPart({ waiting, oldestSeconds, dead }: Awaited<ReturnType<typeof inboxBacklog>>): PartStanding {
  const name = "Webhooks in";
  const waits = waiting === 0 ? "none waits" : `${waiting} wait, the oldest for ${Math.round(oldestSeconds)} s`;
  if (dead > 0)
    return {
      name,
      state: "warning",
      found: `${waits}; ${dead} are dead`,
      fix: "See what failed, mend it, and replay them: Webhooks in.",
    };
  if (waiting > BACKLOG_EVENTS || oldestSeconds > BACKLOG_SECONDS)
    return { name, state: "failed", found: waits, fix: "See that a worker runs and what it logs." };
  return { name, state: "ok", found: waits };
}

/** What Stripe could not be told of usage beyond allowances is on nobody's invoice. */
function overagePart({ pending, oldestSeconds, failed }: OverageStanding): PartStanding {
  const name = "Overage billed";
  const waits = pending === 0 ? "none waits" : `${pending} reports wait, the oldest for ${Math.round(oldestSeconds)} s`;
  if (failed > 0)
    return {
      name,
      state: "failed",
      found: `${waits}; ${failed} failed`,
      fix: "See why: weir stripe overage --state failed. Mend it, then send them again.",
    };
  if (oldestSeconds > OVERAGE_SECONDS)
    return { name, state: "warning", found: waits, fix: "See whether Stripe answers; they come back by themselves." };
  return { name, state: "ok", found: waits };
}

/** Any drift is said; beyond the alarm it is an incident. */
function driftPart({ units: drifted, ratio, openFences }: DriftStanding, alarm: number): PartStanding {
  const found = `${units.format(drifted)} units within ${DRIFT_SHOWN_MINUTES} minutes`;
  if (drifted === 0) return { name: "Drift", state: "ok", found };
  const open = openFences > 0 ? ` ${openFences} not rebuilt yet.` : "";
  return {
    name: "Drift",
    state: ratio > alarm || openFences > 0 ? "failed" : "warning",
    found: `${found}, ${percentWords(ratio)} of a log`,
    fix: `Each was written down and is rebuilt; see below which meters it was.${open}`,
  };
}

/** A broken chain is an incident until it has been looked into: somebody with more rights than Weir was at work. */
function journalPart({ chains, unchecked, broken }: JournalStanding): PartStanding {
  const name = "Journal";
  if (broken.length > 0)
    return {
      name,
      state: "failed",
      found: `${broken.length} of ${units.format(chains)} chains broken`,
      fix: "See which row it is: Audit trail.",
    };
  const found = chains === unchecked ? "not checked yet" : `${units.format(chains - unchecked)} chains verified`;
  return { name, state: "ok", found };
}

function jobRows(standings: readonly JobStanding[]): JobRow[] {
  const known = new Map(standings.map((standing) => [standing.job, standing]));
  return TIMETABLE.map(({ name, what }): JobRow => {
    const job = known.get(name);
    const state = job?.lastError ? "failed" : job?.running ? "running" : job?.lastRunAt ? "ok" : "waiting";
    return {
      job: name,
      what,
      state,
      lastRunAt: job?.lastRunAt ? iso(job.lastRunAt) : null,
      line: job?.lastError ?? job?.lastResult ?? null,
    };
  }).sort((a, b) => Number(b.state === "failed") - Number(a.state === "failed"));
}
