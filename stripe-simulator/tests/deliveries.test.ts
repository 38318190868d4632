import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import Stripe from "stripe";
import { DEFAULT_KEY } from "../index";
import { customerWith, eventually, monthlyPrice, openBench, openEndpoint, SECRET, unix } from "./support";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function wired(status?: (count: number) => number, secret = SECRET) {
  const endpoint = await openEndpoint(status);
  const bench = await openBench({ webhookUrl: endpoint.url, webhookSecret: secret, deliveryRetryMs: [20, 20] });
  closers.push(endpoint.close, () => bench.simulator.close());
  return { endpoint, ...bench };
}

interface Log {
  data: { event: string; state: string; attempts: { status: number | null }[] }[];
}

describe("thin events", () => {
  it("go to their own endpoint without their content, which the receiver fetches", async () => {
    const [snapshots, thin] = [await openEndpoint(), await openEndpoint((count) => (count === 1 ? 500 : 200))];
    const secret = "whsec_thin";
    const bench = await openBench({
      webhookUrl: snapshots.url,
      webhookSecret: SECRET,
      thinWebhookUrl: thin.url,
      thinWebhookSecret: secret,
      deliveryRetryMs: [20],
    });
    closers.push(snapshots.close, thin.close, () => bench.simulator.close());
    const { stripe } = bench;
    const meter = await stripe.billing.meters.create({
      display_name: "Calls",
      event_name: "call",
      default_aggregation: { formula: "sum" },
    });
    const payload = { stripe_customer_id: "cus_nobody", value: "1" };
    await stripe.billing.meterEvents.create({ event_name: "call", identifier: "lost", payload });
    await bench.moveTo((await bench.now()) + 20);
    await eventually(() => thin.received.length === 2);
    const [first, second] = thin.received;
    expect(second?.body).toBe(first?.body);
    expect(() => stripe.parseEventNotification(first?.body ?? "", first?.signature ?? "", SECRET)).toThrow();
    const told = stripe.parseEventNotification(first?.body ?? "", first?.signature ?? "", secret);
    if (told.type !== "v1.billing.meter.error_report_triggered") throw new Error(`Another event came: ${told.type}`);
    expect(told).not.toHaveProperty("data");
    expect((await told.fetchRelatedObject()).id).toBe(meter.id);
    const { reason } = (await told.fetchEvent()).data;
    expect(reason.error_types[0]?.sample_errors[0]?.request.identifier).toBe("lost");
    expect(snapshots.received.map((each) => each.type)).toEqual(["billing.meter.created"]);
    await bench.control("POST", "/deliveries/resend", { event: told.id });
    await eventually(() => thin.received.length === 3);
  });
});

describe("webhooks", () => {
  it("are signed over the raw bytes, in order of creation, for every secret", async () => {
    const { endpoint, stripe } = await wired(undefined, `${SECRET}, whsec_new`);
    const customer = await customerWith(stripe, "pm_card_visa");
    const price = await monthlyPrice(stripe);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const events = (await stripe.events.list({ limit: 100 })).data.reverse();
    await eventually(() => endpoint.received.length === events.length);
    expect(endpoint.received.map((each) => each.id)).toEqual(events.map((each) => each.id));
    for (const { body, signature } of endpoint.received) {
      for (const secret of [SECRET, "whsec_new"])
        expect(stripe.webhooks.constructEvent(body, signature, secret).api_version).toBe("2026-10-28.endive");
      expect(() => stripe.webhooks.constructEvent(body.replace("{", "{ "), signature, SECRET)).toThrow();
    }
  });

  it("carry real time in the signature while billing time is far ahead", async () => {
    const { endpoint, stripe, moveTo, now } = await wired();
    await moveTo((await now()) + 400 * 86_400);
    await stripe.customers.create({});
    await eventually(() => endpoint.received.length === 1);
    const [sent] = endpoint.received;
    const event = stripe.webhooks.constructEvent(sent?.body ?? "", sent?.signature ?? "", SECRET);
    expect(event.created).toBeGreaterThan(Date.now() / 1000 + 399 * 86_400);
  });

  it("are retried until they succeed, and given up after the last delay", async () => {
    const { endpoint, stripe, control } = await wired((count) => (count <= 2 ? 500 : count <= 3 ? 200 : 503));
    await stripe.customers.create({});
    await eventually(() => endpoint.received.length === 3);
    expect(new Set(endpoint.received.map((each) => each.body)).size).toBe(1);
    await stripe.customers.create({});
    await eventually(async () => (await control<Log>("GET", "/deliveries")).data[0]?.state === "failed");
    const log = await control<Log>("GET", "/deliveries");
    expect(log.data.map((each) => each.attempts.map((attempt) => attempt.status))).toEqual([
      [503, 503, 503],
      [500, 500, 200],
    ]);
  });

  it("can be duplicated, dropped, delayed and sent again", async () => {
    const { endpoint, stripe, control } = await wired();
    await control("POST", "/deliveries/settings", { duplicate: true });
    await stripe.customers.create({});
    await eventually(() => endpoint.received.length === 2);
    expect(endpoint.received[0]?.id).toBe(endpoint.received[1]?.id);
    await control("POST", "/deliveries/settings", { duplicate: false, drop: true });
    await stripe.customers.create({});
    expect((await control<Log>("GET", "/deliveries")).data[0]?.state).toBe("dropped");
    await control("POST", "/deliveries/settings", { drop: false, delayMs: 150 });
    const asked = Date.now();
    await stripe.customers.create({});
    await eventually(() => endpoint.received.length === 3);
    expect(Date.now() - asked).toBeGreaterThanOrEqual(140);
    await control("POST", "/deliveries/settings", { delayMs: 0 });
    await control("POST", "/deliveries/resend", { event: endpoint.received[0]?.id });
    await eventually(() => endpoint.received.length === 4);
  });

  it("can arrive in another order", async () => {
    const { endpoint, stripe, control } = await wired();
    await control("POST", "/deliveries/settings", { shuffle: true, delayMs: 300 });
    const made: string[] = [];
    for (let n = 0; n < 12; n += 1) made.push((await stripe.products.create({ name: `P${n}` })).id);
    await eventually(() => endpoint.received.length === 12);
    const arrived = endpoint.received.map(
      (each) => (JSON.parse(each.body) as { data: { object: { id: string } } }).data.object.id,
    );
    expect(arrived).not.toEqual(made);
    expect([...arrived].sort()).toEqual([...made].sort());
  });
});

