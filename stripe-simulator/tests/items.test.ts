import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceTo, customerOnClock, monthlyPrice, openBench, refusal, totalsOf, unix, type Bench } from "./support";

// https://docs.stripe.com/billing/subscriptions/multiple-products

let bench: Bench;
beforeAll(async () => void (bench = await openBench({ startAt: new Date("2027-01-15T00:00:00Z") })));
afterAll(() => bench.simulator.close());

async function begun() {
  const price = await monthlyPrice(bench.stripe, { unit_amount: 3000 });
  const { clock, customer } = await customerOnClock(bench.stripe, "2027-04-01T00:00:00Z");
  const subscription = await bench.stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  const item = subscription.items.data[0];
  if (!item) throw new Error("The subscription has no item");
  return { price, clock, customer, subscription, item };
}

describe("the items of a subscription", () => {
  it("are added, changed and removed by themselves, prorated like the subscription's update", async () => {
    const { clock, subscription, item } = await begun();
    const seat = await monthlyPrice(bench.stripe, { unit_amount: 600 });
    await advanceTo(bench.stripe, clock, "2027-04-16T00:00:00Z");
    const now = { proration_behavior: "always_invoice" } as const;
    const added = await bench.stripe.subscriptionItems.create({
      subscription: subscription.id,
      price: seat.id,
      quantity: 2,
      metadata: { kind: "seat" },
      ...now,
    });
    expect(added).toMatchObject({
      object: "subscription_item",
      quantity: 2,
      metadata: { kind: "seat" },
      subscription: subscription.id,
      current_period_start: unix("2027-04-01T00:00:00Z"),
      current_period_end: unix("2027-05-01T00:00:00Z"),
    });
    expect((await bench.stripe.subscriptionItems.update(added.id, { quantity: 5, ...now })).quantity).toBe(5);
    expect(await bench.stripe.subscriptionItems.retrieve(added.id)).toMatchObject({ quantity: 5 });
    const listed = await bench.stripe.subscriptionItems.list({ subscription: subscription.id });
    expect(listed.data.map(({ id }) => id)).toEqual([item.id, added.id]);
    expect(await bench.stripe.subscriptionItems.del(added.id, now)).toEqual(
      expect.objectContaining({ id: added.id, object: "subscription_item", deleted: true }),
    );
    // Half a month: +600; −600 +1500; −1500. The last one becomes the customer's credit.
    expect(await totalsOf(bench.stripe, subscription.id)).toEqual([3000, 600, 900, -1500]);
    const gone = await refusal(bench.stripe.subscriptionItems.retrieve(added.id));
    expect([gone.statusCode, gone.code]).toEqual([404, "resource_missing"]);
  });

  it("must be at least one, of one currency and interval, each price once", async () => {
    const { price, subscription, item } = await begun();
    const add = async (params: Partial<Stripe.SubscriptionItemCreateParams>) =>
      refusal(bench.stripe.subscriptionItems.create({ subscription: subscription.id, ...params }));
    expect((await refusal(bench.stripe.subscriptionItems.del(item.id))).message).toContain("at least one active plan");
    expect((await add({ price: price.id })).message).toContain("multiple subscription items with the same plan");
    const yearly = await monthlyPrice(bench.stripe, { recurring: { interval: "year" } });
    expect((await add({ price: yearly.id })).message).toContain("several");
    const euro = await monthlyPrice(bench.stripe, { currency: "eur" });
    expect((await add({ price: euro.id })).param).toBe("price");
    expect((await add({ price: "price_none" })).param).toBe("price");
    expect((await add({})).param).toBe("price");
    expect((await add({ price: yearly.id, quantity: -1 })).param).toBe("quantity");
    expect((await refusal(bench.stripe.subscriptionItems.update("si_none", {}))).statusCode).toBe(404);
    const wide = await refusal(
      bench.stripe.subscriptions.update(subscription.id, {
        items: [{ id: item.id, price: yearly.id }, { price: (await monthlyPrice(bench.stripe)).id }],
      }),
    );
    expect(wide.message).toContain("several");
  });
});
