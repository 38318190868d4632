import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  advanceTo,
  customerOnClock,
  customerWith,
  eventTypes,
  monthlyPrice,
  openBench,
  refusal,
  totalsOf,
  unix,
  type Bench,
} from "./support";

// https://docs.stripe.com/billing/subscriptions/subscription-schedules

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ startAt: new Date("2027-04-01T00:00:00Z") });
});
afterAll(() => bench.simulator.close());
beforeEach(async () => {
  await bench.control("POST", "/reset");
  await bench.moveTo(unix("2027-04-01T00:00:00Z"));
});

const DAY = 86_400;
const again = (subscription: { id: string }) => bench.stripe.subscriptions.retrieve(subscription.id);
const itemOf = (subscription: Stripe.Subscription) => {
  const [item] = subscription.items.data;
  if (!item) throw new Error("The subscription has no item");
  return item;
};

async function subscribed(amount = 9000): Promise<Stripe.Subscription> {
  const price = await monthlyPrice(bench.stripe, { unit_amount: amount });
  const customer = await customerWith(bench.stripe, "pm_card_visa");
  return bench.stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
}

/** Goes on as it is until the period's end, and with `next` from there. */
async function planned(
  subscription: Stripe.Subscription,
  next: Stripe.Price,
  more: Stripe.SubscriptionScheduleUpdateParams = {},
): Promise<Stripe.SubscriptionSchedule> {
  const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const { price, current_period_start, current_period_end } = itemOf(subscription);
  return bench.stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: "release",
    phases: [
      { items: [{ price: price.id, quantity: 1 }], start_date: current_period_start, end_date: current_period_end },
      { items: [{ price: next.id, quantity: 1 }], duration: { interval: "month" } },
    ],
    ...more,
  });
}

