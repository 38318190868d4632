import { curlGet } from "../../charts/curl";
import type { Money } from "../../format";
import type { Allowance } from "../usage/model";
import type { BillingModel, ChargeLine, InvoiceRow, NextCharge, ReadyBilling } from "./model";

/*
 * The states of the billing page, with figures that add up: every total below is the sum of its lines.
 */

const ASOF = "2026-11-20T16:40:00.000Z";
const CALL = { one: "call", many: "calls" };

function usd(cents: number): Money {
  return { amount: String(cents), currency: "usd" };
}

const growthCalls: Allowance = {
  meter: "api_calls",
  name: "API calls",
  unit: CALL,
  window: "billing_period",
  policy: "METERED",
  used: 118_240,
  limit: 100_000,
  windowStart: "2026-11-03T00:00:00.000Z",
  resetsAt: "2026-12-03T00:00:00.000Z",
  lastCountedAt: "2026-11-20T16:39:00.000Z",
  exhaustedAt: "2026-11-18T02:20:00.000Z",
  refused: null,
  overage: { price: usd(300), per: 1_000, costSoFar: usd(5_700) },
  raisedUntil: null,
};

const starterCalls: Allowance = {
  ...growthCalls,
  policy: "HARD_STOP",
  used: 6_120,
  limit: 10_000,
  exhaustedAt: null,
  overage: null,
};

const growthLines: ChargeLine[] = [
  { title: "Growth", detail: "Dec 3, 2026 – Jan 3, 2027", amount: usd(39_900) },
  {
    title: "API calls beyond 100,000",
    detail: "18,240 calls, $3.00 for each 1,000 calls begun, since Nov 3, 2026",
    amount: usd(5_700),
  },
  { title: "Coupon WELCOME10", detail: "10% off the plan, 2 months left", amount: usd(-3_990) },
  { title: "Subtotal", detail: null, amount: usd(41_610), rule: true },
  { title: "Sales tax", detail: "Texas, 8.25%", amount: usd(3_433) },
  { title: "Credits applied", detail: "$20.00 of $20.00", amount: usd(-2_000) },
];

const growthCharge: NextCharge = {
  kind: "draft",
  total: usd(43_043),
  at: "2026-12-03T00:00:00.000Z",
  invoiceNumber: null,
  lines: growthLines,
  atThisPace: { units: "200,500 calls", total: usd(69_510), spendLimitHref: "alerts" },
  attempts: [],
  curl: curlGet("/v1/invoices", { status: "draft" }),
};

const starterCharge: NextCharge = {
  kind: "owed",
  total: usd(4_900),
  at: "2026-11-19T09:00:00.000Z",
  invoiceNumber: "UMBR-0007",
  lines: [
    { title: "Starter", detail: "Nov 19 – Dec 19, 2026", amount: usd(4_900) },
    { title: "Tax", detail: "None collected in Nevada", amount: usd(0) },
  ],
  atThisPace: null,
  attempts: [
    { at: "2026-11-19T09:00:00.000Z", outcome: "failed", words: "Card ending 4141 declined: insufficient funds" },
    { at: "2026-11-20T09:00:00.000Z", outcome: "failed", words: "Card ending 4141 declined: insufficient funds" },
    { at: "2026-11-22T09:00:00.000Z", outcome: "ahead", words: "Next attempt" },
    { at: "2026-11-25T09:00:00.000Z", outcome: "last", words: "Last attempt; a day later calls are refused" },
  ],
  curl: curlGet("/v1/invoices", { status: "open" }),
};

function invoices(prefix: string, day: string, totals: readonly number[]): InvoiceRow[] {
  return totals.map((total, index) => ({
    id: `inv_${prefix}${index}`,
    number: `${prefix}-${String(totals.length - index).padStart(4, "0")}`,
    issuedAt: `2026-${String(11 - index).padStart(2, "0")}-${day}T09:00:00.000Z`,
    status: index === 2 ? "partly_refunded" : "paid",
    total: usd(total),
    refunded: index === 2 ? usd(4_000) : null,
    note: null,
    href: `invoices/${prefix}${index}`,
    pdfHref: `invoices/${prefix}${index}/pdf`,
  }));
}

