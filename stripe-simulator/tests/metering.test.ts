import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { customerWith, eventTypes, openBench, refusal, unix, type Bench } from "./support";

const START = "2027-03-01T10:00:00Z";
const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
let bench: Bench;
beforeEach(async () => void (bench = await openBench({ startAt: new Date(START) })));
afterEach(() => bench.simulator.close());

const meterOf = (more: Partial<Stripe.Billing.MeterCreateParams> = {}) =>
  bench.stripe.billing.meters.create({
    display_name: "API calls",
    event_name: "api_call",
    default_aggregation: { formula: "sum" },
    ...more,
  });

const use = (customer: string, value: number | string, more: Partial<Stripe.Billing.MeterEventCreateParams> = {}) =>
  bench.stripe.billing.meterEvents.create({
    event_name: "api_call",
    payload: { stripe_customer_id: customer, value: String(value) },
    ...more,
  });

async function total(meter: string, customer: string): Promise<number | undefined> {
  const start = unix(START) - (unix(START) % MINUTE) - 40 * DAY;
  const found = await bench.stripe.billing.meters.listEventSummaries(meter, {
    customer,
    start_time: start,
    end_time: start + 100 * DAY,
  });
  return found.data[0]?.aggregated_value;
}

describe("meters", () => {
  it("are made, renamed, deactivated and reactivated, each with its event", async () => {
    const meter = await meterOf();
    expect(meter).toMatchObject({
      object: "billing.meter",
      status: "active",
      customer_mapping: { event_payload_key: "stripe_customer_id", type: "by_id" },
      value_settings: { event_payload_key: "value" },
      event_time_window: null,
    });
    expect((await refusal(meterOf())).param).toBe("event_name");
    await bench.stripe.billing.meters.update(meter.id, { display_name: "Calls" });
    const off = await bench.stripe.billing.meters.deactivate(meter.id);
    expect([off.status, off.status_transitions.deactivated_at]).toEqual(["inactive", expect.any(Number)]);
    expect((await refusal(bench.stripe.billing.meters.deactivate(meter.id))).statusCode).toBe(400);
    const error = await refusal(use("cus_x", 1));
    expect([error.statusCode, error.param, error.message]).toEqual([
      400,
      "event_name",
      'No active meter found for event name "api_call".',
    ]);
    await bench.stripe.billing.meters.reactivate(meter.id);
    expect((await bench.stripe.billing.meters.list({ status: "active" })).data.map((each) => each.id)).toEqual([
      meter.id,
    ]);
    expect((await eventTypes(bench.stripe)).filter((type) => type.startsWith("billing.meter"))).toEqual([
      "billing.meter.created",
      "billing.meter.updated",
      "billing.meter.deactivated",
      "billing.meter.reactivated",
    ]);
  });

  it("are needed by metered prices, and by no others", async () => {
    const product = await bench.stripe.products.create({ name: "Calls" });
    const price = (recurring: Stripe.PriceCreateParams.Recurring) =>
      refusal(bench.stripe.prices.create({ product: product.id, currency: "usd", unit_amount: 5, recurring }));
    expect((await price({ interval: "month", usage_type: "metered" })).param).toBe("recurring[meter]");
    expect((await price({ interval: "month", usage_type: "metered", meter: "mtr_none" })).code).toBe(
      "resource_missing",
    );
    const meter = await meterOf();
    expect((await price({ interval: "month", meter: meter.id })).param).toBe("recurring[meter]");
    await bench.stripe.billing.meters.deactivate(meter.id);
    expect((await price({ interval: "month", usage_type: "metered", meter: meter.id })).message).toContain("inactive");
  });
});

