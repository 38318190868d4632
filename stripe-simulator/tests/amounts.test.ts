import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceTo, customerOnClock, monthlyPrice, openBench, totalsOf, unix, type Bench } from "./support";

// https://docs.stripe.com/billing/subscriptions/prorations: to the second, the unused time is given back and the
// remaining time is charged. https://docs.stripe.com/billing/subscriptions/billing-mode/compare: a credit is a part of
// what was charged. April has 30 days; every amount below was worked out by hand from the days that are named.

let bench: Bench;
beforeAll(async () => void (bench = await openBench({ startAt: new Date("2027-01-15T00:00:00Z") })));
afterAll(() => bench.simulator.close());

const APRIL = "2027-04-01T00:00:00Z";
type Clock = Stripe.TestHelpers.TestClock;
interface Begun {
  clock: Clock;
  customer: string;
  subscription: Stripe.Subscription;
  item: string;
}

/** Subscribed on 1 April at midnight. */
async function begun(
  unit_amount: number,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  price: Partial<Stripe.PriceCreateParams> = {},
  quantity = 1,
): Promise<Begun> {
  const { id } = await monthlyPrice(bench.stripe, { unit_amount, ...price });
  const { clock, customer } = await customerOnClock(bench.stripe, APRIL);
  const subscription = await bench.stripe.subscriptions.create({ customer, items: [{ price: id, quantity }], ...more });
  return { clock, customer, subscription, item: subscription.items.data[0]?.id ?? "" };
}

/** The amounts of the lines of the invoice that a change makes at once. */
async function billed(
  { subscription }: Begun,
  params: Stripe.SubscriptionUpdateParams,
): Promise<{ lines: number[]; total: number; status: string | null }> {
  const changed = await bench.stripe.subscriptions.update(subscription.id, {
    proration_behavior: "always_invoice",
    expand: ["latest_invoice"],
    ...params,
  });
  const invoice = changed.latest_invoice as Stripe.Invoice;
  return { lines: invoice.lines.data.map((line) => line.amount), total: invoice.total, status: invoice.status };
}

const balanceOf = async (customer: string) =>
  ((await bench.stripe.customers.retrieve(customer)) as Stripe.Customer).balance;

describe("quantities", () => {
  it("are prorated up, and down from what was charged for them", async () => {
    const own = await begun(1000, {}, {}, 3);
    await advanceTo(bench.stripe, own.clock, "2027-04-11T00:00:00Z");
    // 20 of 30 days are left: 3000 × 2/3 given back, 5000 × 2/3 = 3333.33 charged.
    expect(await billed(own, { items: [{ id: own.item, quantity: 5 }] })).toEqual({
      lines: [-2000, 3333],
      total: 1333,
      status: "paid",
    });
    await advanceTo(bench.stripe, own.clock, "2027-04-21T00:00:00Z");
    // Half of the 3333 = 1666.5 given back, 2000 × 1/3 = 666.67 charged: the 1000 left over are the customer's credit.
    expect(await billed(own, { items: [{ id: own.item, quantity: 2 }] })).toEqual({
      lines: [-1667, 667],
      total: -1000,
      status: "paid",
    });
    expect(await balanceOf(own.customer)).toBe(-1000);
    await advanceTo(bench.stripe, own.clock, "2027-05-01T01:00:00Z");
    const [renewal] = (await bench.stripe.invoices.list({ subscription: own.subscription.id, limit: 1 })).data;
    expect(renewal).toMatchObject({ total: 2000, starting_balance: -1000, amount_due: 1000, amount_paid: 1000 });
    expect([renewal?.ending_balance, await balanceOf(own.customer)]).toEqual([0, 0]);
  });

  it("that were not prorated are given back as what was charged", async () => {
    const own = await begun(3000);
    await advanceTo(bench.stripe, own.clock, "2027-04-06T00:00:00Z");
    await bench.stripe.subscriptions.update(own.subscription.id, {
      items: [{ id: own.item, quantity: 3 }],
      proration_behavior: "none",
    });
    await advanceTo(bench.stripe, own.clock, "2027-04-16T00:00:00Z");
    // The two units that came for nothing are worth nothing: half of the one that was paid is given back.
    expect((await billed(own, { items: [{ id: own.item, quantity: 1 }] })).lines).toEqual([-1500, 1500]);
  });
});

describe("several items", () => {
  it("are added, changed and removed in one request", async () => {
    const seats = await monthlyPrice(bench.stripe, { unit_amount: 500 });
    const support = await monthlyPrice(bench.stripe, { unit_amount: 900 });
    const base = await monthlyPrice(bench.stripe, { unit_amount: 2000 });
    const { clock, customer } = await customerOnClock(bench.stripe, APRIL);
    const subscription = await bench.stripe.subscriptions.create({
      customer,
      items: [{ price: base.id }, { price: seats.id, quantity: 4 }],
    });
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([4000]);
    await advanceTo(bench.stripe, clock, "2027-04-16T00:00:00Z");
    const second = subscription.items.data[1]?.id ?? "";
    const own = { clock, customer, subscription, item: "" };
    const items = [{ id: second, deleted: true }, { price: support.id }];
    const preview = await bench.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items, proration_behavior: "always_invoice" },
    });
    expect(preview.lines.data.map((line) => line.amount)).toEqual([-1000, 450]);
    expect((await billed(own, { items })).lines).toEqual([-1000, 450]);
    await advanceTo(bench.stripe, clock, "2027-05-01T01:00:00Z");
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([4000, -550, 2900]);
  });
});