describe("a schedule from a subscription", () => {
  it("takes the running period as its one phase", async () => {
    const subscription = await subscribed();
    const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const { current_period_start: start_date, current_period_end: end_date } = itemOf(subscription);
    expect(schedule).toMatchObject({
      status: "active",
      end_behavior: "release",
      subscription: subscription.id,
      current_phase: { start_date, end_date },
      phases: [{ start_date, end_date, items: [{ price: itemOf(subscription).price.id, quantity: 1 }] }],
    });
    expect((await again(subscription)).schedule).toBe(schedule.id);
    const second = await refusal(bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id }));
    expect(second.message).toContain(schedule.id);
  });

  it("changes the plan at the period's end without prorating, and is released after its last phase", async () => {
    const subscription = await subscribed(9000);
    const smaller = await monthlyPrice(bench.stripe, { unit_amount: 3000 });
    const schedule = await planned(subscription, smaller);
    const end = itemOf(subscription).current_period_end;
    await bench.moveTo(end - 1);
    expect(itemOf(await again(subscription)).price.unit_amount).toBe(9000);
    await bench.moveTo(end + 3600);
    const changed = await again(subscription);
    expect(itemOf(changed).price.id).toBe(smaller.id);
    const invoice = await bench.stripe.invoices.retrieve(changed.latest_invoice as string);
    expect(invoice).toMatchObject({ status: "paid", billing_reason: "subscription_cycle", amount_paid: 3000 });
    expect(invoice.lines.data).toHaveLength(1);
    await bench.moveTo(end + 31 * DAY);
    expect(await bench.stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
      status: "released",
      released_subscription: subscription.id,
      subscription: null,
    });
    expect(await again(subscription)).toMatchObject({ status: "active", schedule: null });
  });

  it("previews the next invoice with the next phase", async () => {
    const subscription = await subscribed(9000);
    await planned(subscription, await monthlyPrice(bench.stripe, { unit_amount: 3000 }));
    const preview = await bench.stripe.invoices.createPreview({ subscription: subscription.id });
    expect([preview.amount_due, preview.created]).toEqual([3000, itemOf(subscription).current_period_end]);
  });

  it("starts a year at the period's end and bills it once", async () => {
    const subscription = await subscribed(9000);
    const yearly = await monthlyPrice(bench.stripe, { unit_amount: 30_000, recurring: { interval: "year" } });
    const end = itemOf(subscription).current_period_end;
    const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    await bench.stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        {
          items: [{ price: itemOf(subscription).price.id }],
          start_date: itemOf(subscription).current_period_start,
          end_date: end,
        },
        { items: [{ price: yearly.id }], duration: { interval: "year" } },
      ],
    });
    const preview = await bench.stripe.invoices.createPreview({ subscription: subscription.id });
    expect([preview.amount_due, preview.created]).toEqual([30_000, end]);
    await bench.moveTo(end + 2 * 3600);
    const changed = await again(subscription);
    expect(itemOf(changed)).toMatchObject({
      current_period_start: end,
      current_period_end: unix("2028-05-01T00:00:00Z") + (end % DAY),
    });
    const invoices = await bench.stripe.invoices.list({ subscription: subscription.id });
    expect(invoices.data.map((invoice) => [invoice.status, invoice.total])).toEqual([
      ["paid", 30_000],
      ["paid", 9000],
    ]);
  });

  it("is taken back by releasing it", async () => {
    const subscription = await subscribed(9000);
    const schedule = await planned(subscription, await monthlyPrice(bench.stripe, { unit_amount: 3000 }));
    expect((await bench.stripe.subscriptionSchedules.release(schedule.id)).status).toBe("released");
    await bench.moveTo(itemOf(subscription).current_period_end + 3600);
    expect(itemOf(await again(subscription)).price.unit_amount).toBe(9000);
    const twice = await refusal(bench.stripe.subscriptionSchedules.release(schedule.id));
    expect(twice.message).toContain("`released`");
  });

  it("ends the subscription when it is to cancel, and ends with a subscription that is canceled", async () => {
    const subscription = await subscribed();
    const schedule = await planned(subscription, itemOf(subscription).price, { end_behavior: "cancel" });
    await bench.moveTo(schedule.phases[1]?.end_date ?? 0);
    expect((await again(subscription)).status).toBe("canceled");
    expect((await bench.stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe("completed");

    const other = await subscribed();
    const ended = await planned(other, itemOf(other).price);
    await bench.stripe.subscriptions.cancel(other.id);
    expect((await bench.stripe.subscriptionSchedules.retrieve(ended.id)).status).toBe("canceled");
    expect(await eventTypes(bench.stripe)).toContain("subscription_schedule.canceled");
  });

  it("keeps its hand on how the subscription ends", async () => {
    const subscription = await subscribed();
    await planned(subscription, itemOf(subscription).price);
    const refused = await refusal(bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }));
    expect(refused.message).toContain("is managed by the subscription schedule");
  });

  it("follows a change that is made on the subscription itself", async () => {
    const subscription = await subscribed(3000);
    const schedule = await planned(subscription, itemOf(subscription).price);
    const larger = await monthlyPrice(bench.stripe, { unit_amount: 9000 });
    await bench.stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription).id, price: larger.id }],
    });
    const { phases } = await bench.stripe.subscriptionSchedules.retrieve(schedule.id);
    expect(phases[0]?.items[0]?.price).toBe(larger.id);
  });

  it("refuses phases that do not fit", async () => {
    const subscription = await subscribed();
    const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const { price, current_period_start: start_date, current_period_end: end_date } = itemOf(subscription);
    const items = [{ price: price.id }];
    const update = (phases: Stripe.SubscriptionScheduleUpdateParams.Phase[]) =>
      refusal(bench.stripe.subscriptionSchedules.update(schedule.id, { phases }));
    expect((await update([{ items, end_date }])).param).toBe("phases[0][start_date]");
    expect((await update([{ items, start_date: start_date + 1, end_date }])).param).toBe("phases[0][start_date]");
    expect((await update([{ items, start_date, end_date: start_date }])).param).toBe("phases[0][end_date]");
    expect((await update([{ items, start_date, end_date, duration: { interval: "month" } }])).code).toBe(
      "parameters_exclusive",
    );
    expect((await update([{ items: [{ price: "price_none" }], start_date, end_date }])).param).toBe(
      "phases[0][items][0][price]",
    );
    expect((await update([{ items, start_date, end_date, trial_end: end_date + 1 }])).param).toBe(
      "phases[0][trial_end]",
    );
  });
});

