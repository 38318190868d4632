import type { DriftRow, JobRow, PartStanding, ReadyStart, StartModel } from "./model";

const parts: readonly PartStanding[] = [
  { name: "Worker", state: "ok", found: "seen 1 s ago" },
  { name: "Redis", state: "ok", found: "answers, and says which server it is" },
  { name: "Webhooks in", state: "ok", found: "none waits" },
  { name: "Overage billed", state: "ok", found: "none waits" },
  { name: "Drift", state: "ok", found: "0 units within 15 minutes" },
];

const jobs: readonly JobRow[] = [
  {
    job: "close-windows",
    what: "closes usage windows whose lateness has passed",
    state: "ok",
    lastRunAt: "2026-11-21T09:40:12Z",
    line: "0 fences renewed",
  },
  {
    job: "compare-counters",
    what: "compares counters with the log; writes down and repairs what differs",
    state: "running",
    lastRunAt: "2026-11-21T09:39:30Z",
    line: "41 agreed, 1 busy, 0 drifted and repaired; next after fence 0",
  },
  {
    job: "aggregate-usage",
    what: "sums finished days and their windows into usage aggregates, missed nights in order",
    state: "ok",
    lastRunAt: "2026-11-21T09:39:30Z",
    line: "through 2026-11-20; 0 rows written",
  },
];

export const drift: DriftRow = {
  organization: "Globex",
  href: "/admin/organizations/og_0192f7c3a1/quota",
  meter: "api_calls",
  environment: "production",
  window: "day from 2026-11-20",
  drift: -3,
  percent: "0.03 % of the log",
  foundAt: "2026-11-20T15:52:00Z",
  repairedAt: "2026-11-20T15:52:00Z",
};

const fine: ReadyStart = { kind: "ready", asOf: "2026-11-21T09:40:13Z", parts, jobs, drifts: [] };

/** Every state in which the console's start can be, by name. */
export const states: Readonly<Record<string, StartModel>> = {
  fine,
  drift_found: {
    ...fine,
    parts: parts.map((part) =>
      part.name === "Drift"
        ? {
            ...part,
            state: "failed",
            found: "1,204 units within 15 minutes, 1.20 % of a log",
            fix: "Each was written down and rebuilt; see below which meters it was.",
          }
        : part,
    ),
    drifts: [{ ...drift, drift: 1_204, percent: "1.20 % of the log", repairedAt: null }, drift],
  },
  worker_silent: {
    ...fine,
    parts: parts.map((part) =>
      part.name === "Worker"
        ? { ...part, state: "failed", found: "last seen 4 minutes ago", fix: "Start it: npm run start:worker." }
        : part,
    ),
    jobs: jobs.map((job, i) =>
      i === 1
        ? { ...job, state: "failed", line: "canceling statement due to statement timeout" }
        : { ...job, state: i === 2 ? "waiting" : job.state, ...(i === 2 ? { lastRunAt: null, line: null } : {}) },
    ),
  },
  redis_away: {
    ...fine,
    parts: parts.map((part) =>
      part.name === "Redis"
        ? {
            ...part,
            state: "warning",
            found: "away",
            fix: "Decisions are exact and slower, through Postgres, until it is back.",
          }
        : part,
    ),
  },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: "/admin" },
};
