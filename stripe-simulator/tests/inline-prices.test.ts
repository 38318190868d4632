import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceTo, customerOnClock, monthlyPrice, openBench, refusal, totalsOf, type Bench } from "./support";

// https://docs.stripe.com/products-prices/manage-prices: a price made in place of an id belongs to its item alone.

let bench: Bench;
beforeAll(async () => void (bench = await openBench({ startAt: new Date("2027-01-15T00:00:00Z") })));
afterAll(() => bench.simulator.close());

const month = { currency: "usd", recurring: { interval: "month" } } as const;
const prices = async () => (await bench.stripe.prices.list({ limit: 100 })).data.map(({ id }) => id);
const product = async (name: string) => (await bench.stripe.products.create({ name })).id;

describe("a price that is said where its id could stand", () => {
  it("begins a subscription, changes an item to the second and joins others, inactive each time", async () => {
    const { stripe } = bench;
    const { clock, customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price_data: { ...month, product: await product("Basic"), unit_amount: 3000 } }],
    });
    const [item] = subscription.items.data;
    expect(item?.price).toMatchObject({ active: false, unit_amount: 3000, recurring: { interval: "month" } });
    expect(await stripe.prices.retrieve(item?.price.id ?? "")).toMatchObject({ active: false });

    await advanceTo(stripe, clock, "2027-04-16T00:00:00Z");
    const known = await prices();
    const change: Pick<Stripe.SubscriptionUpdateParams, "items"> = {
      items: [{ id: item?.id ?? "", price_data: { ...month, product: await product("Pro"), unit_amount: 9000 } }],
    };
    const details = { ...change, proration_behavior: "always_invoice" } as const;
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: details,
    });
    // Half of April at the new price less half of it at the old one.
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-1500, 4500]);
    expect(await prices()).toEqual(known);
    await stripe.subscriptions.update(subscription.id, details);
    expect(await totalsOf(stripe, subscription.id)).toEqual([3000, 3000]);

    const seat = await stripe.subscriptionItems.create({
      subscription: subscription.id,
      price_data: { ...month, product: await product("Seat"), unit_amount: 600 },
      quantity: 2,
      proration_behavior: "always_invoice",
    });
    expect([seat.price.active, seat.quantity]).toEqual([false, 2]);
    expect(await totalsOf(stripe, subscription.id)).toEqual([3000, 3000, 600]);
    await advanceTo(stripe, clock, "2027-05-01T02:00:00Z");
    expect((await totalsOf(stripe, subscription.id)).at(-1)).toBe(9000 + 2 * 600);
  });

  it("is refused by its field when it makes no price, and nothing is left behind", async () => {
    const { stripe } = bench;
    const { customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const id = await product("Basic");
    const price = await monthlyPrice(stripe);
    const known = await prices();
    const create = (item: object) => refusal(stripe.subscriptions.create({ customer, items: [item] }));
    const data = { ...month, product: id };
    expect((await create({ price_data: data })).param).toBe("items[0][price_data][unit_amount]");
    expect((await create({ price_data: { ...data, unit_amount: -1 } })).param).toBe(
      "items[0][price_data][unit_amount]",
    );
    expect(await create({ price_data: { ...data, product: "prod_none", unit_amount: 1 } })).toMatchObject({
      param: "items[0][price_data][product]",
      code: "resource_missing",
    });
    expect((await create({ price: price.id, price_data: { ...data, unit_amount: 1 } })).code).toBe(
      "parameters_exclusive",
    );
    const euro = { ...data, currency: "eur", unit_amount: 100 };
    const two = stripe.subscriptions.create({ customer, items: [{ price: price.id }, { price_data: euro }] });
    expect((await refusal(two)).param).toBe("items[1][price]");
    expect(await prices()).toEqual(known);
  });
});

describe("a tax rate", () => {
  it("is not there, wherever a request names it", async () => {
    const { stripe } = bench;
    const { customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const { id: price } = await monthlyPrice(stripe);
    const missing = (param: string) => ({ code: "resource_missing", param, message: "No such tax rate: 'txr_1'" });
    const create = (more: Partial<Stripe.SubscriptionCreateParams>) =>
      refusal(stripe.subscriptions.create({ customer, items: [{ price }], ...more }));
    expect(await create({ default_tax_rates: ["txr_1"] })).toMatchObject(missing("default_tax_rates[0]"));
    expect(await create({ items: [{ price, tax_rates: ["txr_1"] }] })).toMatchObject(missing("items[0][tax_rates][0]"));
    const invoice = stripe.invoices.create({ customer, default_tax_rates: ["txr_1"] });
    expect(await refusal(invoice)).toMatchObject(missing("default_tax_rates[0]"));
    expect((await stripe.subscriptions.create({ customer, items: [{ price, tax_rates: [] }] })).status).toBe("active");
  });

  // https://docs.stripe.com/api/subscription_schedules/create#create_subscription_schedule-phases-items-price_data
  it("stands in a schedule's phases, and is billed when its phase begins", async () => {
    const { stripe } = bench;
    const { clock, customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const { id: price } = await monthlyPrice(stripe, { unit_amount: 3000 });
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
    const [running] = schedule.phases;
    const known = await prices();
    const phases = (unit_amount: number): Stripe.SubscriptionScheduleUpdateParams.Phase[] => [
      { start_date: running?.start_date, end_date: running?.end_date, items: [{ price }] },
      {
        duration: { interval: "month" },
        items: [{ price_data: { ...month, product: "prod_later", unit_amount }, quantity: 2 }],
      },
    ];
    await stripe.products.create({ id: "prod_later", name: "Later" });
    const refused = await refusal(stripe.subscriptionSchedules.update(schedule.id, { phases: phases(-1) }));
    expect(refused.param).toBe("phases[1][items][0][price_data][unit_amount]");
    expect(await prices()).toEqual(known);

    const planned = await stripe.subscriptionSchedules.update(schedule.id, { phases: phases(4500) });
    const inline = planned.phases[1]?.items[0]?.price as string;
    expect(await stripe.prices.retrieve(inline)).toMatchObject({ active: false, unit_amount: 4500 });
    expect((await stripe.subscriptions.retrieve(id)).items.data[0]?.price.id).toBe(price);
    await advanceTo(stripe, clock, "2027-05-01T02:00:00Z");
    expect((await stripe.subscriptions.retrieve(id)).items.data[0]?.price.id).toBe(inline);
    // 30.00 for April, 2 × 45.00 for May.
    expect(await totalsOf(stripe, id)).toEqual([3000, 9000]);
  });

  it("begins a subscription with a schedule's first phase", async () => {
    const { stripe } = bench;
    const { customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const data = { ...month, product: await product("First"), unit_amount: 1200 };
    const { subscription } = await stripe.subscriptionSchedules.create({
      customer,
      start_date: "now",
      phases: [{ duration: { interval: "month" }, items: [{ price_data: data }] }],
    });
    expect(await totalsOf(stripe, subscription as string)).toEqual([1200]);
  });
});
