import type { Allowance } from "../usage/model";
import type { HomeModel, HomePlan, ReadyHome } from "./model";

const usd = (amount: number) => ({ amount: String(amount), currency: "usd" });
const asOf = "2026-11-20T16:40:00Z";

const calls: Allowance = {
  meter: "api_calls",
  name: "API calls",
  unit: { one: "call", many: "calls" },
  window: "billing_period",
  policy: "METERED",
  used: 54_200,
  limit: 100_000,
  windowStart: "2026-11-03T00:00:00Z",
  resetsAt: "2026-12-03T00:00:00Z",
  lastCountedAt: "2026-11-20T16:39:00Z",
  exhaustedAt: null,
  refused: null,
  overage: { price: usd(300), per: 1_000, costSoFar: usd(0) },
  raisedUntil: null,
};

const tokens: Allowance = {
  ...calls,
  meter: "ai_tokens",
  name: "AI tokens",
  unit: { one: "token", many: "tokens" },
  window: "month",
  policy: "HARD_STOP",
  used: 391_000,
  limit: 1_000_000,
  windowStart: "2026-11-01T00:00:00Z",
  resetsAt: "2026-12-01T00:00:00Z",
  overage: null,
};

const growth: HomePlan = {
  name: "Growth",
  state: "active",
  price: usd(39_900),
  interval: "month",
  period: { from: "2026-11-03T00:00:00Z", until: "2026-12-03T00:00:00Z" },
  trialEndsAt: null,
  cancelsAt: null,
  scheduled: null,
};

const starter: HomePlan = { ...growth, name: "Starter", price: usd(4_900) };

const starterCharge = { amount: usd(4_900), on: "2026-12-03T00:00:00Z", estimated: false };

const active: ReadyHome = {
  kind: "ready",
  organizationName: "Acme",
  timeZone: "UTC",
  asOf,
  plan: growth,
  nextCharge: { amount: usd(39_900), on: "2026-12-03T00:00:00Z", estimated: true },
  hasCard: true,
  allowances: [calls, tokens],
  alerts: [
    {
      id: "1",
      tone: "info",
      text: "API calls passed 50% of this period",
      at: "2026-11-19T02:11:00Z",
      href: "/orgs/acme/usage",
    },
  ],
  invoices: [
    {
      id: "inv_5",
      number: "ACME-0005",
      issuedAt: "2026-11-03T00:00:00Z",
      state: "paid",
      total: usd(40_237),
      href: "/orgs/acme/billing",
    },
    {
      id: "inv_4",
      number: "ACME-0004",
      issuedAt: "2026-10-03T00:00:00Z",
      state: "paid",
      total: usd(38_873),
      href: "/orgs/acme/billing",
    },
    {
      id: "inv_3",
      number: "ACME-0003",
      issuedAt: "2026-09-03T00:00:00Z",
      state: "void",
      total: usd(38_873),
      href: "/orgs/acme/billing",
    },
  ],
  mayBuy: true,
  links: {
    usage: "/orgs/acme/usage",
    billing: "/orgs/acme/billing",
    changePlan: "/orgs/acme/billing/change",
    apiKeys: "/orgs/acme/api-keys",
  },
};

const free: ReadyHome = {
  ...active,
  plan: { ...growth, name: "Free", price: null, period: null },
  nextCharge: null,
  hasCard: false,
  invoices: [],
  alerts: [],
  allowances: [
    {
      ...calls,
      policy: "HARD_STOP",
      window: "day",
      used: 0,
      limit: 100,
      windowStart: "2026-11-20T00:00:00Z",
      resetsAt: "2026-11-21T00:00:00Z",
      overage: null,
      lastCountedAt: null,
    },
    { ...tokens, used: 0, limit: 10_000, lastCountedAt: null },
  ],
};

const snippet = `curl -X POST https://weir.example/v1/usage \\
  -H "Authorization: Bearer weir_test_YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"meter":"api_calls","units":1,"idempotencyKey":"first-call"}'`;

const hardCalls: Allowance = { ...calls, policy: "HARD_STOP", limit: 10_000, overage: null };

export const states = {
  active,
  no_events: { ...free, organizationName: "Rosa Vega", quickStart: { snippet, askForKey: null } },
  trial: {
    ...active,
    plan: { ...starter, state: "trialing", trialEndsAt: "2026-12-02T00:00:00Z" },
    nextCharge: { amount: usd(4_900), on: "2026-12-02T00:00:00Z", estimated: false },
    hasCard: false,
    allowances: [{ ...hardCalls, used: 1_204 }],
    invoices: [],
  },
  trial_ending: {
    ...active,
    plan: { ...starter, state: "trialing", trialEndsAt: "2026-11-22T00:00:00Z" },
    nextCharge: { amount: usd(4_900), on: "2026-11-22T00:00:00Z", estimated: false },
    hasCard: false,
    allowances: [{ ...hardCalls, used: 4_204 }],
    invoices: [],
  },
  warn: { ...active, plan: starter, nextCharge: starterCharge, allowances: [{ ...hardCalls, used: 7_420 }] },
  critical: { ...active, plan: starter, nextCharge: starterCharge, allowances: [{ ...hardCalls, used: 9_410 }] },
  limit_hard: {
    ...active,
    organizationName: "Initech",
    plan: starter,
    nextCharge: starterCharge,
    allowances: [{ ...hardCalls, used: 10_000, exhaustedAt: "2026-11-18T09:20:00Z", refused: 2_114 }],
    alerts: [
      { id: "2", tone: "danger", text: "API calls ran out", at: "2026-11-18T09:20:00Z", href: "/orgs/acme/usage" },
    ],
  },
  overage: {
    ...active,
    allowances: [
      {
        ...calls,
        used: 118_240,
        exhaustedAt: "2026-11-18T00:00:00Z",
        overage: { price: usd(300), per: 1_000, costSoFar: usd(5_700) },
      },
    ],
    nextCharge: { amount: usd(45_372), on: "2026-12-03T00:00:00Z", estimated: true },
  },
  unlimited: {
    ...active,
    plan: { ...growth, name: "Institution", price: usd(29_999) },
    allowances: [{ ...hardCalls, used: 48_210, limit: null }],
  },
  past_due: {
    ...active,
    plan: { ...starter, state: "past_due" },
    nextCharge: starterCharge,
    invoices: active.invoices.map((invoice, index) => (index === 0 ? { ...invoice, state: "open" as const } : invoice)),
    alerts: [
      {
        id: "3",
        tone: "danger",
        text: "The payment of $49.00 failed",
        at: "2026-11-19T05:00:00Z",
        href: "/orgs/acme/billing",
      },
    ],
  },
  suspended: { ...active, plan: { ...starter, state: "suspended" }, nextCharge: null },
  cancel_scheduled: { ...active, plan: { ...growth, cancelsAt: "2026-12-03T00:00:00Z" }, nextCharge: null },
  paused: { ...active, plan: { ...starter, state: "paused" }, nextCharge: null },
  no_permission: { ...active, mayBuy: false },
  impersonated: { ...active, mayBuy: false },
  loading: { kind: "loading" },
  error: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/orgs/acme" },
} satisfies Record<string, HomeModel>;
