import { mkdtempSync, readdirSync, readFileSync, rmSync, appendFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { retryDelays } from "../src/delivery/schedule";
import { eventually, openBench, openEndpoint, refusal, sdkFor } from "./support";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(options: Parameters<typeof openBench>[0] = {}) {
  const bench = await openBench({ deliveryRetryMs: [20, 20], ...options });
  closers.push(() => bench.simulator.close());
  return bench;
}

async function listener(status?: (count: number) => number) {
  const endpoint = await openEndpoint(status);
  closers.push(endpoint.close);
  return endpoint;
}

interface Log {
  data: { id: string; endpoint: string; event: string; type: string; state: string }[];
}

describe("webhook endpoints", () => {
  it("get the types they want, signed with their own secret, which is told once", async () => {
    const { stripe } = await open();
    const [all, some] = [await listener(), await listener()];
    const first = await stripe.webhookEndpoints.create({ url: all.url, enabled_events: ["*"] });
    const second = await stripe.webhookEndpoints.create({
      url: some.url,
      enabled_events: ["customer.updated"],
      description: "Only changes",
      metadata: { a: "b" },
    });
    expect(first.secret).toMatch(/^whsec_\w{32}$/);
    expect(await stripe.webhookEndpoints.retrieve(first.id)).not.toHaveProperty("secret");
    const customer = await stripe.customers.create({});
    await stripe.customers.update(customer.id, { name: "Ada" });
    await eventually(() => all.received.length === 2 && some.received.length === 1);
    const [sent] = some.received;
    expect(stripe.webhooks.constructEvent(sent?.body ?? "", sent?.signature ?? "", second.secret ?? "").type).toBe(
      "customer.updated",
    );
    expect(() => stripe.webhooks.constructEvent(sent?.body ?? "", sent?.signature ?? "", first.secret ?? "")).toThrow();
    await eventually(async () => (await stripe.events.list({ delivery_success: true })).data.length === 2);
  });

  it("can be changed, switched off, listed and deleted", async () => {
    const { stripe } = await open();
    const [one, other] = [await listener(), await listener()];
    const { id } = await stripe.webhookEndpoints.create({ url: one.url, enabled_events: ["customer.created"] });
    const changed = await stripe.webhookEndpoints.update(id, {
      url: other.url,
      enabled_events: ["customer.created", "customer.deleted"],
    });
    expect(changed).toMatchObject({ url: other.url, status: "enabled" });
    await stripe.customers.create({});
    await eventually(() => other.received.length === 1);
    expect((await stripe.webhookEndpoints.update(id, { disabled: true })).status).toBe("disabled");
    await stripe.customers.create({});
    await stripe.webhookEndpoints.update(id, { disabled: false });
    await stripe.customers.create({});
    await eventually(() => other.received.length === 2);
    expect(one.received).toEqual([]);
    expect((await stripe.webhookEndpoints.list()).data.map((each) => each.id)).toEqual([id]);
    expect(await stripe.webhookEndpoints.del(id)).toEqual(expect.objectContaining({ id, deleted: true }));
    expect((await refusal(stripe.webhookEndpoints.retrieve(id))).statusCode).toBe(404);
  });

  it("refuse addresses and types that are none, another version, and a seventeenth", async () => {
    const { stripe } = await open();
    const make = (more: object) =>
      stripe.webhookEndpoints.create({ url: "http://shop.test/hook", enabled_events: ["*"], ...more });
    expect((await refusal(make({ url: "shop" }))).code).toBe("url_invalid");
    expect((await refusal(make({ enabled_events: ["customer.exploded"] }))).param).toBe("enabled_events[0]");
    expect((await refusal(make({ enabled_events: ["*", "customer.created"] }))).param).toBe("enabled_events");
    expect((await refusal(make({ api_version: "2020-08-27" }))).param).toBe("api_version");
    expect((await refusal(make({ connect: true }))).param).toBe("connect");
    for (let n = 0; n < 16; n += 1) await make({});
    expect((await refusal(make({}))).message).toContain("maximum of 16");
  });

  it("do not hold each other up", async () => {
    const { stripe } = await open();
    const bad = await listener(() => 500);
    const good = await listener();
    for (const { url } of [bad, good]) await stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
    for (let n = 0; n < 3; n += 1) await stripe.products.create({ name: `P${n}` });
    await eventually(() => good.received.length === 3 && bad.received.length === 9);
  });
});

describe("switches by type", () => {
  it("drop, delay and double what they name, the longest name first, as often as they say", async () => {
    const hook = await listener();
    const { stripe, control } = await open({ webhookUrl: hook.url, webhookSecret: "whsec_x" });
    await control("POST", "/deliveries/settings", {
      types: { "customer.*": { drop: true }, "customer.updated": { duplicate: true, count: 1 } },
    });
    const customer = await stripe.customers.create({});
    await stripe.customers.update(customer.id, { name: "Ada" });
    await stripe.customers.update(customer.id, { name: "Bea" });
    await stripe.products.create({ name: "Seen" });
    await eventually(() => hook.received.length === 3);
    expect(hook.received.map((each) => each.type)).toEqual(["customer.updated", "customer.updated", "product.created"]);
    const dropped = await control<Log>("GET", "/deliveries?state=dropped");
    expect(dropped.data.map((each) => each.type)).toEqual(["customer.updated", "customer.created"]);
    await control("POST", "/deliveries/resend", { event: dropped.data[1]?.event });
    await eventually(() => hook.received.at(-1)?.type === "customer.created");
    await expect(control("POST", "/deliveries/settings", { types: { "x.y": { loud: true } } })).rejects.toThrow("loud");
  });

  it("retry over three days, faster by a factor", () => {
    const [minute, hour] = [60_000, 3_600_000];
    const real = retryDelays(1);
    expect(real.slice(0, 5)).toEqual([5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour]);
    expect(real.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(72 * hour);
    expect(retryDelays(1 / 300)[0]).toBe(1_000);
  });
});

describe("failures on purpose", () => {
  it("look like the API's own: limits and locks are not kept for the key, errors are", async () => {
    const { stripe, control } = await open();
    const create = (key: string) => stripe.customers.create({}, { idempotencyKey: key });
    const inject = (fields: object) => control("POST", "/failures", { when: "before", count: 1, ...fields });
    await inject({ status: 429 });
    const limited = await refusal(create("one"));
    expect([limited.type, limited.code]).toEqual(["StripeRateLimitError", "rate_limit"]);
    expect((await create("one")).object).toBe("customer");
    await inject({ status: 409 });
    expect((await refusal(create("two"))).code).toBe("lock_timeout");
    expect((await create("two")).object).toBe("customer");
    await inject({ status: 500 });
    expect((await refusal(create("three"))).statusCode).toBe(500);
    expect((await refusal(create("three"))).statusCode).toBe(500);
  });

  it("time out before or after the work, which the key then tells", async () => {
    const { stripe, control, simulator } = await open();
    const impatient = sdkFor(simulator);
    const create = (key: string) => impatient.customers.create({ name: key }, { idempotencyKey: key, timeout: 100 });
    for (const when of ["before", "after"]) {
      await control("POST", "/failures", { when, as: "hang", match: "POST /v1/customers" });
      expect((await refusal(create(when))).type).toBe("StripeConnectionError");
    }
    expect((await stripe.customers.list()).data.map((each) => each.name)).toEqual(["after"]);
    const again = await stripe.customers.create({ name: "after" }, { idempotencyKey: "after" });
    expect((await stripe.customers.list()).data.map((each) => each.id)).toEqual([again.id]);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
  });
});

describe("the state's log", () => {
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "simulator-"));
    closers.push(() => rmSync(path, { recursive: true }));
    return path;
  }

  it("brings events, deliveries, endpoints and keys back, without what a crash left at its end", async () => {
    const home = folder();
    const stateFile = join(home, "state.json");
    const hook = await listener();
    const first = await open({ stateFile });
    const endpoint = await first.stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ["*"] });
    const customer = await first.stripe.customers.create({ name: "Kept" }, { idempotencyKey: "kept" });
    await eventually(async () => (await first.control<Log>("GET", "/deliveries")).data[0]?.state === "delivered");
    await first.simulator.close();
    expect(readdirSync(home).sort()).toEqual(["state.json", "state.json.a.log"]);
    expect(readFileSync(stateFile, "utf8")).not.toContain("customer.created");
    appendFileSync(join(home, "state.json.a.log"), '["events","evt_half');
    const second = await open({ stateFile });
    const events = (await second.stripe.events.list()).data;
    expect(events.map((each) => each.type)).toEqual(["customer.created"]);
    expect((await second.control<Log>("GET", "/deliveries")).data[0]).toMatchObject({
      endpoint: endpoint.id,
      state: "delivered",
    });
    const again = await second.stripe.customers.create({ name: "Kept" }, { idempotencyKey: "kept" });
    expect(again.id).toBe(customer.id);
    await second.control("POST", "/reset");
    await second.stripe.customers.create({ name: "New" });
    await second.simulator.close();
    expect(readdirSync(home).sort()).toEqual(["state.json", "state.json.b.log"]);
    const third = await open({ stateFile });
    expect((await third.stripe.events.list()).data).toHaveLength(1);
    expect((await third.stripe.customers.list()).data.map((each) => each.name)).toEqual(["New"]);
  });

  it("refuses a state whose log is gone, and reads a state of the first format", async () => {
    const stateFile = join(folder(), "state.json");
    const first = await open({ stateFile });
    await first.stripe.customers.create({});
    await first.simulator.close();
    rmSync(`${stateFile}.a.log`);
    await expect(openBench({ stateFile })).rejects.toThrow("missing or too short");
    const event = { id: "evt_1", object: "event", type: "customer.created", created: 1, pending_webhooks: 0 };
    writeFileSync(stateFile, JSON.stringify({ format: 1, clockOffset: 0, tables: { events: [["evt_1", event]] } }));
    const second = await open({ stateFile });
    expect((await second.stripe.events.list()).data.map((each) => each.id)).toEqual(["evt_1"]);
  });
});
