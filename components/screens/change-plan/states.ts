import type { Money } from "../../format";
import type { Allowance } from "../usage/model";
import type { ChangePlanModel, PlanSide, ReadyChange, WaitingChange } from "./model";

/*
 * The states of a change of plan. Initech stands at its wall and goes up; Acme, in overage, looks at going down.
 */

const NOW = "2026-11-20T05:12:00.000Z";
const PERIOD_END = "2026-11-23T00:00:00.000Z";

function usd(cents: number): Money {
  return { amount: String(cents), currency: "usd" };
}

const starterCalls: Allowance = {
  meter: "api_calls",
  name: "API calls",
  unit: { one: "call", many: "calls" },
  window: "billing_period",
  policy: "HARD_STOP",
  used: 10_000,
  limit: 10_000,
  windowStart: "2026-10-23T00:00:00.000Z",
  resetsAt: PERIOD_END,
  lastCountedAt: "2026-11-19T22:10:00.000Z",
  exhaustedAt: "2026-11-19T22:10:00.000Z",
  refused: null,
  overage: null,
  raisedUntil: null,
};

const growthCalls: Allowance = {
  ...starterCalls,
  policy: "METERED",
  limit: 100_000,
  exhaustedAt: null,
  overage: { price: usd(300), per: 1_000, costSoFar: usd(0) },
};

const starter: PlanSide = {
  name: "Starter",
  price: usd(4_900),
  interval: "month",
  allowance: starterCalls,
  includes: ["10,000 API calls a period", "Stops at the limit"],
};
const growth: PlanSide = {
  name: "Growth",
  price: usd(39_900),
  interval: "month",
  allowance: growthCalls,
  includes: ["100,000 API calls a period", "Beyond them $3.00 per 1,000", "Advanced analytics"],
};

const upgrade: ReadyChange = {
  kind: "ready",
  organizationName: "Initech",
  timeZone: "UTC",
  now: starter,
  next: growth,
  differences: [
    { kind: "gain", words: "100,000 API calls a period, ten times as many", cure: null },
    { kind: "gain", words: "Advanced analytics", cure: null },
    {
      kind: "loss",
      words: "No stop: calls beyond 100,000 are billed at $3.00 per 1,000.",
      cure: { words: "Set a spend limit", href: "alerts" },
    },
  ],
  quantity: null,
  timing: "now",
  timings: [
    {
      timing: "now",
      at: NOW,
      words: "Calls pass again at once. You pay the difference for the rest of this period.",
      href: "?when=now",
    },
    {
      timing: "periodEnd",
      at: PERIOD_END,
      words: "Nothing due today. Calls stay refused until then.",
      href: "?when=period_end",
    },
  ],
  preview: {
    kind: "ready",
    lines: [
      { title: "Unused time on Starter", period: "Nov 20, 05:12 – Nov 23, 2026", amount: usd(-440) },
      { title: "Remaining time on Growth", period: "Nov 20, 05:12 – Nov 23, 2026", amount: usd(3_582) },
      { title: "Tax", period: "None collected in Oregon", amount: usd(0) },
    ],
    dueNow: usd(3_142),
    then: { amount: usd(39_900), at: PERIOD_END, plusOverage: true },
    ageSeconds: 4,
  },
  conflicts: [],
  notice: null,
  paymentMethod: { brand: "visa", last4: "4242" },
  plansHref: "/pricing",
  backHref: "billing",
};

const downgrade: ReadyChange = {
  ...upgrade,
  organizationName: "Acme",
  now: { ...growth, allowance: { ...growthCalls, used: 62_400 } },
  next: { ...starter, allowance: { ...starterCalls, used: 0, exhaustedAt: null } },
  differences: [
    {
      kind: "loss",
      words: "10,000 API calls a period instead of 100,000; this period's use would not fit.",
      cure: { words: "See what uses them", href: "usage" },
    },
    {
      kind: "loss",
      words: "Calls beyond the limit are refused, not billed.",
      cure: { words: "Be told at 75% and 90%", href: "alerts" },
    },
    {
      kind: "loss",
      words: "Advanced analytics ends.",
      cure: { words: "Export it first as CSV", href: "usage?format=csv" },
    },
    { kind: "same", words: "Members, API keys and history stay", cure: null },
  ],
  timing: "periodEnd",
  timings: [
    {
      timing: "periodEnd",
      at: "2026-12-03T00:00:00.000Z",
      words: "Growth stays until the period ends; it is paid already.",
      href: "?when=period_end",
    },
  ],
  preview: {
    kind: "ready",
    lines: [],
    dueNow: usd(0),
    then: { amount: usd(4_900), at: "2026-12-03T00:00:00.000Z", plusOverage: false },
    ageSeconds: 2,
  },
};