describe("meter events", () => {
  it("count by sum, count and last, and by the newest of each pre-aggregated hour", async () => {
    const customer = (await bench.stripe.customers.create({})).id;
    const at = unix(START);
    // https://docs.stripe.com/billing/subscriptions/usage-based/meters/configure
    const cases: [string, Partial<Stripe.Billing.MeterCreateParams>, number][] = [
      ["sum", { default_aggregation: { formula: "sum" } }, 3 + 4 - 2 + 10],
      ["count", { default_aggregation: { formula: "count" } }, 4],
      ["last", { default_aggregation: { formula: "last" } }, 10],
      ["hourly", { default_aggregation: { formula: "sum" }, event_time_window: "hour" }, -2 + 10],
    ];
    for (const [name, settings, expected] of cases) {
      const meter = await meterOf({ event_name: name, ...settings });
      // Three in one hour, of which -2 came last; 10 in a later hour came in before them.
      await use(customer, 10, { event_name: name, timestamp: at - HOUR });
      for (const [value, back] of [
        [3, 9],
        [4, 8],
        [-2, 7],
      ] as const)
        await use(customer, value, { event_name: name, timestamp: at - 3 * HOUR - back * MINUTE });
      expect([name, await total(meter.id, customer)]).toEqual([name, expected]);
    }
  });

  it("are refused for a second use of an identifier within a day, and for times outside the window", async () => {
    const meter = await meterOf();
    const customer = (await bench.stripe.customers.create({})).id;
    expect(await use(customer, 5, { identifier: "once" })).toMatchObject({
      object: "billing.meter_event",
      identifier: "once",
      payload: { stripe_customer_id: customer, value: "5" },
      timestamp: expect.any(Number) as number,
    });
    expect((await refusal(use(customer, 5, { identifier: "once" }))).message).toBe(
      "An event already exists with identifier once.",
    );
    const now = await bench.now();
    for (const timestamp of [now - 35 * DAY - 60, now + 5 * MINUTE + 60])
      expect((await refusal(use(customer, 5, { timestamp }))).param).toBe("timestamp");
    await use(customer, 5, { timestamp: now - 35 * DAY + 60 });
    await use(customer, 5, { timestamp: now + 4 * MINUTE });
    expect(await total(meter.id, customer)).toBe(15);
    // The identifier is unique for a day; after that the API counts it again.
    await bench.moveTo(now + DAY + MINUTE);
    await use(customer, 5, { identifier: "once" });
    expect(await total(meter.id, customer)).toBe(20);
  });

  it("can be taken back within a day", async () => {
    const meter = await meterOf();
    const customer = (await bench.stripe.customers.create({})).id;
    await use(customer, 7, { identifier: "wrong" });
    await use(customer, 1, { identifier: "late" });
    const adjust = (identifier: string) =>
      bench.stripe.billing.meterEventAdjustments.create({
        event_name: "api_call",
        type: "cancel",
        cancel: { identifier },
      });
    expect(await adjust("wrong")).toMatchObject({ object: "billing.meter_event_adjustment", type: "cancel" });
    expect((await refusal(adjust("nobody"))).code).toBe("resource_missing");
    await bench.moveTo((await bench.now()) + DAY + MINUTE);
    expect((await refusal(adjust("late"))).message).toContain("24 hours");
    expect(await total(meter.id, customer)).toBe(1);
  });

  it("are summed up per hour and day on exact boundaries", async () => {
    const meter = await meterOf();
    const customer = (await bench.stripe.customers.create({})).id;
    const day = unix("2027-02-27T00:00:00Z");
    for (const [value, timestamp] of [
      [1, day],
      [2, day + HOUR - 1],
      [4, day + HOUR],
      [8, day + DAY - 1],
      [16, day + DAY],
    ] as const)
      await use(customer, value, { timestamp });
    const list = (more: Partial<Stripe.Billing.MeterListEventSummariesParams>) =>
      bench.stripe.billing.meters.listEventSummaries(meter.id, {
        customer,
        start_time: day,
        end_time: day + DAY,
        ...more,
      });
    const values = async (more: Partial<Stripe.Billing.MeterListEventSummariesParams>) =>
      (await list(more)).data.map((each) => each.aggregated_value);
    expect(await values({})).toEqual([15]);
    expect(await values({ value_grouping_window: "hour" })).toEqual([8, 4, 3]);
    expect(await values({ value_grouping_window: "day", end_time: day + 2 * DAY })).toEqual([16, 15]);
    expect((await refusal(list({ start_time: day + 1 }))).param).toBe("start_time");
    expect((await refusal(list({ value_grouping_window: "day", end_time: day + HOUR }))).param).toBe("end_time");
    expect((await refusal(list({ customer: "cus_none" }))).code).toBe("resource_missing");
  });

  it("survive a restart with their meter, uses and taken identifiers", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-"));
    const stateFile = join(folder, "state.json");
    await bench.simulator.close();
    bench = await openBench({ stateFile, startAt: new Date(START) });
    const meter = await meterOf();
    const customer = (await bench.stripe.customers.create({})).id;
    await use(customer, 9, { identifier: "kept" });
    await bench.simulator.close();
    bench = await openBench({ stateFile });
    expect(await total(meter.id, customer)).toBe(9);
    expect((await refusal(use(customer, 9, { identifier: "kept" }))).statusCode).toBe(400);
    rmSync(folder, { recursive: true });
  });
});