describe("the clock", () => {
  it("moves forward only, tells what is due, and can be reset", async () => {
    const bench = await openBench({ startAt: new Date("2027-03-01T00:00:00Z") });
    closers.push(() => bench.simulator.close());
    expect(await bench.control("GET", "/due")).toEqual({ next: null, what: null });
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const price = await monthlyPrice(bench.stripe);
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    // The renewal is announced a week ahead, which changes nothing.
    expect(await bench.control("GET", "/due")).toEqual({
      next: subscription.items.data[0]?.current_period_end,
      what: "a subscription is renewed",
    });
    await expect(bench.moveTo(unix("2027-02-01T00:00:00Z"))).rejects.toThrow("only moves forward");
    await bench.moveTo(unix("2028-02-15T00:00:00Z"));
    expect((await bench.stripe.invoices.list({ limit: 100 })).data).toHaveLength(12);
    await bench.control("POST", "/reset");
    expect((await bench.stripe.customers.list()).data).toEqual([]);
    expect(Math.abs((await bench.now()) - Date.now() / 1000)).toBeLessThan(60);
  });

  it("lets due moments happen by themselves as real time passes", async () => {
    const bench = await openBench();
    closers.push(() => bench.simulator.close());
    const customer = await customerWith(bench.stripe, "pm_card_visa");
    const price = await monthlyPrice(bench.stripe);
    const end = (await bench.now()) + 3;
    const subscription = await bench.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_end: end,
    });
    await eventually(async () => (await bench.stripe.subscriptions.retrieve(subscription.id)).status === "active");
  });

  it("refuses strangers", async () => {
    const bench = await openBench();
    closers.push(() => bench.simulator.close());
    expect((await fetch(`${bench.simulator.url}/_simulator/clock`)).status).toBe(401);
    expect(
      (await fetch(`${bench.simulator.url}/_simulator/clock`, { headers: { authorization: `Bearer ${DEFAULT_KEY}` } }))
        .status,
    ).toBe(200);
    await expect(bench.control("GET", "/nothing")).rejects.toThrow("Unrecognized request URL");
  });
});

describe("the state file", () => {
  it("brings everything back: objects, clock, idempotency, undelivered events", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-"));
    closers.push(() => rmSync(folder, { recursive: true }));
    const stateFile = join(folder, "state.json");
    const endpoint = await openEndpoint();
    closers.push(endpoint.close);
    const first = await openBench({
      stateFile,
      webhookUrl: "http://127.0.0.1:9/nobody",
      webhookSecret: SECRET,
      deliveryRetryMs: [50, 50, 50, 50, 50],
    });
    await first.moveTo((await first.now()) + 90 * 86_400);
    const customer = await first.stripe.customers.create({ name: "Kept" }, { idempotencyKey: "kept" });
    const then = await first.now();
    await first.simulator.close();
    const second = await openBench({ stateFile, webhookUrl: endpoint.url, webhookSecret: SECRET });
    closers.push(() => second.simulator.close());
    expect((await second.stripe.customers.create({ name: "Kept" }, { idempotencyKey: "kept" })).id).toBe(customer.id);
    expect((await second.now()) - then).toBeLessThan(60);
    await eventually(() => endpoint.received.some((each) => each.type === "customer.created"));
  });

  it("refuses a file that is not its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-"));
    closers.push(() => rmSync(folder, { recursive: true }));
    const stateFile = join(folder, "state.json");
    writeFileSync(stateFile, "{}");
    await expect(openBench({ stateFile })).rejects.toThrow("not a simulator state");
  });
});

describe("the program", () => {
  async function start(args: string[]) {
    const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "../bin.ts"), ...args]);
    const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    closers.push(() => child.kill("SIGKILL"));
    const line = await new Promise<string>((resolve) =>
      child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())),
    );
    return { child, exit, line, port: Number(/:(\d+)\s*$/.exec(line)?.[1]) };
  }

  it(
    "says where it listens, survives kill -9 up to the last second, ends cleanly on SIGTERM",
    { timeout: 90_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "simulator-"));
      closers.push(() => rmSync(folder, { recursive: true }));
      const args = ["--port", "0", "--state", join(folder, "state.json"), "--start-at", "2027-01-01T00:00:00Z"];
      const first = await start(args);
      expect(first.line).toMatch(/^Stripe simulator listening on http:\/\/127\.0\.0\.1:\d+\n$/);
      const sdk = (port: number) => new Stripe(DEFAULT_KEY, { host: "127.0.0.1", port, protocol: "http" });
      const customer = await sdk(first.port).customers.create({ name: "Survivor" });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      first.child.kill("SIGKILL");
      await first.exit;
      const second = await start(args);
      expect(await sdk(second.port).customers.retrieve(customer.id)).toMatchObject({
        name: "Survivor",
        created: customer.created,
      });
      second.child.kill("SIGTERM");
      expect(await second.exit).toBe(0);
    },
  );
});
