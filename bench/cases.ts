import type { InProcessJob } from "./programs/in-process";
import type { BodyPlan, LoadJob } from "./programs/load-driver";
import type { Server, Worker } from "./processes";
import type { Sample } from "./sample";
import type { Paced } from "./half-load";
import { METER, type Tenants } from "./tenants";

/** Something that is measured by itself. */
export interface Case {
  readonly name: string;
  measure(time: { warmUpMs: number; measureMs: number }): Promise<Sample>;
}

/** One line of the table: how fast the subject is, as a share of its control in the same round. */
export interface Comparison {
  readonly name: string;
  readonly subject: Case;
  readonly control: Case;
  /** What it should reach; null where it only informs. */
  readonly target: number | null;
  /** Cases of one group are measured in turn, so that a busy moment of the machine meets both sides. */
  readonly group: string;
}

export interface Parts {
  readonly driver: Worker<LoadJob, Sample>;
  readonly inProcess: Worker<InProcessJob, Sample>;
  readonly gateway: Server;
  readonly bare: Server;
  /** Null without a build of the web. */
  readonly next: Server | null;
  readonly tenants: Tenants;
}

const CONNECTIONS = 64;
const BATCH = 500;
const BATCH_CONNECTIONS = 4;
const DECISIONS = 32;

let jobs = 0;
const keyPrefix = (): string => `k${process.pid.toString(36)}-${(++jobs).toString(36)}`;

export interface HttpShape {
  readonly server: Server;
  readonly path: string;
  readonly body: BodyPlan;
  readonly expected: number;
  readonly apiKeys?: readonly string[];
  readonly connections?: number;
  readonly method?: "GET" | "POST";
}

/** Measures requests over HTTP; with `rate` at that pace, else as fast as they are answered. */
export function overHttp(parts: Parts, name: string, shape: HttpShape, rate: number | null = null): Case {
  const { server, path, body, expected, apiKeys = [], connections = CONNECTIONS, method = "POST" } = shape;
  return {
    name,
    measure: ({ warmUpMs, measureMs }) =>
      parts.driver.ask({
        port: server.port,
        method,
        path,
        connections,
        apiKeys,
        body,
        expected,
        warmUpMs,
        measureMs,
        rate,
        keyPrefix: keyPrefix(),
      }),
  };
}

type WithoutTimes<J> = J extends InProcessJob ? Omit<J, "warmUpMs" | "measureMs" | "keyPrefix"> : never;

function inProcess(parts: Parts, name: string, job: WithoutTimes<InProcessJob>): Case {
  return {
    name,
    measure: ({ warmUpMs, measureMs }) => parts.inProcess.ask({ ...job, warmUpMs, measureMs, keyPrefix: keyPrefix() }),
  };
}

const oneEvent: BodyPlan = { kind: "event", meter: METER.one };

/** One event over all organizations: the shape that half load is measured with too. */
export const usageOverAll = (parts: Parts): HttpShape => ({
  server: parts.gateway,
  path: "/v1/usage",
  body: oneEvent,
  expected: 201,
  apiKeys: parts.tenants.apiKeys,
});

