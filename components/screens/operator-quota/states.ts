import { drift } from "../operator-start/states";
import type { MeterPanel, ProofModel, QuotaPanelModel, ReadyQuotaPanel } from "./model";

const path = "/admin/organizations/og_0192f7c3a1/quota";

const calls: MeterPanel = {
  slug: "api_calls",
  name: "API calls",
  unit: { one: "call", many: "calls" },
  plan: "PRO v1",
  feature: { slug: "api_access", enabled: true, source: "plan" },
  limits: [
    { window: "day", limit: 12_000, policy: "HARD_STOP", source: "override", planGives: "10,000" },
    { window: "month", limit: 300_000, policy: "HARD_STOP", source: "plan" },
  ],
  overrides: [
    {
      about: "per day",
      reason: "Migration off the old gateway.",
      author: "Ida Berg",
      createdAt: "2026-11-09T09:15:00Z",
      expiresAt: "2026-12-31T00:00:00Z",
    },
  ],
  decision: { admitted: true, words: "is admitted" },
  fence: { id: 41, generation: 1_208, validUntil: "2026-11-22T00:00:00Z" },
  counter: "current",
  windows: [
    {
      window: "day from 2026-11-21",
      limit: 12_000,
      ceiling: null,
      logged: 1_180,
      held: 21,
      events: 1_102,
      counter: { used: 1_204, pending: 3 },
      drift: 0,
    },
    {
      window: "month from 2026-11-01",
      limit: 300_000,
      ceiling: null,
      logged: 214_306,
      held: 21,
      events: 198_000,
      counter: { used: 214_330, pending: 3 },
      drift: 0,
    },
  ],
  events: [
    {
      id: "use_1",
      key: "req-7f3a91c2-8a7b-4c1d-9e2f-001122334455",
      units: 1,
      source: "api",
      countedAt: "2026-11-21T09:40:11Z",
    },
    { id: "use_2", key: "nightly-import-000142", units: 12, source: "cli", countedAt: "2026-11-21T09:40:02Z" },
  ],
  logFrom: null,
  lastRefusal: {
    at: "2026-11-20T15:52:00Z",
    units: 1,
    message:
      "10000 of 10000 units of api_calls are used today. Nothing is left. Upgrade the plan, or wait for the reset.",
  },
};

const tokens: MeterPanel = {
  ...calls,
  slug: "ai_tokens",
  name: "AI tokens",
  unit: { one: "token", many: "tokens" },
  feature: null,
  limits: [{ window: "month", limit: 1_000_000, policy: "METERED", source: "plan" }],
  overrides: [],
  fence: { id: 42, generation: 3, validUntil: null },
  counter: "none",
  windows: [],
  events: [],
  lastRefusal: null,
};

/** A metered month under a spend limit, in a log of which months are archived. */
const spending: MeterPanel = {
  ...tokens,
  decision: { admitted: false, words: "is refused: spend limit exceeded, per month" },
  counter: "current",
  fence: { id: 42, generation: 88, validUntil: "2026-12-01T00:00:00Z" },
  windows: [
    {
      window: "month from 2026-11-01",
      limit: 1_000_000,
      ceiling: 1_400_000,
      logged: 1_400_000,
      held: 0,
      events: 20_311,
      counter: { used: 1_400_000, pending: 0 },
      drift: 0,
    },
  ],
  events: [
    { id: "use_3", key: "chat-9f21", units: 812, source: "api", countedAt: "2026-11-21T09:38:40Z" },
    { id: "use_4", key: "chat-9f20", units: 1_204, source: "api", countedAt: "2026-11-21T09:38:31Z" },
  ],
  logFrom: "2026-08-01T00:00:00Z",
};

