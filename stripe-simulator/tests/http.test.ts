import { afterAll, beforeAll, describe, expect, it } from "vitest";
import Stripe from "stripe";
import { DEFAULT_KEY } from "../index";
import { openBench, refusal, sdkFor, type Bench } from "./support";

let bench: Bench;
beforeAll(async () => void (bench = await openBench()));
afterAll(() => bench.simulator.close());

function raw(verb: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
  const all = {
    authorization: `Bearer ${DEFAULT_KEY}`,
    "content-type": "application/x-www-form-urlencoded",
    ...headers,
  };
  return fetch(bench.simulator.url + path, { method: verb, headers: all, ...(body !== undefined && { body }) });
}

async function errorOf(response: Response): Promise<{ type: string; code?: string; param?: string; message: string }> {
  return ((await response.json()) as { error: { type: string; code?: string; param?: string; message: string } }).error;
}

describe("the envelope", () => {
  it("answers 401 without a key and with a wrong one, and never shows the key", async () => {
    const missing = await fetch(`${bench.simulator.url}/v1/customers`);
    expect(missing.status).toBe(401);
    const stranger = new Stripe("sk_test_somebody_elses_key", {
      host: "127.0.0.1",
      port: bench.simulator.port,
      protocol: "http",
    });
    const error = await refusal(stranger.customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).not.toContain("somebody_elses");
  });

  it("answers an unknown route with 404 and the envelope", async () => {
    const response = await raw("GET", "/v1/nonsense");
    expect(response.status).toBe(404);
    expect(response.headers.get("request-id")).toMatch(/^req_/);
    expect((await errorOf(response)).message).toContain("Unrecognized request URL (GET: /v1/nonsense)");
  });

  it("names unknown, missing and malformed parameters", async () => {
    const unknown = await errorOf(await raw("POST", "/v1/customers", "emial=a%40b.co"));
    expect(unknown).toMatchObject({ type: "invalid_request_error", code: "parameter_unknown", param: "emial" });
    const nested = await errorOf(
      await raw(
        "POST",
        "/v1/prices",
        "currency=usd&unit_amount=1&product=p&recurring[interval]=month&recurring[every]=2",
      ),
    );
    expect(nested).toMatchObject({ code: "parameter_unknown", param: "recurring[every]" });
    const missing = await errorOf(await raw("POST", "/v1/products", ""));
    expect(missing).toMatchObject({ code: "parameter_missing", param: "name" });
    const integer = await errorOf(await raw("POST", "/v1/prices", "currency=usd&unit_amount=12.5&product=p"));
    expect(integer).toMatchObject({ code: "parameter_invalid_integer", param: "unit_amount" });
    const word = await errorOf(await raw("POST", "/v1/checkout/sessions", "mode=gift"));
    expect(word).toMatchObject({
      param: "mode",
      message: "Invalid mode: must be one of payment, setup, or subscription",
    });
  });

  it.each([
    "[",
    "a[b",
    "a]b=1",
    "=",
    "a[b][c=1",
    "__proto__[x]=1",
    "metadata=1&metadata[a]=2",
    "%ZZ=1",
    "\u0000=1",
    "items[x]=1&items=2",
  ])("refuses the garbage %j with a 400 envelope", async (garbage) => {
    const response = await raw("POST", "/v1/customers", garbage);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).type).toBe("invalid_request_error");
  });

  it("refuses another API version rather than answering in the wrong shape", async () => {
    const response = await raw("GET", "/v1/customers", undefined, { "stripe-version": "2020-08-27" });
    expect(response.status).toBe(400);
  });

  it("gives 404 for an id in the path and 400 for one in a parameter", async () => {
    const path = await refusal(bench.stripe.customers.retrieve("cus_nobody"));
    expect([path.statusCode, path.code]).toEqual([404, "resource_missing"]);
    const parameter = await refusal(bench.stripe.subscriptions.create({ customer: "cus_nobody", items: [] }));
    expect([parameter.statusCode, parameter.code, parameter.param]).toEqual([400, "resource_missing", "customer"]);
  });
});

describe("forms", () => {
  it("sets, merges and unsets metadata and fields", async () => {
    const created = await bench.stripe.customers.create({
      name: "Grace",
      description: "first",
      metadata: { a: "1", b: "2" },
    });
    const changed = await bench.stripe.customers.update(created.id, { description: "", metadata: { a: "", c: "3" } });
    expect(changed.metadata).toEqual({ b: "2", c: "3" });
    expect([changed.name, changed.description]).toEqual(["Grace", null]);
    expect((await bench.stripe.customers.update(created.id, { metadata: "" })).metadata).toEqual({});
  });

  it("keeps letters beyond ASCII and brackets in values", async () => {
    const created = await bench.stripe.customers.create({ name: "Žofie & Søn [a]=b + 100 %" });
    expect(created.name).toBe("Žofie & Søn [a]=b + 100 %");
  });
});

