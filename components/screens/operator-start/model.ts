/** One part of the machinery, and how it stands. */
export interface PartStanding {
  name: string;
  state: "ok" | "warning" | "failed";
  /** What was found, in a few words. */
  found: string;
  /** What to do; absent where nothing needs to be done. */
  fix?: string;
  href?: string;
}

export interface JobRow {
  job: string;
  what: string;
  state: "ok" | "running" | "failed" | "waiting";
  lastRunAt: string | null;
  /** The line of the last run, or what went wrong. */
  line: string | null;
}

export interface DriftRow {
  organization: string;
  href: string;
  meter: string;
  environment: string;
  window: string;
  drift: number;
  percent: string;
  foundAt: string;
  repairedAt: string | null;
}

export interface ReadyStart {
  kind: "ready";
  asOf: string;
  parts: readonly PartStanding[];
  jobs: readonly JobRow[];
  drifts: readonly DriftRow[];
}

export type StartModel = ReadyStart | { kind: "failed"; requestId: string; retryHref: string };
