import type { PaywallModel } from "./model";

const usd = (amount: number) => ({ amount: String(amount), currency: "usd" });
const calls = { one: "call", many: "calls" };

const growth = {
  kind: "plan",
  name: "Growth",
  lifts: [{ label: "API calls", from: "10,000", to: "100,000" }],
  beyond: "$3.00 per 1,000 calls",
  price: { from: usd(4_900), to: usd(39_900), interval: "month" },
  dueNow: { amount: usd(3_142), covers: "Nov 20 – 23" },
  href: "/orgs/initech/billing/change?plan=GROWTH",
} as const;

const pro = {
  kind: "plan",
  name: "Pro",
  lifts: [{ label: "Advanced analytics", from: "no", to: "yes" }],
  price: { from: usd(0), to: usd(2_999), interval: "month" },
  href: "/orgs/rosa/billing/change?plan=PRO",
} as const;

const base: PaywallModel = {
  code: "LIMIT_EXCEEDED",
  planName: "Starter",
  requestId: "req_0193487c2e1a7b40",
  meter: { name: "API calls", unit: calls, used: 10_000, limit: 10_000, window: "a billing period" },
  resetsAt: "2026-11-23T00:00:00Z",
  now: "2026-11-20T05:12:00Z",
  timeZone: "UTC",
  cure: growth,
  mayBuy: true,
  owners: [{ name: "Bill Lund", email: "bill@initech.example" }],
};

const withoutMeter: PaywallModel = { ...base, meter: undefined, resetsAt: undefined };

export const states = {
  hard_limit: base,
  hard_limit_member: { ...base, mayBuy: false },
  spend_limit: {
    ...withoutMeter,
    code: "SPEND_LIMIT_EXCEEDED",
    planName: "Growth",
    resetsAt: "2026-12-03T00:00:00Z",
    cure: { kind: "spend_limit", limit: usd(60_000), spent: usd(59_700), href: "/orgs/acme/alerts" },
  },
  spend_limit_member: {
    ...withoutMeter,
    code: "SPEND_LIMIT_EXCEEDED",
    planName: "Growth",
    resetsAt: "2026-12-03T00:00:00Z",
    cure: { kind: "spend_limit", limit: usd(60_000), spent: usd(59_700), href: "/orgs/acme/alerts" },
    mayBuy: false,
  },
  feature_disabled: {
    ...withoutMeter,
    code: "FEATURE_DISABLED",
    planName: "Free",
    feature: "Advanced analytics",
    cure: pro,
  },
  insufficient_credits: {
    ...withoutMeter,
    code: "INSUFFICIENT_CREDITS",
    credits: { balance: 3, needed: 12 },
    cure: { kind: "credits", name: "1,000 credits", credits: 1_000, price: usd(1_000), href: "/orgs/hooli/wallet" },
  },
  seat_limit: {
    ...base,
    planName: "Pro",
    meter: { name: "Seats", unit: { one: "seat", many: "seats" }, used: 5, limit: 5, window: "in all" },
    seats: { free: 0, needed: 1 },
    resetsAt: undefined,
    cure: {
      ...pro,
      name: "Institution",
      lifts: [{ label: "Seats", from: "5", to: "unlimited" }],
      price: { ...pro.price, from: usd(2_999), to: usd(29_999) },
    },
  },
  seat_limit_quantity: {
    ...base,
    planName: "Team",
    meter: { name: "Seats", unit: { one: "seat", many: "seats" }, used: 4, limit: 5, window: "" },
    seats: { free: 1, needed: 3 },
    resetsAt: undefined,
    cure: {
      kind: "quantity",
      name: "Team",
      lifts: [{ label: "Seats", from: "5", to: "7" }],
      price: { from: usd(5_000), to: usd(7_000), interval: "month" },
      href: "/orgs/initech/billing/change?plan=TEAM&interval=month&quantity=7",
    },
  },
  trial_ended: {
    ...withoutMeter,
    code: "PAYMENT_REQUIRED",
    cause: "trial_ended",
    cure: {
      ...growth,
      name: "Starter",
      lifts: [],
      beyond: undefined,
      price: { from: usd(0), to: usd(4_900), interval: "month" },
      dueNow: undefined,
    },
  },
  past_due: {
    ...withoutMeter,
    code: "PAYMENT_REQUIRED",
    cause: "past_due",
    cure: { kind: "payment", due: usd(4_900), href: "/orgs/umbrella/billing" },
  },
  paused: {
    ...withoutMeter,
    code: "PAYMENT_REQUIRED",
    cause: "paused",
    cure: { kind: "resume", href: "/orgs/umbrella/billing" },
  },
  meter_not_in_plan: {
    ...withoutMeter,
    code: "METER_NOT_IN_PLAN",
    cure: {
      ...pro,
      lifts: [{ label: "AI tokens a month", from: "none", to: "1,000,000" }],
      price: { ...pro.price, from: usd(4_900) },
    },
  },
  no_cure_online: { ...base, planName: "Institution", cure: { kind: "contact", href: null } },
} satisfies Record<string, PaywallModel>;
