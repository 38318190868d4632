import type { PaywallModel } from "../paywall/model";
import { states as paywallStates } from "../paywall/states";
import type { ApiKeyRow, ApiKeysModel, ReadyApiKeys, ScopeChoice } from "./model";

const scopes: readonly ScopeChoice[] = [
  { name: "usage:write", description: "Report usage, hold and settle", usual: true },
  { name: "usage:read", description: "Read usage, entitlements and what is left", usual: true },
  { name: "billing:read", description: "Read subscriptions and invoices", usual: false },
  { name: "billing:write", description: "Start checkout, change and cancel plans", usual: false },
];

const production: ApiKeyRow = {
  id: "key_01934a",
  name: "Production",
  mode: "live",
  prefix: "weir_live_7Qm",
  lastFour: "x9Kd",
  scopes: ["usage:write", "usage:read"],
  createdBy: "Rosa Vega",
  createdAt: "2026-03-02T10:00:00Z",
  lastUsedAt: "2026-11-20T16:39:00Z",
  lastUsedIp: "203.0.113.7",
  requestsByDay: [8_010, 9_020, 9_040, 4_010, 4_000, 9_020, 17_020],
  expiresAt: null,
  revokedAt: null,
  leakedAt: null,
};

const keys: readonly ApiKeyRow[] = [
  production,
  {
    ...production,
    id: "key_01934b",
    name: "Billing sync",
    prefix: "weir_live_2Vt",
    lastFour: "p4Rs",
    scopes: ["billing:read"],
    requestsByDay: [24, 24, 24, 24, 24, 24, 24],
    lastUsedAt: "2026-11-20T04:00:00Z",
    expiresAt: "2026-11-25T00:00:00Z",
  },
  {
    ...production,
    id: "key_01934c",
    name: "Zapier",
    prefix: "weir_live_4Jx",
    lastFour: "a8Fy",
    scopes: ["usage:write"],
    createdBy: "Ines Moreau",
    lastUsedAt: null,
    lastUsedIp: null,
    requestsByDay: [0, 0, 0, 0, 0, 0, 0],
    expiresAt: "2027-11-20T00:00:00Z",
  },
  {
    ...production,
    id: "key_01934d",
    name: "Staging",
    mode: "test",
    prefix: "weir_test_1Bz",
    lastFour: "m3Ue",
    createdBy: "Teo Lind",
    requestsByDay: [210, 70, 0, 0, 140, 280, 70],
    lastUsedAt: "2026-11-19T11:20:00Z",
  },
  {
    ...production,
    id: "key_01934e",
    name: "Contractor",
    mode: "test",
    prefix: "weir_test_6Ng",
    lastFour: "c7Wt",
    scopes: ["usage:read"],
    requestsByDay: [0, 0, 0, 0, 0, 0, 0],
    lastUsedAt: "2026-10-30T08:12:00Z",
    revokedAt: "2026-11-02T09:00:00Z",
  },
  {
    ...production,
    id: "key_01934f",
    name: "Old website",
    prefix: "weir_live_3Wp",
    lastFour: "k2Tb",
    createdBy: "A former member",
    requestsByDay: [120, 130, 110, 4_900, 0, 0, 0],
    lastUsedAt: "2026-11-17T02:41:00Z",
    lastUsedIp: "198.51.100.24",
    revokedAt: "2026-11-17T06:12:00Z",
    leakedAt: "2026-11-17T06:12:00Z",
  },
];

const ready: ReadyApiKeys = {
  kind: "ready",
  organizationName: "Acme",
  timeZone: "UTC",
  asOf: "2026-11-20T16:40:00Z",
  keys,
  scopes,
  mayManage: true,
  snippet: `curl -X POST https://weir.example/v1/usage \\
  -H "Authorization: Bearer weir_test_YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"meter":"api_calls","units":1,"idempotencyKey":"first-call"}'`,
};

const full: PaywallModel = {
  ...paywallStates.seat_limit,
  planName: "Growth",
  seats: undefined,
  meter: { name: "API keys", unit: { one: "key", many: "keys" }, used: 4, limit: 4, window: "" },
  cure: {
    ...paywallStates.seat_limit.cure,
    name: "Scale",
    lifts: [{ label: "API keys", from: "4", to: "25" }],
  },
};

export const states = {
  keys: ready,
  none: { ...ready, keys: [] },
  no_permission: { ...ready, mayManage: false },
  create: { ...ready, dialog: { kind: "create" } },
  created: {
    ...ready,
    dialog: {
      kind: "created",
      key: {
        name: "Checkout service",
        secret: "weir_live_EXAMPLE_5hT2mQ8rVd0KxLw3YpNc_Zk41",
        mode: "live",
        scopes: ["usage:write"],
        expiresAt: "2027-11-20T00:00:00Z",
      },
    },
  },
  rotated: {
    ...ready,
    dialog: {
      kind: "created",
      key: {
        name: production.name,
        secret: "weir_live_EXAMPLE_7bQ9nW2sXe5LyMz4RoPd_Ae72",
        mode: "live",
        scopes: production.scopes,
        expiresAt: null,
        replaces: { until: "2026-11-21T16:40:00Z" },
      },
    },
  },
  change: { ...ready, dialog: { kind: "change", keyId: production.id } },
  rotate: { ...ready, dialog: { kind: "rotate", keyId: production.id } },
  key_limit: { ...ready, dialog: { kind: "paywall", paywall: full } },
  leak: { ...ready, dialog: { kind: "leak", keyId: production.id } },
  revoke: { ...ready, dialog: { kind: "revoke", keyId: production.id } },
  loading: { kind: "loading" },
  error: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/orgs/acme/api-keys" },
} satisfies Record<string, ApiKeysModel>;