describe("prices", () => {
  it("are prorated to the second, and leave create_prorations to the renewal", async () => {
    const own = await begun(9999);
    const dear = await monthlyPrice(bench.stripe, { unit_amount: 24_999 });
    await advanceTo(bench.stripe, own.clock, unix(APRIL) + 1_000_000);
    const items = [{ id: own.item, price: dear.id }];
    await bench.stripe.subscriptions.update(own.subscription.id, { items });
    expect(await totalsOf(bench.stripe, own.subscription.id)).toEqual([9999]);
    const next = await bench.stripe.invoices.createPreview({ subscription: own.subscription.id });
    // 1 592 000 of 2 592 000 seconds are left, 199/324: 9999 × 199/324 = 6141.36, 24999 × 199/324 = 15354.32.
    expect(next.lines.data.map((line) => line.amount)).toEqual([-6141, 15_354, 24_999]);
    const [credit] = next.lines.data;
    expect(credit?.parent?.subscription_item_details?.proration_details?.credited_items?.invoice).toBe(
      own.subscription.latest_invoice,
    );
    await advanceTo(bench.stripe, own.clock, "2027-05-01T01:00:00Z");
    expect(await totalsOf(bench.stripe, own.subscription.id)).toEqual([9999, 34_212]);
  });

  it("are prorated at a date that was asked for, within the period", async () => {
    const own = await begun(3000);
    const dear = await monthlyPrice(bench.stripe, { unit_amount: 9000 });
    await advanceTo(bench.stripe, own.clock, "2027-04-20T00:00:00Z");
    const items = [{ id: own.item, price: dear.id }];
    const proration_date = unix("2027-04-16T00:00:00Z");
    await expect(
      bench.stripe.subscriptions.update(own.subscription.id, { items, proration_date: unix("2027-03-31T00:00:00Z") }),
    ).rejects.toMatchObject({ param: "proration_date" });
    expect((await billed(own, { items, proration_date })).lines).toEqual([-1500, 4500]);
  });
});

describe("a new cycle", () => {
  // https://docs.stripe.com/billing/subscriptions/billing-cycle: a new interval resets the billing date and bills now.
  it("begins with a change from month to year", async () => {
    const own = await begun(3000);
    const yearly = await monthlyPrice(bench.stripe, { unit_amount: 30_000, recurring: { interval: "year" } });
    await advanceTo(bench.stripe, own.clock, "2027-04-16T00:00:00Z");
    const items = [{ id: own.item, price: yearly.id }];
    expect(await billed(own, { items, proration_behavior: "create_prorations" })).toMatchObject({
      lines: [-1500, 30_000],
      total: 28_500,
    });
    const changed = await bench.stripe.subscriptions.retrieve(own.subscription.id);
    expect(changed.billing_cycle_anchor).toBe(unix("2027-04-16T00:00:00Z"));
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: unix("2027-04-16T00:00:00Z"),
      current_period_end: unix("2028-04-16T00:00:00Z"),
    });
  });

  it("begins with a change from year to month, whose credit outlasts it", async () => {
    const own = await begun(36_500, {}, { recurring: { interval: "year" } });
    const monthly = await monthlyPrice(bench.stripe, { unit_amount: 3000 });
    await advanceTo(bench.stripe, own.clock, "2027-06-01T00:00:00Z");
    // The year to 1 April 2028 has 366 days and 61 of them are over: 36500 × 305/366 = 30416.67.
    expect((await billed(own, { items: [{ id: own.item, price: monthly.id }] })).lines).toEqual([-30_417, 3000]);
    expect(await balanceOf(own.customer)).toBe(-27_417);
    await advanceTo(bench.stripe, own.clock, "2027-07-01T01:00:00Z");
    expect(await balanceOf(own.customer)).toBe(-24_417);
  });

  it("begins now when asked, for all items", async () => {
    const own = await begun(3000);
    await advanceTo(bench.stripe, own.clock, "2027-04-16T00:00:00Z");
    expect((await billed(own, { billing_cycle_anchor: { type: "now" } })).lines).toEqual([-1500, 3000]);
    const { items } = await bench.stripe.subscriptions.retrieve(own.subscription.id);
    expect(items.data[0]?.current_period_end).toBe(unix("2027-05-16T00:00:00Z"));
  });

  it("begins with a trial that is given to a paying subscription", async () => {
    const own = await begun(3000);
    await advanceTo(bench.stripe, own.clock, "2027-04-11T00:00:00Z");
    expect((await billed(own, { trial_end: unix("2027-04-25T00:00:00Z") })).lines).toEqual([-2000, 0]);
    expect(await bench.stripe.subscriptions.retrieve(own.subscription.id)).toMatchObject({
      status: "trialing",
      trial_start: unix("2027-04-11T00:00:00Z"),
      billing_cycle_anchor: unix("2027-04-25T00:00:00Z"),
    });
    await advanceTo(bench.stripe, own.clock, "2027-04-25T01:00:00Z");
    expect(await totalsOf(bench.stripe, own.subscription.id)).toEqual([3000, -2000, 3000]);
    expect(await balanceOf(own.customer)).toBe(0);
  });
});