describe("metered prices", () => {
  async function subscribe(
    price: Omit<Stripe.PriceCreateParams, "currency" | "recurring">,
    base = false,
  ): Promise<{ customer: string; subscription: Stripe.Subscription }> {
    const meter = await meterOf();
    const product = await bench.stripe.products.create({ name: "Calls" });
    const metered = await bench.stripe.prices.create({
      product: product.id,
      currency: "usd",
      recurring: { interval: "month", usage_type: "metered", meter: meter.id },
      ...price,
    });
    const flat = await bench.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 1000,
      recurring: { interval: "month" },
    });
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const items = [{ price: metered.id }, ...(base ? [{ price: flat.id }] : [])];
    return {
      customer: customer.id,
      subscription: await bench.stripe.subscriptions.create({ customer: customer.id, items }),
    };
  }

  const startOf = (subscription: Stripe.Subscription) => subscription.items.data[0]?.current_period_start ?? 0;
  const endOf = (subscription: Stripe.Subscription) => subscription.items.data[0]?.current_period_end ?? 0;

  async function latest(subscription: Stripe.Subscription): Promise<Stripe.Invoice> {
    const { latest_invoice: id } = await bench.stripe.subscriptions.retrieve(subscription.id);
    return bench.stripe.invoices.retrieve(id as string);
  }

  const tiers: Stripe.PriceCreateParams.Tier[] = [
    { up_to: 100, unit_amount: 10, flat_amount: 500 },
    { up_to: 200, unit_amount_decimal: "7.5" as unknown as Stripe.Decimal },
    { up_to: "inf", unit_amount_decimal: "0.25" as unknown as Stripe.Decimal, flat_amount: 30 },
  ];

  // By hand from https://docs.stripe.com/products-prices/pricing-models; each line rounds half away from zero.
  it.each<[string, Omit<Stripe.PriceCreateParams, "currency" | "recurring">, number, number[]]>([
    ["per unit", { unit_amount: 3 }, 250, [750]],
    // 333 × 0.25 = 83.25
    ["a fraction of a cent", { unit_amount_decimal: "0.25" as unknown as Stripe.Decimal }, 333, [83]],
    // 250 units are three packages of 100, at 500 each
    ["packages rounded up", { unit_amount: 500, transform_quantity: { divide_by: 100, round: "up" } }, 250, [1500]],
    ["packages rounded down", { unit_amount: 500, transform_quantity: { divide_by: 100, round: "down" } }, 250, [1000]],
    // 100 × 10 + 500; 100 × 7.5; 50 × 0.25 = 12.5 → 13; + 30
    ["graduated", { billing_scheme: "tiered", tiers_mode: "graduated", tiers }, 250, [1000, 500, 750, 13, 30]],
    ["graduated at a boundary", { billing_scheme: "tiered", tiers_mode: "graduated", tiers }, 100, [1000, 500]],
    ["graduated at zero", { billing_scheme: "tiered", tiers_mode: "graduated", tiers }, 0, [0, 500]],
    // 150 × 7.5 = 1125
    ["volume", { billing_scheme: "tiered", tiers_mode: "volume", tiers }, 150, [1125]],
    // 201 × 0.25 = 50.25; + 30
    ["volume above", { billing_scheme: "tiered", tiers_mode: "volume", tiers }, 201, [50, 30]],
    ["a negative sum", { unit_amount: 3 }, -5, [0]],
  ])("bill %s in arrears", async (_, price, quantity, expected) => {
    const { customer, subscription } = await subscribe(price);
    expect((await latest(subscription)).total).toBe(0);
    if (quantity !== 0) await use(customer, quantity, { timestamp: startOf(subscription) + 60 });
    // The first second of the next period is not this period's.
    await bench.moveTo(endOf(subscription));
    await use(customer, 1_000_000, { timestamp: endOf(subscription) });
    const invoice = await latest(subscription);
    expect(invoice.lines.data.map((line) => line.amount)).toEqual(expected);
    expect(invoice.total).toBe(expected.reduce((sum, each) => sum + each, 0));
    for (const line of invoice.lines.data)
      expect(line.period).toEqual({ start: startOf(subscription), end: endOf(subscription) });
  });

  it("charge the licensed part ahead and the used part behind, and follow late events until finalization", async () => {
    const { customer, subscription } = await subscribe({ unit_amount: 3 }, true);
    await use(customer, 10);
    const preview = await bench.stripe.invoices.createPreview({ subscription: subscription.id });
    expect(preview.lines.data.map((line) => [line.amount, line.quantity])).toEqual([
      [30, 10],
      [1000, 1],
    ]);
    const end = endOf(subscription);
    await bench.moveTo(end + 60);
    const draft = await latest(subscription);
    expect([draft.status, draft.total]).toEqual(["draft", 1030]);
    await use(customer, 5, { timestamp: end - 1, identifier: "late" });
    expect((await latest(subscription)).total).toBe(1045);
    await bench.moveTo(end + HOUR + 60);
    await use(customer, 5, { timestamp: end - 1 });
    const paid = await latest(subscription);
    expect([paid.id, paid.status, paid.amount_paid]).toEqual([draft.id, "paid", 1045]);
    expect(paid.lines.data.map((line) => [line.period.start, line.period.end])).toEqual([
      [startOf(subscription), end],
      [end, end + 30 * DAY],
    ]);
  });

  it("bill what was used before an item leaves or changes its price, once", async () => {
    const { customer, subscription } = await subscribe({ unit_amount: 3 }, true);
    const [item] = subscription.items.data;
    await use(customer, 10);
    await bench.moveTo(startOf(subscription) + 5 * DAY);
    const dearer = await bench.stripe.prices.create({
      product: item?.price.product as string,
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month", usage_type: "metered", meter: item?.price.recurring?.meter ?? "" },
    });
    await bench.stripe.subscriptions.update(subscription.id, { items: [{ id: item?.id ?? "", price: dearer.id }] });
    await use(customer, 2, { timestamp: startOf(subscription) + 5 * DAY + 60 });
    await bench.moveTo(endOf(subscription) + 60);
    // 10 × 3 until the change, 2 × 100 after it, and the next month's flat 1000.
    expect((await latest(subscription)).lines.data.map((line) => line.amount)).toEqual([30, 200, 1000]);
  });

  it("are billed once more when the subscription ends: by itself, or now when that is asked for", async () => {
    const { customer, subscription } = await subscribe({ unit_amount: 3 });
    await use(customer, 10);
    await bench.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await bench.moveTo(endOf(subscription) + 2 * HOUR);
    const last = (await bench.stripe.invoices.list({ subscription: subscription.id })).data;
    expect(last.map((each) => [each.total, each.status])).toEqual([
      [30, "paid"],
      [0, "paid"],
    ]);
    const price = subscription.items.data[0]?.price.id ?? "";
    const other = await bench.stripe.subscriptions.create({ customer, items: [{ price }] });
    await use(customer, 7);
    const ended = await bench.stripe.subscriptions.cancel(other.id, { invoice_now: true });
    expect(ended.status).toBe("canceled");
    expect((await bench.stripe.invoices.list({ subscription: other.id })).data[0]?.total).toBe(21);
  });

  it("take no quantity", async () => {
    const { customer, subscription } = await subscribe({ unit_amount: 3 });
    const price = subscription.items.data[0]?.price.id ?? "";
    const items = [{ price, quantity: 2 }];
    expect((await refusal(bench.stripe.subscriptions.create({ customer, items }))).param).toBe("items[0][quantity]");
    expect(subscription.items.data[0]).not.toHaveProperty("quantity");
  });
});

