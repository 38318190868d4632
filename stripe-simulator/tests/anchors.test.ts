import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  advanceTo,
  customerOnClock,
  eventTypes,
  monthlyPrice,
  openBench,
  refusal,
  totalsOf,
  unix,
  type Bench,
} from "./support";

// https://docs.stripe.com/billing/subscriptions/billing-cycle

let bench: Bench;
beforeAll(async () => void (bench = await openBench({ startAt: new Date("2026-11-15T00:00:00Z") })));
afterAll(() => bench.simulator.close());

const day = (moment: number | undefined) => new Date((moment ?? 0) * 1000).toISOString().slice(0, 10);
const endOf = (subscription: Stripe.Subscription) => subscription.items.data[0]?.current_period_end;

async function subscribed(
  iso: string,
  price: Partial<Stripe.PriceCreateParams>,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
) {
  const { id } = await monthlyPrice(bench.stripe, price);
  const { clock, customer } = await customerOnClock(bench.stripe, iso);
  const subscription = await bench.stripe.subscriptions.create({ customer, items: [{ price: id }], ...more });
  return { clock, customer, subscription };
}

describe("the end of the month", () => {
  // A day that a month does not have is its last day, and comes back in the next longer month.
  it.each([
    ["2027-01-28", ["2027-02-28", "2027-03-28", "2027-04-28", "2027-05-28"]],
    ["2027-01-29", ["2027-02-28", "2027-03-29", "2027-04-29", "2027-05-29"]],
    ["2027-01-30", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]],
    ["2027-01-31", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]],
    ["2028-01-30", ["2028-02-29", "2028-03-30", "2028-04-30", "2028-05-30"]],
    ["2028-01-31", ["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]],
  ])("from %s", async (start, ends) => {
    const { clock, subscription } = await subscribed(`${start}T12:00:00Z`, { unit_amount: 3000 });
    const seen: string[] = [];
    for (let month = 0; month < ends.length; month += 1) {
      const end = endOf(await bench.stripe.subscriptions.retrieve(subscription.id)) ?? 0;
      seen.push(new Date(end * 1000).toISOString());
      await advanceTo(bench.stripe, clock, end);
    }
    expect(seen).toEqual(ends.map((end) => `${end}T12:00:00.000Z`));
    // Every one of those periods costs the whole month.
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([3000, 3000, 3000, 3000, 3000]);
  });

  it("for a quarter from the 30th of November, and a year from a leap day", async () => {
    const quarter = { recurring: { interval: "month", interval_count: 3 } } as const;
    expect(day(endOf((await subscribed("2026-11-30T00:00:00Z", quarter)).subscription))).toBe("2027-02-28");
    const { clock, subscription } = await subscribed("2028-02-29T00:00:00Z", { recurring: { interval: "year" } });
    const ends: string[] = [];
    for (let year = 0; year < 4; year += 1) {
      const end = endOf(await bench.stripe.subscriptions.retrieve(subscription.id)) ?? 0;
      ends.push(day(end));
      await advanceTo(bench.stripe, clock, end);
    }
    expect(ends).toEqual(["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]);
  });
});

describe("an anchor that was asked for", () => {
  it("charges the time before it by its part, and whole periods from there", async () => {
    const { clock, subscription } = await subscribed(
      "2027-04-01T00:00:00Z",
      { unit_amount: 3100 },
      { billing_cycle_anchor: unix("2027-04-21T00:00:00Z") },
    );
    expect(day(endOf(subscription))).toBe("2027-04-21");
    await advanceTo(bench.stripe, clock, "2027-05-21T01:00:00Z");
    // 20 of the 31 days from 21 March to 21 April.
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([2000, 3100, 3100]);
  });

  it("leaves the time before it free without proration, with no invoice for it", async () => {
    const { clock, subscription } = await subscribed(
      "2027-04-01T00:00:00Z",
      { unit_amount: 3100 },
      { billing_cycle_anchor: unix("2027-04-21T00:00:00Z"), proration_behavior: "none" },
    );
    expect([subscription.status, subscription.latest_invoice]).toEqual(["active", null]);
    await advanceTo(bench.stripe, clock, "2027-04-21T01:00:00Z");
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([3100]);
  });

  it("follows a trial with a part of a period", async () => {
    const { clock, subscription } = await subscribed(
      "2027-04-01T00:00:00Z",
      { unit_amount: 3100 },
      { billing_cycle_anchor: unix("2027-04-21T00:00:00Z"), trial_end: unix("2027-04-11T00:00:00Z") },
    );
    await advanceTo(bench.stripe, clock, "2027-04-21T01:00:00Z");
    // Ten of 31 days.
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([0, 1000, 3100]);
  });

  it("is a day of the month, which short months cut back", async () => {
    const { clock, subscription } = await subscribed(
      "2027-04-10T10:30:00Z",
      { unit_amount: 3000 },
      { billing_cycle_anchor_config: { day_of_month: 31, hour: 10, minute: 30, second: 0 } },
    );
    expect(subscription.billing_cycle_anchor).toBe(unix("2027-04-30T10:30:00Z"));
    expect(subscription.billing_cycle_anchor_config).toMatchObject({ day_of_month: 31, hour: 10, month: null });
    const ends: string[] = [];
    for (let month = 0; month < 3; month += 1) {
      const end = endOf(await bench.stripe.subscriptions.retrieve(subscription.id)) ?? 0;
      ends.push(day(end));
      await advanceTo(bench.stripe, clock, end + 3600);
    }
    expect(ends).toEqual(["2027-04-30", "2027-05-31", "2027-06-30"]);
    // 20 of the 30 days from 31 March to 30 April.
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([2000, 3000, 3000, 3000]);
  });

  it("is refused when it is later than the first renewal, in the past, or asked for twice", async () => {
    const { id } = await monthlyPrice(bench.stripe);
    const weekly = await monthlyPrice(bench.stripe, { recurring: { interval: "week" } });
    const { customer } = await customerOnClock(bench.stripe, "2027-04-01T00:00:00Z");
    const create = (params: Partial<Stripe.SubscriptionCreateParams>) =>
      refusal(bench.stripe.subscriptions.create({ customer, items: [{ price: id }], ...params }));
    const natural = unix("2027-05-01T00:00:00Z");
    const late = await create({ billing_cycle_anchor: natural + 1 });
    expect([late.param, late.message]).toEqual([
      "billing_cycle_anchor",
      `billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`,
    ]);
    expect((await create({ billing_cycle_anchor: unix("2027-03-31T00:00:00Z") })).param).toBe("billing_cycle_anchor");
    const config = { day_of_month: 5 };
    expect((await create({ billing_cycle_anchor: natural, billing_cycle_anchor_config: config })).code).toBe(
      "parameters_exclusive",
    );
    expect((await create({ billing_cycle_anchor_config: { day_of_month: 32 } })).param).toBe(
      "billing_cycle_anchor_config[day_of_month]",
    );
    expect((await create({ items: [{ price: weekly.id }], billing_cycle_anchor_config: config })).param).toBe(
      "billing_cycle_anchor_config",
    );
    expect((await create({ backdate_start_date: 1 })).param).toBe("backdate_start_date");
    expect((await create({ billing_mode: { type: "classic" } })).param).toBe("billing_mode[type]");
  });
});

describe("a renewal", () => {
  it("is announced a week ahead with what it will bill, once", async () => {
    const { clock, subscription } = await subscribed("2027-04-01T00:00:00Z", { unit_amount: 3000 });
    await advanceTo(bench.stripe, clock, "2027-04-23T23:59:59Z");
    const upcoming = async () => (await bench.stripe.events.list({ type: "invoice.upcoming", limit: 100 })).data;
    const before = (await upcoming()).length;
    await advanceTo(bench.stripe, clock, "2027-04-24T00:00:00Z");
    await advanceTo(bench.stripe, clock, "2027-04-30T00:00:00Z");
    const told = await upcoming();
    expect(told).toHaveLength(before + 1);
    expect(told[0]?.data.object).toMatchObject({
      amount_due: 3000,
      parent: { subscription_details: { subscription: subscription.id } },
    });
    expect(await eventTypes(bench.stripe)).not.toContain("invoice.overdue");
  });
});