describe("discounts in prorations", () => {
  // proration_discounts: included. The credit is a part of the discounted charge, the charge goes on with what lasts.
  it("go on when the coupon lasts", async () => {
    const { id: coupon } = await bench.stripe.coupons.create({ percent_off: 20, duration: "forever" });
    const own = await begun(3000, { discounts: [{ coupon }] });
    const dear = await monthlyPrice(bench.stripe, { unit_amount: 9000 });
    await advanceTo(bench.stripe, own.clock, "2027-04-16T00:00:00Z");
    // 2400 were paid; 9000 less 20 % are 7200, half of which is left.
    expect((await billed(own, { items: [{ id: own.item, price: dear.id }] })).lines).toEqual([-1200, 3600]);
  });

  it("are given back, but not again, when the coupon was for once", async () => {
    const { id: coupon } = await bench.stripe.coupons.create({ percent_off: 50, duration: "once" });
    const own = await begun(3000, { discounts: [{ coupon }] });
    const dear = await monthlyPrice(bench.stripe, { unit_amount: 9000 });
    await advanceTo(bench.stripe, own.clock, "2027-04-16T00:00:00Z");
    expect((await billed(own, { items: [{ id: own.item, price: dear.id }] })).lines).toEqual([-750, 4500]);
  });
});

describe("an end", () => {
  // https://docs.stripe.com/billing/subscriptions/cancel
  it("gives the unused time back when asked to, in a last invoice", async () => {
    const own = await begun(3000);
    await advanceTo(bench.stripe, own.clock, "2027-04-11T00:00:00Z");
    const preview = await bench.stripe.invoices.createPreview({
      subscription: own.subscription.id,
      subscription_details: { cancel_now: true },
    });
    expect(preview.total).toBe(-2000);
    await bench.stripe.subscriptions.cancel(own.subscription.id, { prorate: true, invoice_now: true });
    expect(await totalsOf(bench.stripe, own.subscription.id)).toEqual([3000, -2000]);
    expect(await balanceOf(own.customer)).toBe(-2000);
  });

  it("gives nothing back otherwise", async () => {
    const own = await begun(3000);
    await advanceTo(bench.stripe, own.clock, "2027-04-11T00:00:00Z");
    await bench.stripe.subscriptions.cancel(own.subscription.id);
    expect(await totalsOf(bench.stripe, own.subscription.id)).toEqual([3000]);
  });

  it("inside the period shortens it, and bills what is left over when it comes", async () => {
    const own = await begun(3000);
    const cancel_at = unix("2027-04-21T00:00:00Z");
    const ending = await bench.stripe.subscriptions.update(own.subscription.id, { cancel_at });
    expect(ending.items.data[0]?.current_period_end).toBe(cancel_at);
    await advanceTo(bench.stripe, own.clock, cancel_at);
    expect((await bench.stripe.subscriptions.retrieve(own.subscription.id)).status).toBe("canceled");
    // Ten of thirty days.
    expect(await totalsOf(bench.stripe, own.subscription.id)).toEqual([3000, -1000]);
  });

  it("inside a later period shortens that one", async () => {
    const own = await begun(3100);
    await bench.stripe.subscriptions.update(own.subscription.id, { cancel_at: unix("2027-05-11T00:00:00Z") });
    await advanceTo(bench.stripe, own.clock, "2027-05-12T00:00:00Z");
    // Ten of May's 31 days.
    expect(await totalsOf(bench.stripe, own.subscription.id)).toEqual([3100, 1000]);
  });

  it("that is taken back is charged again", async () => {
    const own = await begun(3000);
    await bench.stripe.subscriptions.update(own.subscription.id, { cancel_at: unix("2027-04-21T00:00:00Z") });
    const kept = await bench.stripe.subscriptions.update(own.subscription.id, { cancel_at: "" });
    expect(kept.items.data[0]?.current_period_end).toBe(unix("2027-05-01T00:00:00Z"));
    const next = await bench.stripe.invoices.createPreview({ subscription: own.subscription.id });
    expect(next.lines.data.map((line) => line.amount)).toEqual([-1000, 1000, 3000]);
  });
});