describe("idempotency keys", () => {
  it("replays the first answer, byte for byte, and says so", async () => {
    const headers = { "idempotency-key": "replay-1" };
    const first = await raw("POST", "/v1/customers", "name=Once", headers);
    const second = await raw("POST", "/v1/customers", "name=Once", headers);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect(await second.text()).toBe(await first.text());
  });

  it("refuses the key for other parameters", async () => {
    await bench.stripe.customers.create({ name: "One" }, { idempotencyKey: "other-1" });
    const error = await refusal(bench.stripe.customers.create({ name: "Two" }, { idempotencyKey: "other-1" }));
    expect([error.statusCode, error.type]).toEqual([400, "StripeIdempotencyError"]);
  });

  it("answers 409 while the first request still runs", async () => {
    await bench.control("POST", "/failures", { latencyMs: 150 });
    const headers = { "idempotency-key": "twice-1" };
    const both = await Promise.all([
      raw("POST", "/v1/customers", "name=A", headers),
      raw("POST", "/v1/customers", "name=A", headers),
    ]);
    await bench.control("POST", "/failures", { latencyMs: 0 });
    expect(both.map((each) => each.status).sort()).toEqual([200, 409]);
    const refused = both.find((each) => each.status === 409);
    expect(refused && (await errorOf(refused))).toMatchObject({ code: "idempotency_key_in_use" });
  });

  it("does not keep what failed before anything ran", async () => {
    const headers = { "idempotency-key": "early-1" };
    expect((await raw("POST", "/v1/customers", "emial=x", headers)).status).toBe(400);
    expect((await raw("POST", "/v1/customers", "name=Fine", headers)).status).toBe(200);
  });

  it("keeps a refusal of the method itself", async () => {
    const call = () => refusal(bench.stripe.customers.create({ email: "nonsense" }, { idempotencyKey: "kept-1" }));
    expect((await call()).code).toBe("email_invalid");
    expect((await call()).headers?.["idempotent-replayed"]).toBe("true");
  });
});

describe("injected failures", () => {
  it("replays a stored 500 for the same key", async () => {
    await bench.control("POST", "/failures", {
      when: "before",
      as: "status",
      status: 500,
      match: "POST /v1/customers",
    });
    const headers = { "idempotency-key": "five-hundred" };
    const first = await raw("POST", "/v1/customers", "name=X", headers);
    const second = await raw("POST", "/v1/customers", "name=X", headers);
    expect([first.status, second.status]).toEqual([500, 500]);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
  });

  it("breaks off after doing the work; a retry with the key finds it done once", async () => {
    await bench.control("POST", "/failures", { when: "after", as: "disconnect", match: "POST /v1/customers" });
    const retrying = sdkFor(bench.simulator, 2);
    const customer = await retrying.customers.create({ email: "once@example.com" }, { idempotencyKey: "after-1" });
    const found = await bench.stripe.customers.list({ email: "once@example.com" });
    expect(found.data.map((each) => each.id)).toEqual([customer.id]);
  });

  it("breaks off before doing anything", async () => {
    // The SDK tries a broken connection again by itself, whatever maxNetworkRetries says.
    await bench.control("POST", "/failures", {
      when: "before",
      as: "disconnect",
      match: "POST /v1/customers",
      count: 9,
    });
    const error = await refusal(bench.stripe.customers.create({ email: "never@example.com" }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    await bench.control("POST", "/failures", { clear: true });
    expect((await bench.stripe.customers.list({ email: "never@example.com" })).data).toEqual([]);
  });
});

describe("lists", () => {
  it("pages both ways and filters by creation", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await bench.stripe.customers.create({ email: "list@example.com" })).id);
    const filter = { email: "list@example.com" };
    const first = await bench.stripe.customers.list({ ...filter, limit: 2 });
    expect([first.data.map((each) => each.id), first.has_more]).toEqual([ids.slice(0, 2), true]);
    const next = await bench.stripe.customers.list({ ...filter, limit: 3, starting_after: ids[1] });
    expect([next.data.map((each) => each.id), next.has_more]).toEqual([ids.slice(2), false]);
    const back = await bench.stripe.customers.list({ ...filter, limit: 2, ending_before: ids[3] });
    expect([back.data.map((each) => each.id), back.has_more]).toEqual([ids.slice(1, 3), true]);
    const all: string[] = [];
    for await (const customer of bench.stripe.customers.list({ ...filter, limit: 2 })) all.push(customer.id);
    expect(all).toEqual(ids);
    const now = await bench.now();
    expect((await bench.stripe.customers.list({ ...filter, created: { gt: now + 10 } })).data).toEqual([]);
    expect((await bench.stripe.customers.list({ ...filter, created: { lte: now } })).data).toHaveLength(5);
  });

  it("refuses a limit beyond 100 and both cursors at once", async () => {
    expect((await refusal(bench.stripe.customers.list({ limit: 101 }))).param).toBe("limit");
    const both = { starting_after: "a", ending_before: "b" };
    expect((await refusal(bench.stripe.customers.list(both))).code).toBe("parameters_exclusive");
  });
});

describe("expand", () => {
  it("expands nested fields and lists, and refuses what cannot be", async () => {
    const product = await bench.stripe.products.create({ name: "Expandable" });
    const price = await bench.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 100,
      expand: ["product"],
    });
    expect(price.product).toMatchObject({ id: product.id, name: "Expandable" });
    const listed = await bench.stripe.prices.list({ product: product.id, expand: ["data.product"] });
    expect(listed.data[0]?.product).toMatchObject({ object: "product" });
    const error = await refusal(bench.stripe.prices.retrieve(price.id, { expand: ["nothing"] }));
    expect(error.message).toBe("This property cannot be expanded (nothing).");
  });
});
