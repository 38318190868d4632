import type { AuditRow } from "../audit/model";
import type { Open, ReadyTenant, TenantException, TenantModel } from "./model";

const id = "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e";
const calls = { one: "call", many: "calls" };
const storage = { one: "MB", many: "MB", shown: { unit: "GB", per: 1_000 } };

const suspended: AuditRow = {
  id: "jrn_019aa7c2f0b07c5e9d3e1f0a2b3c4d01",
  at: "2026-11-20T10:12:00Z",
  actor: "ida@weir.example",
  actorId: "staff:usr_019aa7c2f0b07c5e9d3e1f0a2b3c4d02",
  onBehalfOf: null,
  action: "override.set",
  entity: { type: "override", id: "ovr_019aa7c2f0b07c5e9d3e1f0a2b3c4d03" },
  organization: null,
  reason: "until the new contract is signed",
  changes: [{ field: "amount", before: null, after: "60000" }],
  href: "/admin/audit/jrn_019aa7c2f0b07c5e9d3e1f0a2b3c4d01",
};

const exception: TenantException = {
  subject: { meter: "storage_gb", window: "LIFETIME" },
  about: "Storage in all",
  value: "60 GB, stops",
  reason: "until the new contract is signed",
  author: "ida@weir.example",
  createdAt: "2026-11-20T10:12:00Z",
  expiresAt: "2026-12-31T00:00:00Z",
};

const ready: ReadyTenant = {
  kind: "ready",
  organization: {
    id,
    name: "Acme",
    slug: "acme",
    externalKey: "acme-eu-1",
    kind: "team",
    status: "active",
    billingEmail: "billing@acme.example",
    timeZone: "Europe/Berlin",
    stripeCustomer: "cus_T1aB2cD3eF4gH5",
    createdAt: "2026-09-03T09:00:00Z",
  },
  tags: ["at-risk", "pilot-2026"],
  subscription: {
    id: "sub_019aa7c2f0b07c5e9d3e1f0a2b3c4d04",
    plan: "Growth",
    version: 2,
    state: "ACTIVE",
    source: "STRIPE",
    interval: "MONTH",
    periodEnd: "2026-12-03T00:00:00Z",
    trialEnd: null,
    endsAt: null,
    fallback: false,
  },
  limits: [
    {
      meter: "api_calls",
      name: "API calls",
      window: "BILLING_PERIOD",
      unit: calls,
      used: 112_400,
      limit: 100_000,
      policy: "METERED",
      source: "plan",
      planGives: null,
    },
    {
      meter: "storage_gb",
      name: "Storage",
      window: "LIFETIME",
      unit: storage,
      used: 47_250,
      limit: 60_000,
      policy: "HARD_STOP",
      source: "override",
      planGives: "50 GB",
    },
  ],
  features: [
    { slug: "ai_chat", name: "AI chat", enabled: false, source: "plan" },
    { slug: "advanced_analytics", name: "Advanced analytics", enabled: true, source: "override" },
  ],
  exceptions: [exception],
  unbilled: [],
  moreUnbilled: false,
  members: [
    { userId: "usr_1", name: "Rosa Vega", email: "rosa@acme.example", role: "OWNER", since: "2026-09-03T09:00:00Z" },
    {
      userId: "usr_2",
      name: "Bartholomew Featherstonehaugh-Cholmondeley",
      email: "bartholomew.featherstonehaugh-cholmondeley@acme.example",
      role: "MEMBER",
      since: "2026-10-11T09:00:00Z",
    },
  ],
  memberCount: 2,
  keys: [
    {
      id: "key_1",
      name: "Backend",
      hint: "weir_live_019aa7c2…f3e2",
      environment: "PROD",
      scopes: ["usage:write", "usage:read"],
      state: "active",
      lastUsedAt: "2026-11-21T14:02:00Z",
    },
    {
      id: "key_2",
      name: "Laptop of the intern",
      hint: "weir_test_019aa7c2…0b1c",
      environment: "DEV",
      scopes: ["usage:read"],
      state: "revoked",
      lastUsedAt: null,
    },
  ],
  acting: [],
  timeline: [suspended],
  auditHref: `/admin/audit?organization=${id}`,
  plans: [
    { code: "FREE", name: "Free", note: "costs nothing" },
    { code: "GROWTH", name: "Growth", note: "on sale" },
    { code: "SCALE", name: "Scale", note: "by contract" },
  ],
  meters: [
    { slug: "api_calls", name: "API calls", unit: calls, level: false },
    { slug: "storage_gb", name: "Storage", unit: storage, level: true },
  ],
  knownFeatures: [
    { slug: "ai_chat", name: "AI chat" },
    { slug: "advanced_analytics", name: "Advanced analytics" },
  ],
  mayChange: true,
  mayAct: true,
};

/** Every state of the page, by name, with the dialog that is open over it. */
export const states: Readonly<Record<string, { model: TenantModel; open?: Open }>> = {
  active: { model: ready },
  support: { model: { ...ready, mayChange: false } },
  not_billed: {
    model: {
      ...ready,
      unbilled: [
        {
          report: "ovg_019aa7c2f0b07c5e9d3e1f0a2b3c4d07",
          meter: "API calls",
          units: 12_400,
          unit: calls,
          windowEnd: "2026-11-03T00:00:00Z",
          amount: { amount: "3900", currency: "usd" },
          reason:
            "The subscription counted this usage no more when it was to be reported. Bill it by hand, or let it go.",
        },
        {
          report: "ovg_019aa7c2f0b07c5e9d3e1f0a2b3c4d06",
          meter: "API calls",
          units: 310,
          unit: calls,
          windowEnd: "2026-10-03T00:00:00Z",
          amount: null,
          reason:
            "Its terms, $2.50 for each started 1000, are an exception's own, and no price at Stripe has them. Bill it by hand, or let it go.",
        },
      ],
    },
  },
  suspended: {
    model: {
      ...ready,
      organization: { ...ready.organization, status: "suspended" },
      acting: [
        {
          id: "imp_1",
          staff: "sam@weir.example",
          member: "rosa@acme.example",
          reason: "Ticket 4711",
          endsAt: "2026-11-21T14:32:00Z",
        },
      ],
    },
  },
  bare: {
    model: {
      ...ready,
      subscription: null,
      limits: [],
      features: [],
      exceptions: [],
      members: [],
      memberCount: 0,
      keys: [],
      timeline: [],
      mayAct: false,
    },
  },
  impersonate: { model: ready, open: { kind: "impersonate" } },
  exception: { model: ready, open: { kind: "exception" } },
  give_plan: { model: ready, open: { kind: "plan" } },
  take_back: { model: ready, open: { kind: "revert", exception } },
  suspend: { model: ready, open: { kind: "suspend" } },
  error: { model: { kind: "failed", requestId: "req_01934f7a", retryHref: `/admin/organizations/${id}` } },
};