const acme: ReadyBilling = {
  kind: "ready",
  organizationName: "Acme",
  currency: "usd",
  timeZone: "UTC",
  asOf: ASOF,
  plan: {
    name: "Growth",
    status: "active",
    price: usd(39_900),
    interval: "month",
    periodStart: "2026-11-03T00:00:00.000Z",
    periodEnd: "2026-12-03T00:00:00.000Z",
    trialEndsAt: null,
    cancelsAt: null,
    scheduled: null,
    graceUntil: null,
    allowances: [growthCalls],
  },
  nextCharge: growthCharge,
  paymentMethod: {
    brand: "visa",
    last4: "4242",
    expiryMonth: 8,
    expiryYear: 2028,
    expiring: false,
    declined: false,
  },
  billingEmail: "ap@acme.example",
  taxId: "US 84-2931407",
  invoices: invoices("ACME", "03", [40_237, 38_873, 38_873, 38_873, 38_873]),
  links: {
    changePlan: "billing/change-plan",
    changeQuantity: null,
    cancel: "billing/cancel",
    details: "settings",
    portal: "billing/portal",
    payNow: null,
    plans: "/pricing",
    allInvoices: "billing/invoices",
  },
  readOnlyReason: null,
  notice: null,
  offers: { pause: true, wayBack: null },
};

const starter: ReadyBilling = {
  ...acme,
  organizationName: "Umbrella",
  taxId: null,
  billingEmail: "pay@umbrella.example",
  plan: { ...acme.plan, name: "Starter", price: usd(4_900), allowances: [starterCalls] },
};

const umbrella: ReadyBilling = {
  ...starter,
  plan: {
    ...starter.plan,
    status: "past_due",
    periodStart: "2026-11-19T09:00:00.000Z",
    periodEnd: "2026-12-19T09:00:00.000Z",
    graceUntil: "2026-11-26T09:00:00.000Z",
  },
  nextCharge: starterCharge,
  paymentMethod: { brand: "visa", last4: "4141", expiryMonth: 2, expiryYear: 2027, expiring: false, declined: true },
  invoices: [
    {
      id: "inv_umbr7",
      number: "UMBR-0007",
      issuedAt: "2026-11-19T09:00:00.000Z",
      status: "open",
      total: usd(4_900),
      refunded: null,
      note: null,
      href: "invoices/7",
      pdfHref: "invoices/7/pdf",
    },
    {
      id: "inv_umbr6",
      number: "UMBR-0006",
      issuedAt: "2026-10-19T09:00:00.000Z",
      status: "paid",
      total: usd(4_900),
      refunded: null,
      note: null,
      href: "invoices/6",
      pdfHref: "invoices/6/pdf",
    },
    {
      id: "inv_umbr5",
      number: "UMBR-0005",
      issuedAt: "2026-09-19T09:00:00.000Z",
      status: "void",
      total: usd(4_900),
      refunded: null,
      note: null,
      href: "invoices/5",
      pdfHref: null,
    },
  ],
  links: { ...acme.links, changePlan: null, payNow: "billing/pay" },
  offers: { pause: false, wayBack: "retry" },
};

const trial: ReadyBilling = {
  ...starter,
  organizationName: "Stark",
  billingEmail: "pepper@stark.example",
  offers: { pause: false, wayBack: null },
  plan: {
    ...starter.plan,
    status: "trialing",
    periodStart: "2026-11-08T10:00:00.000Z",
    periodEnd: "2026-11-22T10:00:00.000Z",
    trialEndsAt: "2026-11-22T10:00:00.000Z",
    allowances: [{ ...starterCalls, used: 0, lastCountedAt: null }],
  },
  nextCharge: {
    ...starterCharge,
    kind: "firstAfterTrial",
    at: "2026-11-22T10:00:00.000Z",
    invoiceNumber: null,
    attempts: [],
    lines: [{ title: "Starter", detail: "Nov 22 – Dec 22, 2026", amount: usd(4_900) }],
  },
  invoices: [],
};

