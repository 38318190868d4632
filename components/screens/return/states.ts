import type { ReturnModel } from "./model";

const usd = (amount: number) => ({ amount: String(amount), currency: "usd" });
const settled = { planName: "Pro", continueHref: "/orgs/acme", timeZone: "UTC" };

export const states = {
  confirming: { kind: "confirming", planName: "Pro" },
  paid: {
    ...settled,
    kind: "paid",
    paid: usd(2_999),
    receiptTo: "ap@acme.example",
    invoiceHref: "/orgs/acme/billing",
    nextChargeAt: "2026-12-20T00:00:00Z",
  },
  trial_started: {
    ...settled,
    planName: "Starter",
    kind: "trial_started",
    trialEndsAt: "2026-12-04T00:00:00Z",
    then: usd(4_900),
    interval: "month",
  },
  processing: {
    kind: "processing",
    planName: "Pro",
    continueHref: "/orgs/acme",
    sessionReference: "cs_test_a1B2c3D4e5",
  },
  requires_action: { kind: "requires_action", planName: "Pro", actionHref: "/checkout/confirm", backHref: "/pricing" },
  failed: {
    kind: "failed",
    planName: "Pro",
    reason: "The card was declined.",
    retryHref: "/checkout?plan=PRO",
    backHref: "/pricing",
  },
  already_done: { ...settled, kind: "already_done", since: "2026-11-20T16:40:00Z" },
  unknown: { kind: "unknown", backHref: "/pricing" },
} satisfies Record<string, ReturnModel>;