describe("a schedule for a customer", () => {
  it("waits for its start, then makes the subscription and collects it", async () => {
    const price = await monthlyPrice(bench.stripe);
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const start = (await bench.now()) + 3 * DAY;
    const schedule = await bench.stripe.subscriptionSchedules.create({
      customer: customer.id,
      start_date: start,
      end_behavior: "cancel",
      phases: [{ items: [{ price: price.id }], duration: { interval: "month", interval_count: 2 } }],
    });
    expect([schedule.status, schedule.subscription]).toEqual(["not_started", null]);
    expect(schedule.phases[0]?.end_date).toBe(unix("2027-06-04T00:00:00Z") + (start % DAY));
    await bench.moveTo(start + 3600);
    const begun = await bench.stripe.subscriptionSchedules.retrieve(schedule.id);
    expect(begun.status).toBe("active");
    expect(await again({ id: begun.subscription as string })).toMatchObject({ status: "active", start_date: start });
    await bench.moveTo(begun.phases[0]?.end_date ?? 0);
    expect((await bench.stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe("completed");
    const listed = await bench.stripe.subscriptionSchedules.list({ customer: customer.id });
    expect(listed.data.map(({ id }) => id)).toEqual([schedule.id]);
  });
});

describe("what a phase says", () => {
  const APRIL = "2027-04-01T00:00:00Z";
  const price = (unit_amount: number) => monthlyPrice(bench.stripe, { unit_amount });
  type Phases = Stripe.SubscriptionScheduleCreateParams.Phase[];

  async function scheduled(phases: Phases, more: Partial<Stripe.SubscriptionScheduleCreateParams> = {}) {
    const { clock, customer } = await customerOnClock(bench.stripe, APRIL);
    const schedule = await bench.stripe.subscriptionSchedules.create({ customer, start_date: "now", phases, ...more });
    const subscription = async () => again({ id: schedule.subscription as string });
    return { clock, customer, schedule, subscription };
  }

  it("can be a trial, with the paid phase after it billed as it begins", async () => {
    const items = [{ price: (await price(3000)).id }];
    const { clock, schedule, subscription } = await scheduled([
      { items, trial: true, end_date: unix("2027-04-15T00:00:00Z") },
      { items, duration: { interval: "month" } },
    ]);
    expect(schedule.phases.map((phase) => phase.trial_end)).toEqual([unix("2027-04-15T00:00:00Z"), null]);
    expect((await subscription()).status).toBe("trialing");
    await advanceTo(bench.stripe, clock, "2027-04-15T01:00:00Z");
    const active = await subscription();
    expect([active.status, itemOf(active).current_period_end]).toEqual(["active", unix("2027-05-15T00:00:00Z")]);
    expect(await totalsOf(bench.stripe, active.id)).toEqual([0, 3000]);
    const wrong = {
      items,
      trial: true,
      trial_end: unix("2027-04-03T00:00:00Z"),
      end_date: unix("2027-04-15T00:00:00Z"),
    };
    const { customer } = await customerOnClock(bench.stripe, APRIL);
    const create = (phases: Phases) =>
      refusal(bench.stripe.subscriptionSchedules.create({ customer, start_date: "now", phases }));
    expect((await create([wrong])).param).toBe("phases[0][trial_end]");
    const anchored = {
      items,
      trial: true,
      duration: { interval: "month" },
      billing_cycle_anchor: "phase_start",
    } as const;
    expect((await create([anchored])).param).toBe("phases[0][billing_cycle_anchor]");
  });

  it("has the discounts it names, redeemed when it is entered, and no others", async () => {
    const half = await bench.stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const tenth = await bench.stripe.coupons.create({ percent_off: 10, duration: "forever" });
    const items = [{ price: (await price(3000)).id }];
    const month = { interval: "month" } as const;
    const { clock, subscription } = await scheduled([
      { items, duration: month, discounts: [{ coupon: half.id }] },
      { items, duration: month },
      { items: [{ ...items[0], discounts: [{ coupon: tenth.id }] }], duration: month },
    ]);
    expect((await bench.stripe.coupons.retrieve(tenth.id)).times_redeemed).toBe(0);
    await advanceTo(bench.stripe, clock, "2027-05-01T01:00:00Z");
    expect((await subscription()).discounts).toEqual([]);
    const next = await bench.stripe.invoices.createPreview({ subscription: (await subscription()).id });
    await advanceTo(bench.stripe, clock, "2027-06-01T01:00:00Z");
    expect([(await bench.stripe.coupons.retrieve(tenth.id)).times_redeemed, next.starting_balance]).toEqual([1, 0]);
    await advanceTo(bench.stripe, clock, "2027-07-01T01:00:00Z");
    // 50 % off; nothing off; 10 % off while its phase runs, and after the release.
    expect(await totalsOf(bench.stripe, (await subscription()).id)).toEqual([1500, 3000, 2700, 2700]);
  });

  it("keeps the discounts of the subscription it was made from, for its running phase", async () => {
    const half = await bench.stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const { customer } = await customerOnClock(bench.stripe, APRIL);
    const subscription = await bench.stripe.subscriptions.create({
      customer,
      items: [{ price: (await price(3000)).id }],
      discounts: [{ coupon: half.id }],
    });
    const { phases } = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    expect(phases[0]?.discounts).toEqual([{ coupon: null, discount: subscription.discounts[0], promotion_code: null }]);
  });

  it("can begin a new cycle, and change how its invoices are collected", async () => {
    const items = [{ price: (await price(3000)).id }];
    const { clock, subscription } = await scheduled(
      [
        { items, end_date: unix("2027-04-16T00:00:00Z") },
        {
          items,
          duration: { interval: "month" },
          billing_cycle_anchor: "phase_start",
          collection_method: "send_invoice",
          invoice_settings: { days_until_due: 14 },
          description: "By invoice",
        },
      ],
      { default_settings: { description: "By card" } },
    );
    expect((await subscription()).description).toBe("By card");
    await advanceTo(bench.stripe, clock, "2027-04-16T01:00:00Z");
    const changed = await subscription();
    expect(changed).toMatchObject({
      collection_method: "send_invoice",
      days_until_due: 14,
      description: "By invoice",
      billing_cycle_anchor: unix("2027-04-16T00:00:00Z"),
    });
    // Half of April is given back, and a whole month charged.
    expect(await totalsOf(bench.stripe, changed.id)).toEqual([3000, 1500]);
    const days = { items, invoice_settings: { days_until_due: 3 } };
    const { customer } = await customerOnClock(bench.stripe, APRIL);
    const create = bench.stripe.subscriptionSchedules.create({ customer, start_date: "now", phases: [days] });
    expect((await refusal(create)).param).toBe("phases[0][invoice_settings][days_until_due]");
  });

  it("prorates in the middle of a period, or not", async () => {
    const [small, large] = [await price(3000), await price(9000)];
    const middle = unix("2027-04-16T00:00:00Z");
    for (const [proration_behavior, totals] of [
      ["create_prorations", [3000, 12_000]],
      ["always_invoice", [3000, 3000, 9000]],
      ["none", [3000, 9000]],
    ] as const) {
      const { clock, subscription } = await scheduled([
        { items: [{ price: small.id }], end_date: middle },
        { items: [{ price: large.id }], duration: { interval: "month" }, proration_behavior },
      ]);
      await advanceTo(bench.stripe, clock, "2027-05-01T01:00:00Z");
      // −1500 and +4500 for the half of April, then 9000.
      expect(await totalsOf(bench.stripe, (await subscription()).id)).toEqual(totals);
    }
  });
});

describe("the end of a schedule", () => {
  it("is known to its subscription, announced a week ahead, and can be kept when it is released", async () => {
    const { clock, customer } = await customerOnClock(bench.stripe, "2027-04-01T00:00:00Z");
    const items = [{ price: (await monthlyPrice(bench.stripe)).id }];
    const subscription = await bench.stripe.subscriptions.create({ customer, items, cancel_at_period_end: true });
    const end = unix("2027-05-01T00:00:00Z");
    const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    expect(schedule.end_behavior).toBe("cancel");
    expect(await again(subscription)).toMatchObject({ cancel_at: end, cancel_at_period_end: false });
    await advanceTo(bench.stripe, clock, "2027-04-24T00:00:00Z");
    const announced = await bench.stripe.events.list({ type: "subscription_schedule.expiring" });
    expect(announced.data.map((event) => (event.data.object as { id: string }).id)).toContain(schedule.id);
    await bench.stripe.subscriptionSchedules.update(schedule.id, { end_behavior: "release" });
    expect((await again(subscription)).cancel_at).toBeNull();
    await bench.stripe.subscriptionSchedules.update(schedule.id, { end_behavior: "cancel" });
    await bench.stripe.subscriptionSchedules.release(schedule.id, { preserve_cancel_date: true });
    expect(await again(subscription)).toMatchObject({ cancel_at: end, schedule: null });
    const over = await refusal(bench.stripe.invoices.createPreview({ subscription: subscription.id }));
    expect(over.code).toBe("invoice_upcoming_none");
  });

  it("gives the unused time back when it is canceled, unless that is not wanted", async () => {
    for (const [params, totals] of [
      [{}, [3000, -2000]],
      [{ prorate: false }, [3000]],
    ] as const) {
      const { clock, customer } = await customerOnClock(bench.stripe, "2027-04-01T00:00:00Z");
      const items = [{ price: (await monthlyPrice(bench.stripe, { unit_amount: 3000 })).id }];
      const subscription = await bench.stripe.subscriptions.create({ customer, items });
      const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
      await advanceTo(bench.stripe, clock, "2027-04-11T00:00:00Z");
      expect((await bench.stripe.subscriptionSchedules.cancel(schedule.id, params)).status).toBe("canceled");
      expect(await totalsOf(bench.stripe, subscription.id)).toEqual(totals);
    }
  });
});