/** Every state of the billing page by name. */
export const states: Readonly<Record<string, BillingModel>> = {
  active: acme,
  trial,
  no_card: { ...trial, paymentMethod: null },
  disputed: {
    ...acme,
    invoices: (acme.invoices as readonly InvoiceRow[]).map((row, index) =>
      index === 0
        ? { ...row, status: "disputed", note: "Your bank is looking into this payment." }
        : index === 1
          ? { ...row, status: "refunded", refunded: row.total }
          : row,
    ),
  },
  by_the_seat: {
    ...acme,
    plan: { ...acme.plan, name: "Team × 5" },
    links: { ...acme.links, changeQuantity: "billing/change?quantity=5" },
  },
  card_expiring: {
    ...acme,
    paymentMethod: { brand: "visa", last4: "4242", expiryMonth: 11, expiryYear: 2026, expiring: true, declined: false },
  },
  past_due: umbrella,
  card_refused_again: {
    ...umbrella,
    notice: {
      lead: "The card was refused again.",
      words: "Nothing was charged. Update the card, or pay the open invoice with another one.",
    },
  },
  unpaid: { ...umbrella, plan: { ...umbrella.plan, status: "unpaid" } },
  cancel_scheduled: {
    ...acme,
    plan: { ...acme.plan, cancelsAt: "2026-12-03T00:00:00.000Z" },
    links: { ...acme.links, changePlan: null, cancel: null },
    offers: { pause: false, wayBack: "keep" },
    nextCharge: {
      ...growthCharge,
      total: usd(5_700),
      lines: [
        {
          title: "API calls beyond 100,000",
          detail: "18,240 calls, $3.00 for each 1,000 calls begun, since Nov 3, 2026",
          amount: usd(5_700),
        },
      ],
      atThisPace: null,
    },
  },
  change_scheduled: {
    ...acme,
    plan: { ...acme.plan, scheduled: { planName: "Starter", at: "2026-12-03T00:00:00.000Z" } },
    offers: { pause: true, wayBack: "keep_present" },
  },
  paused: {
    ...acme,
    plan: { ...acme.plan, status: "paused" },
    nextCharge: null,
    links: { ...acme.links, changePlan: null },
    offers: { pause: false, wayBack: "resume" },
  },
  credits_cover: {
    ...acme,
    nextCharge: {
      ...growthCharge,
      total: usd(0),
      lines: [
        { title: "Growth", detail: "Dec 3, 2026 – Jan 3, 2027", amount: usd(39_900) },
        { title: "Credits applied", detail: "$399.00 of $450.00", amount: usd(-39_900) },
      ],
      atThisPace: null,
    },
  },
  free: {
    ...acme,
    organizationName: "Rosa Vega",
    billingEmail: "rosa@acme.example",
    taxId: null,
    plan: {
      ...acme.plan,
      name: "Free",
      price: usd(0),
      allowances: [
        {
          ...starterCalls,
          window: "day",
          used: 12,
          limit: 100,
          windowStart: "2026-11-20T00:00:00.000Z",
          resetsAt: "2026-11-21T00:00:00.000Z",
        },
      ],
    },
    nextCharge: null,
    paymentMethod: null,
    invoices: [],
    links: { ...acme.links, cancel: null, portal: null, allInvoices: null },
    offers: { pause: false, wayBack: null },
  },
  no_permission: {
    ...acme,
    links: { ...acme.links, changePlan: null, cancel: null, details: null, portal: null },
    offers: { pause: false, wayBack: null },
    readOnlyReason: "You can read billing; owners and admins change it. Ask Rosa Vega, the owner of Acme.",
  },
  partly_failed: {
    ...acme,
    nextCharge: { requestId: "req_0193487c2e1a" },
    invoices: { requestId: "req_0193487c2e1b" },
  },
  error: { kind: "failed", requestId: "req_0193487c2e1a", retryHref: "?" },
  loading: { kind: "loading" },
};
