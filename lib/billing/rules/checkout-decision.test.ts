import { describe, expect, it } from "vitest";
import type { Plan } from "@/lib/catalog";
import type { Subscription } from "@/lib/subscriptions";
import { decideCheckout, type CheckoutQuestion } from "./checkout-decision";

const plan = (more: Partial<Plan> = {}): Plan => ({
  id: "plan_pro",
  code: "PRO",
  version: 1,
  status: "ACTIVE",
  family: "workspace",
  name: "Pro",
  description: "",
  collection: "STRIPE",
  custom: false,
  trialDays: 14,
  currency: "usd",
  metadata: {},
  listed: true,
  position: 0,
  highlighted: false,
  icon: null,
  fallback: false,
  contentHash: "",
  stripeProductId: null,
  syncState: "PENDING",
  syncError: null,
  overagePrices: [],
  soldAt: null,
  archivedAt: null,
  prices: [{ id: "wprice_1", interval: "MONTH", currency: "usd", amount: 2999n, stripePriceId: null }],
  features: [],
  limits: [],
  ...more,
});
const live = (source: "INTERNAL" | "STRIPE", planId = "plan_free") => ({ source, planId }) as Subscription;
const ask = (more: Partial<CheckoutQuestion> = {}) =>
  decideCheckout({
    plan: plan(),
    free: false,
    interval: "MONTH",
    quantity: 1,
    live: live("INTERNAL"),
    hadTrial: false,
    ...more,
  });

describe("a wish to buy", () => {
  it("leads to the price and to the trial, once", () => {
    expect(ask()).toMatchObject({ kind: "pay", trialDays: 14, price: { id: "wprice_1" } });
    expect(ask({ hadTrial: true })).toMatchObject({ kind: "pay", trialDays: 0 });
    expect(ask({ live: null })).toMatchObject({ kind: "pay" });
  });

  it("is given at once when it costs nothing, unless something is paid for", () => {
    expect(ask({ free: true })).toEqual({ kind: "free" });
    expect(ask({ free: true, live: live("STRIPE") })).toEqual({
      kind: "already_paying",
      choices: ["cancel_at_period_end", "cancel_now"],
    });
  });

  it("of somebody who pays already is answered with the choices", () => {
    expect(ask({ live: live("STRIPE") })).toEqual({
      kind: "already_paying",
      choices: ["change_plan", "cancel_at_period_end"],
    });
    expect(ask({ live: live("STRIPE", "plan_pro") })).toEqual({
      kind: "already_paying",
      choices: ["keep", "cancel_at_period_end"],
    });
  });

  it("is refused where there is nothing to sell", () => {
    expect(ask({ plan: plan({ custom: true, prices: [] }) })).toEqual({ kind: "by_contract" });
    expect(ask({ plan: plan({ collection: "ENGINE" }) })).toEqual({ kind: "not_for_checkout" });
    expect(ask({ plan: plan({ status: "ARCHIVED" }) })).toEqual({ kind: "not_for_checkout" });
    expect(ask({ interval: "YEAR" })).toEqual({ kind: "no_such_price" });
    expect(ask({ quantity: 2 })).toEqual({ kind: "one_only" });
  });
});