const seats: MeterPanel = {
  ...tokens,
  slug: "seats",
  name: "Seats",
  limits: [{ window: "lifetime", limit: 10, policy: "HARD_STOP", source: "plan" }],
  fence: { id: 43, generation: 19, validUntil: "2026-12-01T00:00:00Z" },
  counter: "postgres",
  windows: [
    { window: "lifetime", limit: 10, ceiling: null, logged: 7, held: 0, events: 18, counter: null, drift: null },
  ],
  events: [
    { id: "use_5", key: "seats-2026-11-20", units: 7, source: "nightly-report", countedAt: "2026-11-20T20:00:00Z" },
  ],
};

const ready: ReadyQuotaPanel = {
  kind: "ready",
  organization: { id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e", name: "Globex", slug: "globex" },
  environment: "production",
  environments: [
    { label: "Production", href: path, current: true },
    { label: "Staging", href: `${path}?environment=staging`, current: false },
    { label: "Development", href: `${path}?environment=dev`, current: false },
  ],
  redisAway: false,
  meters: [calls, tokens],
  aggregates: [
    {
      meter: "API calls",
      unit: calls.unit,
      window: "day from 2026-11-20",
      units: 10_000,
      events: 9_812,
      limit: 10_000,
      overage: 0,
      peak: "2026-11-20, 10,000",
      closed: true,
    },
    {
      meter: "AI tokens",
      unit: tokens.unit,
      window: "month from 2026-11-01",
      units: 1_218_640,
      events: 812,
      limit: 1_000_000,
      overage: 218_640,
      peak: "2026-11-14, 96,100",
      closed: false,
    },
  ],
  drifts: [],
  mayReconcile: true,
};

const proven: ProofModel = {
  holds: true,
  at: "2026-11-21T09:40:13Z",
  generation: 1_208,
  waited: null,
  lines: [
    {
      state: "HOLDS",
      where: "day from 2026-11-21",
      identity: "1,102 events sum to 1,180 = checkpoint 1,000 + rest 180",
      because: null,
    },
    {
      state: "HOLDS",
      where: "day from 2026-11-21",
      identity: "used 1,201 − pending 0 = log 1,180 + holds 21",
      because: null,
    },
    {
      state: "NOTED",
      where: "day from 2026-11-21",
      identity: "since generation 1,200: log 1,180, limit 1,000",
      because: "the limit was lowered below the 1,180 that were used already, and nothing was admitted after that",
    },
    {
      state: "HOLDS",
      where: null,
      identity: "keys 1,124 = events 1,102 + holds made 20 + releases 2",
      because: null,
    },
  ],
};

const broken: ProofModel = {
  ...proven,
  holds: false,
  waited: "Calls were in flight for 220 ms before.",
  lines: proven.lines.map((line, i) =>
    i === 1
      ? {
          ...line,
          state: "FAILS",
          identity: "used 1,204 − pending 0 = log 1,180 + holds 21",
          because: "the counter is 3 above the log",
        }
      : line,
  ),
};

/** Every state in which the panel can be, by name. */
export const states: Readonly<Record<string, QuotaPanelModel>> = {
  fine: ready,
  proven: { ...ready, proofs: { api_calls: proven } },
  drift_found: {
    ...ready,
    meters: [
      { ...calls, windows: calls.windows.map((w) => ({ ...w, drift: 3 })) },
      {
        ...tokens,
        limits: [],
        feature: { slug: "ai_chat", enabled: false, source: "override" },
        decision: { admitted: false, words: "is refused: feature disabled" },
      },
    ],
    drifts: [{ ...drift, foundAt: "2026-11-21T09:41:00Z", repairedAt: null }, drift],
    proofs: { api_calls: broken },
  },
  nothing_metered: { ...ready, meters: [], aggregates: [] },
  redis_away: {
    ...ready,
    redisAway: true,
    meters: [{ ...calls, counter: "away", windows: calls.windows.map((w) => ({ ...w, counter: null, drift: null })) }],
  },
  spend_limit_and_gauge: { ...ready, meters: [spending, seats] },
  may_only_look: { ...ready, mayReconcile: false },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: path },
};