/** Every line of the table, in its order, and the cases whose latency is asked for at half load. */
export function comparisons(parts: Parts): { lines: Comparison[]; paced: Paced[] } {
  const { gateway, bare, tenants } = parts;
  const [firstKey = ""] = tenants.apiKeys;
  const [firstOrganization = ""] = tenants.organizations;

  const empty = overHttp(parts, "empty handler", {
    server: bare,
    path: "/empty",
    body: oneEvent,
    expected: 201,
    apiKeys: [firstKey],
  });
  const row = inProcess(parts, "one-row insert", { kind: "insert-one", concurrency: CONNECTIONS });
  const rowBehindHttp = overHttp(parts, "one-row insert behind HTTP", {
    server: bare,
    path: "/insert",
    body: oneEvent,
    expected: 201,
  });
  const usage = overHttp(parts, "one event, 50 organizations", usageOverAll(parts));
  const usageOfOne = overHttp(parts, "one event, 1 organization", { ...usageOverAll(parts), apiKeys: [firstKey] });
  const refused: HttpShape = {
    ...usageOverAll(parts),
    body: { kind: "event", meter: METER.spent },
    expected: 402,
  };
  const denial = overHttp(parts, "confirmed denial", refused);
  const peek = overHttp(parts, "unkeyed peek", {
    server: gateway,
    path: "/v1/check",
    body: { kind: "peek", meter: METER.one },
    expected: 200,
    apiKeys: tenants.apiKeys,
  });
  const batch = overHttp(parts, "batch of 500", {
    server: gateway,
    path: "/v1/usage/batch",
    body: { kind: "batch", meter: METER.one, size: BATCH },
    expected: 200,
    apiKeys: tenants.apiKeys,
    connections: BATCH_CONNECTIONS,
  });
  const rows = inProcess(parts, "500-row insert", { kind: "insert-many", size: BATCH, concurrency: BATCH_CONNECTIONS });
  const script = inProcess(parts, "bare EVALSHA", { kind: "bare-script", concurrency: DECISIONS });
  const decision = (name: string, meter: string, organizations: readonly string[]): Case =>
    inProcess(parts, name, { kind: "decision", concurrency: DECISIONS, meter, organizations });

  const lines: Comparison[] = [
    { name: "usage-50-row", group: "usage", subject: usage, control: row, target: 1.2 },
    { name: "usage-1-row", group: "usage", subject: usageOfOne, control: row, target: 1.2 },
    { name: "usage-50-http-row", group: "usage", subject: usage, control: rowBehindHttp, target: null },
    { name: "usage-50-empty", group: "usage", subject: usage, control: empty, target: null },
    { name: "usage-1-empty", group: "usage", subject: usageOfOne, control: empty, target: null },
    { name: "batch", group: "batch", subject: batch, control: rows, target: 0.6 },
    { name: "denial", group: "refusal", subject: denial, control: empty, target: 0.35 },
    { name: "peek", group: "refusal", subject: peek, control: empty, target: 0.6 },
    {
      name: "decision-1-window",
      group: "decision",
      subject: decision("decision, 1 window", METER.one, [firstOrganization]),
      control: script,
      target: 0.5,
    },
    {
      name: "decision-4-windows",
      group: "decision",
      subject: decision("decision, 4 windows", METER.four, [firstOrganization]),
      control: script,
      target: 0.35,
    },
    {
      name: "decision-32-organizations",
      group: "decision",
      subject: decision("decision, 1 window, 32 organizations", METER.one, tenants.organizations.slice(0, DECISIONS)),
      control: script,
      target: null,
    },
    ...peerComparisons(parts, firstOrganization),
    ...nextComparisons(parts, row),
  ];
  const paced: Paced[] = [
    { full: usage, shape: usageOverAll(parts), targetMs: 10 },
    { full: denial, shape: refused, targetMs: 10 },
  ];
  return { lines, paced };
}

/** All requests for one organization, and what others stop at a limit with. Without HTTP: it would be the same for all. */
function peerComparisons(parts: Parts, organization: string): Comparison[] {
  const peer = (name: string, kind: "conditional-update" | "serializable" | "rate-limiter"): Case =>
    inProcess(parts, name, { kind, concurrency: CONNECTIONS });
  const admission = inProcess(parts, "admission, 1 organization", {
    kind: "admission",
    concurrency: CONNECTIONS,
    organization,
    meter: METER.one,
  });
  const against = (name: string, control: Case, target: number | null): Comparison => ({
    name,
    group: "peers",
    subject: admission,
    control,
    target,
  });
  return [
    against("peer-update", peer("conditional UPDATE and insert", "conditional-update"), 1),
    against("peer-serializable", peer("SERIALIZABLE check, update and insert", "serializable"), 1),
    against("peer-rate-limiter", peer("rate-limiter-flexible, which only counts", "rate-limiter"), null),
  ];
}

function nextComparisons(parts: Parts, row: Case): Comparison[] {
  const { next, tenants } = parts;
  if (!next) return [];
  const empty = overHttp(parts, "empty handler in Next", {
    server: next,
    path: "/healthz",
    method: "GET",
    body: { kind: "none" },
    expected: 200,
  });
  const usage = overHttp(parts, "one event through Next, 50 organizations", {
    server: next,
    path: "/v1/usage",
    body: oneEvent,
    expected: 201,
    apiKeys: tenants.apiKeys,
  });
  return [
    { name: "next-empty", group: "next", subject: usage, control: empty, target: null },
    { name: "next-row", group: "next", subject: usage, control: row, target: null },
  ];
}
