import type { AlertsModel, FiredRow, ReadyAlerts, SpendLimitRow } from "./model";

const calls = { one: "call", many: "calls" };
const usd = (amount: number) => ({ amount: String(amount), currency: "usd" });

const billed: SpendLimitRow = {
  meter: "api_calls",
  name: "API calls",
  unit: calls,
  window: "billing_period",
  allowance: 100_000,
  used: 62_400,
  price: usd(300),
  per: 1_000,
  spent: usd(0),
  limit: null,
  ceiling: null,
  resetsAt: "2026-12-03T00:00:00Z",
};
const inOverage: SpendLimitRow = { ...billed, used: 131_200, spent: usd(9_600), limit: usd(20_000), ceiling: 166_000 };

const fired = (threshold: number, at: string, used: number, notice: FiredRow["notice"] = "MAILED"): FiredRow => ({
  id: `${threshold}`,
  firedAt: at,
  threshold,
  meterName: "API calls",
  unit: calls,
  window: "billing_period",
  used,
  limit: 100_000,
  notice,
});

const empty: ReadyAlerts = {
  kind: "ready",
  organizationName: "Acme",
  timeZone: "UTC",
  mayManage: true,
  mail: "mailbox",
  thresholds: [50, 75, 90, 100],
  recipients: [],
  muted: false,
  reaches: ["rosa@acme.example"],
  allowances: [
    {
      meter: "api_calls",
      name: "API calls",
      unit: calls,
      window: "billing_period",
      policy: "METERED",
      used: 12_480,
      limit: 100_000,
      resetsAt: "2026-12-03T00:00:00Z",
    },
  ],
  spendLimits: [{ ...billed, used: 12_480 }],
  idle: [],
  history: [],
};

const watched = (used: number): ReadyAlerts["allowances"] => empty.allowances.map((each) => ({ ...each, used }));

const allFired: ReadyAlerts = {
  ...empty,
  mail: "smtp",
  recipients: ["ops@acme.example", "cto@acme.example"],
  reaches: ["ops@acme.example", "cto@acme.example"],
  allowances: watched(131_200),
  spendLimits: [inOverage],
  history: [
    fired(100, "2026-11-17T14:02:00Z", 100_000),
    fired(90, "2026-11-15T09:41:00Z", 90_214),
    fired(75, "2026-11-12T11:20:00Z", 75_003),
    fired(50, "2026-11-09T16:05:00Z", 50_120, "INCLUDED"),
  ],
};

export const states = {
  empty,
  fired: allFired,
  muted: {
    ...allFired,
    muted: true,
    thresholds: [90, 100],
    history: [
      fired(90, "2026-11-15T09:41:00Z", 90_214, "MUTED"),
      fired(75, "2026-11-12T11:20:00Z", 75_003, "SWITCHED_OFF"),
      fired(50, "2026-11-09T16:05:00Z", 50_120, "NO_RECIPIENT"),
    ],
  },
  limit_below_spend: {
    ...allFired,
    dialog: { meter: "api_calls", amount: "50.00", belowSpend: { limit: usd(5_000), spent: usd(9_600) } },
  },
  limit_reached: {
    ...allFired,
    spendLimits: [{ ...inOverage, used: 166_000, spent: usd(19_800) }],
    allowances: watched(166_000),
  },
  set_limit: { ...empty, dialog: { meter: "api_calls" } },
  hard_stop_plan: {
    ...empty,
    allowances: empty.allowances.map((each) => ({ ...each, window: "day", policy: "HARD_STOP", limit: 20_000 })),
    spendLimits: [],
    idle: [{ meter: "api_calls", name: "API calls", limit: usd(20_000), because: "not_billed" }],
  },
  unlimited: { ...empty, allowances: [], spendLimits: [], mail: "off" },
  no_permission: { ...allFired, mayManage: false },
  error: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/orgs/acme/alerts" },
  loading: { kind: "loading" },
} satisfies Record<string, AlertsModel>;