describe("the second generation", () => {
  it("takes meter events and adjustments as JSON", async () => {
    const meter = await meterOf();
    const customer = (await bench.stripe.customers.create({})).id;
    const send = (more: Partial<Stripe.V2.Billing.MeterEventCreateParams> = {}) =>
      bench.stripe.v2.billing.meterEvents.create({
        event_name: "api_call",
        payload: { stripe_customer_id: customer, value: "6" },
        ...more,
      });
    const event = await send({ identifier: "v2", timestamp: "2027-02-28T23:59:59Z" });
    expect(event).toMatchObject({
      object: "v2.billing.meter_event",
      identifier: "v2",
      timestamp: "2027-02-28T23:59:59.000Z",
    });
    expect(await total(meter.id, customer)).toBe(6);
    expect((await refusal(send({ identifier: "v2" }))).statusCode).toBe(400);
    expect((await refusal(send({ timestamp: "yesterday" }))).code).toBe("invalid_fields");
    const unknown = await refusal(send({ colour: "red" } as object));
    expect([unknown.type, unknown.code]).toEqual(["StripeInvalidRequestError", "invalid_fields"]);
    await bench.stripe.v2.billing.meterEventAdjustments.create({
      event_name: "api_call",
      type: "cancel",
      cancel: { identifier: "v2" },
    });
    expect(await total(meter.id, customer)).toBe(0);
  });

  it("tells of bad events by thin events, once per meter and window of ten seconds", async () => {
    const meter = await meterOf();
    const customer = (await bench.stripe.customers.create({})).id;
    await bench.moveTo(unix("2027-03-02T00:00:00Z"));
    await use("cus_nobody", 1, { identifier: "a" });
    await use(customer, "1.5", { identifier: "b" });
    await use("", 1, { identifier: "c" });
    await use("cus_nobody", 1, { identifier: "d" });
    expect(await total(meter.id, customer)).toBe(0);
    expect((await bench.stripe.v2.core.events.list()).data).toEqual([]);
    await bench.moveTo((await bench.now()) + 20);
    const [event, ...others] = (await bench.stripe.v2.core.events.list()).data;
    if (event?.type !== "v1.billing.meter.error_report_triggered" || others.length > 0)
      throw new Error(`Not one report: ${JSON.stringify([event, others])}`);
    expect(event.data).toMatchObject({
      developer_message_summary: "There are 4 invalid events",
      reason: { error_count: 4 },
    });
    expect(
      event.data.reason.error_types.map(({ code, sample_errors: samples }) => [
        code,
        ...samples.map((sample) => sample.request.identifier),
      ]),
    ).toEqual([
      ["meter_event_customer_not_found", "a", "d"],
      ["meter_event_invalid_value", "b"],
      ["meter_event_no_customer_defined", "c"],
    ]);
    expect((await event.fetchRelatedObject()).id).toBe(meter.id);
    expect((await refusal(bench.stripe.v2.core.events.retrieve("evt_none"))).statusCode).toBe(404);
  });

  it("accepts everything while validation is asynchronous, and pages through what went wrong", async () => {
    await bench.control("POST", "/meters", { validation: "asynchronous" });
    const meter = await meterOf();
    await bench.stripe.billing.meters.deactivate(meter.id);
    for (const name of ["nothing", "api_call"]) {
      await use("cus_x", 1, { event_name: name });
      await bench.moveTo((await bench.now()) + 20);
    }
    const types: string[] = [];
    for await (const event of bench.stripe.v2.core.events.list({ limit: 1 })) types.push(event.type);
    expect(types).toEqual(["v1.billing.meter.error_report_triggered", "v1.billing.meter.no_meter_found"]);
    const about = await bench.stripe.v2.core.events.list({ object_id: meter.id });
    expect(JSON.stringify(about.data)).toContain("archived_meter");
  });
});
