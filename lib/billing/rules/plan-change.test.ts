import { describe, expect, it } from "vitest";
import type { BillingInterval, Plan, PlanPrice } from "@/lib/catalog";
import type { Subscription } from "@/lib/subscriptions";
import { decidePlanChange, type ChangeDecision } from "./plan-change";

const price = (interval: BillingInterval, amount: bigint): PlanPrice => ({
  id: `wprice_${interval}`,
  interval,
  amount,
  currency: "usd",
  stripePriceId: null,
});
const plan = (code: string, month: bigint, year: bigint, more: Partial<Plan> = {}): Plan =>
  ({
    id: `plan_${code}`,
    code,
    name: code,
    status: "ACTIVE",
    collection: "STRIPE",
    custom: false,
    fallback: false,
    trialDays: 0,
    prices: [price("MONTH", month), price("YEAR", year)],
    ...more,
  }) as Plan;

const SMALL = plan("SMALL", 4_900n, 49_000n, { trialDays: 14 });
const LARGE = plan("LARGE", 39_900n, 399_000n);
const FREE = plan("FREE", 0n, 0n, { fallback: true });
const live = (on: Plan, more: Partial<Subscription> = {}): Subscription =>
  ({
    planId: on.id,
    source: "STRIPE",
    status: "ACTIVE",
    interval: "MONTH",
    quantity: 1,
    cancelAtPeriodEnd: false,
    cancelAt: null,
    ...more,
  }) as Subscription;

const decide = (
  current: Plan,
  next: Plan,
  more: { interval?: BillingInterval; live?: Partial<Subscription>; quantity?: number; mayChange?: boolean } = {},
): ChangeDecision =>
  decidePlanChange({
    live: live(current, more.live),
    current,
    next,
    interval: more.interval ?? "MONTH",
    quantity: more.quantity ?? 1,
    mayChange: more.mayChange ?? true,
  });
const timings = (decision: ChangeDecision) => (decision.kind === "possible" ? decision.timings : decision.kind);

describe("a change of plan", () => {
  it("starts now when it is more, and may wait; less waits for the period's end", () => {
    expect(timings(decide(SMALL, LARGE))).toEqual(["now", "period_end"]);
    expect(timings(decide(LARGE, SMALL))).toEqual(["period_end"]);
    expect(timings(decide(SMALL, SMALL, { interval: "YEAR" }))).toEqual(["now", "period_end"]);
    expect(timings(decide(SMALL, SMALL, { live: { interval: "YEAR" } }))).toEqual(["period_end"]);
    // The yearly price of the smaller plan is above a month of the larger one, and it is still less.
    expect(timings(decide(LARGE, SMALL, { interval: "YEAR" }))).toEqual(["period_end"]);
  });

  it("ends a trial only when the next plan has none of its own", () => {
    expect(decide(SMALL, LARGE, { live: { status: "TRIALING" } })).toMatchObject({ endTrial: true });
    expect(decide(SMALL, { ...LARGE, trialDays: 7 }, { live: { status: "TRIALING" } })).toMatchObject({
      endTrial: false,
    });
    expect(decide(SMALL, LARGE)).toMatchObject({ endTrial: false });
  });

  it("is blocked where the plan may not be changed, unless there is nothing to change", () => {
    expect(timings(decide(SMALL, LARGE, { mayChange: false }))).toBe("blocked");
    expect(timings(decide(SMALL, SMALL, { mayChange: false }))).toBe("same");
  });

  it("is no change, a purchase, a cancellation, or not for sale", () => {
    expect(timings(decide(SMALL, SMALL))).toBe("same");
    expect(timings(decide(SMALL, LARGE, { live: { source: "INTERNAL" } }))).toBe("buy");
    expect(timings(decide(SMALL, FREE))).toBe("cancel");
    expect(timings(decide(SMALL, { ...LARGE, custom: true }))).toBe("by_contract");
    expect(timings(decide(SMALL, { ...LARGE, status: "ARCHIVED" }))).toBe("not_for_sale");
    expect(timings(decide(SMALL, { ...LARGE, collection: "ENGINE" }))).toBe("not_for_sale");
    expect(timings(decide(SMALL, { ...LARGE, prices: [price("MONTH", 39_900n)] }, { interval: "YEAR" }))).toBe(
      "no_such_price",
    );
    expect(timings(decide(SMALL, LARGE, { quantity: 3 }))).toBe("one_only");
  });
});
