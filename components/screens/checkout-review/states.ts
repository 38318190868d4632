import type { CheckoutReviewModel, ReadyReview } from "./model";

const usd = (amount: number) => ({ amount: String(amount), currency: "usd" });

const starter: ReadyReview = {
  kind: "ready",
  organizationName: "Stark",
  key: "gallery",
  planCode: "STARTER",
  planName: "Starter",
  interval: "month",
  price: usd(4_900),
  trialDays: 14,
  quantity: null,
  lines: [{ label: "Starter, 14 days free", note: "Nov 20 – Dec 4, 2026", amount: usd(0) }],
  dueToday: usd(0),
  then: { amount: usd(4_900), on: "2026-12-04T00:00:00Z" },
  includes: ["10,000 API calls a billing period, stops at the limit", "API access"],
  coupon: { code: "" },
  taxAtPayment: true,
  timeZone: "UTC",
  backHref: "/pricing?family=api",
  simulated: true,
};

const pro: ReadyReview = {
  ...starter,
  key: "gallery",
  planCode: "PRO",
  planName: "Pro",
  price: usd(2_999),
  trialDays: 0,
  lines: [{ label: "Pro", note: "Nov 20 – Dec 20, 2026", amount: usd(2_999) }],
  dueToday: usd(2_999),
  then: { amount: usd(2_999), on: "2026-12-20T00:00:00Z" },
  includes: [
    "10,000 API calls a day, stops at the limit",
    "1,000,000 AI tokens a month, stops at the limit",
    "Advanced analytics",
  ],
};

export const states = {
  trial: starter,
  paid_now: pro,
  by_the_seat: {
    ...pro,
    planName: "Team",
    price: usd(5_000),
    quantity: { value: 5, most: 10_000 },
    lines: [{ label: "Team × 5, monthly", amount: usd(5_000) }],
    dueToday: usd(5_000),
    then: { amount: usd(5_000), on: "2026-12-20T00:00:00Z" },
    includes: ["5,000 API calls a day, stops at the limit", "5 Seats"],
  },
  coupon_applied: {
    ...pro,
    lines: [...pro.lines, { label: "Coupon WELCOME10", note: "10% off, once", amount: usd(-300) }],
    dueToday: usd(2_699),
    coupon: { code: "WELCOME10", applied: "WELCOME10 takes 10% off the first month." },
  },
  coupon_invalid: { ...pro, coupon: { code: "WELCOM10", error: "There is no code WELCOM10." } },
  coupon_expired: { ...pro, coupon: { code: "SUMMER25", error: "SUMMER25 ended on Sep 30, 2026." } },
  coupon_used: { ...pro, coupon: { code: "WELCOME10", error: "Your organization has used WELCOME10 before." } },
  provider_down: {
    kind: "provider_down",
    planName: "Pro",
    requestId: "req_0193487c2e1a7b40",
    retryHref: "/checkout?plan=PRO",
    backHref: "/pricing",
  },
  not_sold: { kind: "not_sold", planName: "Scale", plansHref: "/pricing?family=api" },
} satisfies Record<string, CheckoutReviewModel>;
