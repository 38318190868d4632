import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSimulator } from "../index";
import {
  advanceTo,
  customerOnClock,
  customerWith,
  eventTypes,
  eventually,
  monthlyPrice,
  openBench,
  refusal,
  sdkFor,
  totalsOf,
  unix,
  type Bench,
} from "./support";

// https://docs.stripe.com/billing/testing/test-clocks

let bench: Bench;
beforeAll(async () => void (bench = await openBench({ startAt: new Date("2027-01-15T00:00:00Z") })));
afterAll(() => bench.simulator.close());

describe("a test clock", () => {
  it("takes its customers, and nobody else, through every due moment", async () => {
    const { stripe } = bench;
    const price = await monthlyPrice(stripe, { unit_amount: 3000 });
    const items = [{ price: price.id }];
    const other = await customerWith(stripe, "pm_card_visa");
    const beside = await stripe.subscriptions.create({ customer: other.id, items });
    const { clock, customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const subscription = await stripe.subscriptions.create({ customer, items });
    expect(subscription).toMatchObject({
      created: unix("2027-04-01T00:00:00Z"),
      test_clock: clock.id,
      status: "active",
    });

    await advanceTo(stripe, clock, "2027-04-20T00:00:00Z");
    await advanceTo(stripe, clock, "2027-06-01T02:00:00Z");
    const invoices = await stripe.invoices.list({ subscription: subscription.id });
    expect(invoices.data.map((invoice) => [invoice.created, invoice.status, invoice.test_clock])).toEqual([
      [unix("2027-06-01T00:00:00Z"), "paid", clock.id],
      [unix("2027-05-01T00:00:00Z"), "paid", clock.id],
      [unix("2027-04-01T00:00:00Z"), "paid", clock.id],
    ]);
    expect(invoices.data[0]?.status_transitions.paid_at).toBe(unix("2027-06-01T01:00:00Z"));
    expect(await totalsOf(stripe, beside.id)).toEqual([3000]);
  });

  it("says that it is advancing, refuses changes meanwhile, and then that it is ready", async () => {
    const { stripe } = bench;
    const { clock, customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const frozen_time = unix("2027-05-01T00:00:00Z");
    const [advancing, refused] = await Promise.all([
      stripe.testHelpers.testClocks.advance(clock.id, { frozen_time }),
      refusal(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: frozen_time - 86_400 })),
    ]);
    expect(advancing).toMatchObject({
      status: "advancing",
      status_details: { advancing: { target_frozen_time: frozen_time } },
    });
    expect(refused.statusCode).toBe(400);
    await eventually(async () => (await stripe.testHelpers.testClocks.retrieve(clock.id)).status === "ready");
    expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({ frozen_time, status_details: {} });
    const types = await eventTypes(stripe);
    const own = types.filter((type) => type.startsWith("test_helpers.")).slice(-3);
    expect(own).toEqual([
      "test_helpers.test_clock.created",
      "test_helpers.test_clock.advancing",
      "test_helpers.test_clock.ready",
    ]);
    expect((await stripe.customers.update(customer, { name: "Bo" })).name).toBe("Bo");
  });

  it("goes forward only, at most two intervals of its shortest subscription, or two years", async () => {
    const { stripe } = bench;
    const { clock, customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const advance = (iso: string) =>
      refusal(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: unix(iso) }));
    expect((await advance("2027-03-31T00:00:00Z")).param).toBe("frozen_time");
    expect((await advance("2029-04-01T00:00:01Z")).param).toBe("frozen_time");
    const price = await monthlyPrice(stripe);
    await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
    expect((await advance("2027-06-01T00:00:01Z")).param).toBe("frozen_time");
    await advanceTo(stripe, clock, "2027-06-01T00:00:00Z");
  });

  it("has three customers at most, lists them by itself, and takes them with it", async () => {
    const { stripe } = bench;
    const { clock, customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
    const existing = await stripe.customers.create({});
    const second = await stripe.testHelpers.testClocks.create({
      frozen_time: unix("2027-04-01T00:00:00Z"),
      customer: existing.id,
      name: "two",
    });
    expect((await stripe.customers.retrieve(existing.id)) as { test_clock?: unknown }).toMatchObject({
      test_clock: second.id,
    });
    for (const name of ["b", "c"]) await stripe.customers.create({ name, test_clock: clock.id });
    expect((await refusal(stripe.customers.create({ test_clock: clock.id }))).param).toBe("test_clock");
    expect((await stripe.customers.list({ test_clock: clock.id })).data).toHaveLength(3);
    expect((await stripe.customers.list({ limit: 100 })).data.map(({ id }) => id)).not.toContain(customer);
    const price = await monthlyPrice(stripe);
    const subscription = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
    expect((await stripe.subscriptions.list({ limit: 100 })).data.map(({ id }) => id)).not.toContain(subscription.id);
    expect((await stripe.subscriptions.list({ test_clock: clock.id })).data.map(({ id }) => id)).toEqual([
      subscription.id,
    ]);

    expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ deleted: true });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled");
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ deleted: true });
    const gone = await refusal(stripe.testHelpers.testClocks.retrieve(clock.id));
    expect([gone.statusCode, gone.code]).toEqual([404, "resource_missing"]);
    expect((await stripe.testHelpers.testClocks.list()).data.map(({ id }) => id)).toContain(second.id);
  });

  it("goes on after a restart, with what is on it", async () => {
    const directory = mkdtempSync(join(tmpdir(), "clock-"));
    const stateFile = join(directory, "state.json");
    try {
      const first = await startSimulator({ stateFile });
      const { stripe } = { stripe: sdkFor(first) };
      const price = await monthlyPrice(stripe, { unit_amount: 3000 });
      const { clock, customer } = await customerOnClock(stripe, "2027-04-01T00:00:00Z");
      const coupon = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
      const subscription = await stripe.subscriptions.create({
        customer,
        items: [{ price: price.id }],
        discounts: [{ coupon: coupon.id }],
      });
      await first.close();
      const second = await startSimulator({ stateFile });
      await advanceTo(sdkFor(second), clock, "2027-05-01T01:00:00Z");
      expect(await totalsOf(sdkFor(second), subscription.id)).toEqual([1500, 1500]);
      await second.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