const waiting: WaitingChange = {
  kind: "waiting",
  because: "confirmation",
  organizationName: "Initech",
  timeZone: "UTC",
  currentName: "Starter",
  nextName: "Growth",
  amountDue: usd(3_142),
  until: "2026-11-21T04:12:00.000Z",
  payHref: "https://invoice.example/1",
  backHref: "billing",
};

/** Every state of the change-plan page by name. */
export const states: Readonly<Record<string, ChangePlanModel>> = {
  upgrade,
  upgrade_at_period_end: {
    ...upgrade,
    timing: "periodEnd",
    preview: {
      kind: "ready",
      lines: [],
      dueNow: usd(0),
      then: { amount: usd(39_900), at: PERIOD_END, plusOverage: true },
      ageSeconds: 3,
    },
  },
  downgrade,
  downgrade_blocked: {
    ...downgrade,
    conflicts: [
      {
        words: "You have 9 members; Starter allows 5. Remove 4 of them first.",
        cure: { words: "Manage members", href: "members" },
      },
    ],
  },
  by_the_seat: {
    ...upgrade,
    now: { ...starter, name: "Team × 5", price: usd(5_000), allowance: null },
    next: { ...starter, name: "Team × 8", price: usd(8_000), allowance: null },
    differences: [{ kind: "gain", words: "8 Seats", cure: null }],
    quantity: { value: 8, most: 10_000, fields: { plan: "TEAM", interval: "month" } },
    preview: {
      kind: "ready",
      lines: [
        { title: "Unused time on 5 × Team", period: "Nov 20, 05:12 – Nov 23, 2026", amount: usd(-449) },
        { title: "Remaining time on 8 × Team", period: "Nov 20, 05:12 – Nov 23, 2026", amount: usd(718) },
      ],
      dueNow: usd(269),
      then: { amount: usd(8_000), at: PERIOD_END, plusOverage: false },
      ageSeconds: 4,
    },
  },
  preview_loading: { ...upgrade, preview: { kind: "loading" } },
  preview_failed: { ...upgrade, preview: { kind: "failed", requestId: "req_0193487c2e1a", retryHref: "?when=now" } },
  no_card: { ...upgrade, paymentMethod: null },
  scheduled: {
    kind: "scheduled",
    organizationName: "Acme",
    timeZone: "UTC",
    currentName: "Growth",
    nextName: "Starter",
    nextPrice: usd(4_900),
    nextInterval: "month",
    at: "2026-12-03T00:00:00.000Z",
    backHref: "billing",
    plansHref: "/pricing",
  },
  sum_moved: {
    ...upgrade,
    notice: {
      lead: "The sum has changed since it was shown.",
      words: "Nothing was charged. Look at the new sum below and confirm again.",
    },
  },
  refused_past_due: {
    kind: "refused",
    organizationName: "Tyrell",
    lead: "A payment is overdue",
    words: "A payment is overdue. Pay the open invoice first, then change the plan.",
    steps: [
      { words: "Pay the open invoice", href: "billing" },
      { words: "See all plans", href: "/pricing" },
    ],
  },
  waiting_for_the_bank: waiting,
  card_refused: { ...waiting, because: "refused" },
  done: {
    kind: "done",
    organizationName: "Initech",
    timeZone: "UTC",
    planName: "Growth",
    price: usd(39_900),
    interval: "month",
    renewsAt: PERIOD_END,
    paid: usd(3_142),
    invoiceHref: "https://invoice.example/1",
    usageHref: "usage",
    backHref: "billing",
  },
  loading: { kind: "loading" },
};
