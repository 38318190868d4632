import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Weir, WeirError, weirQuota, type Admission, type Usage, type WeirOptions } from "./index.js";

/** A stand-in for the metering API: answers what the test has laid out, one step for each call, the last one for ever. */
interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}
type Step = (response: http.ServerResponse, heard: Heard) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function listen(server: http.Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    closing.push(
      () =>
        new Promise((done) => {
          server.closeAllConnections();
          server.close(() => done());
        }),
    );
  });
}

async function answering(...steps: Step[]) {
  const heard: Heard[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString();
      const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
      const one: Heard = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
      heard.push(one);
      const step = steps[Math.min(heard.length, steps.length) - 1];
      step?.(response, one);
    });
  });
  return { heard, baseUrl: await listen(server) };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
const problem = (status: number, code: string, more: object = {}, headers = {}): Step =>
  json(
    status,
    {
      type: `http://weir/errors/${code.toLowerCase()}`,
      title: code,
      status,
      detail: `${code} happened.`,
      code,
      ...more,
    },
    headers,
  );
const counted: Step = (response, { body }) =>
  json(201, {
    data: { id: "use_1", meter: body.meter, units: body.units, idempotencyKey: body.idempotencyKey, remaining: 9 },
  })(response, { method: "", url: "", headers: {}, body });
const cut: Step = (response) => response.destroy();
const silence: Step = () => undefined;

const KEY = "weir_test_0000_secret";
const client = (baseUrl: string, more: Partial<WeirOptions> = {}): Weir => new Weir({ apiKey: KEY, baseUrl, ...more });
const call: Usage = { meter: "api_calls" };

describe("checkQuota", () => {
  it("counts one unit under a key of its own making, unless told otherwise", async () => {
    const { heard, baseUrl } = await answering(counted);
    const weir = client(baseUrl);
    const decision = await weir.checkQuota(call);
    await weir.checkQuota(call);
    await weir.checkQuota({
      meter: "ai_tokens",
      units: 512,
      key: "job-7",
      organization: "cust-9",
      subject: "chat",
      occurredAt: new Date(0),
    });
    expect(decision).toMatchObject({
      admitted: true,
      confirmed: true,
      replayed: false,
      event: { id: "use_1", remaining: 9 },
    });
    expect(heard[0]).toMatchObject({ method: "POST", url: "/v1/usage", body: { meter: "api_calls", units: 1 } });
    expect(heard[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(heard[0]?.body.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(heard[1]?.body.idempotencyKey).not.toBe(heard[0]?.body.idempotencyKey);
    expect(heard[2]?.body).toEqual({
      meter: "ai_tokens",
      units: 512,
      idempotencyKey: "job-7",
      organization: "cust-9",
      subject: "chat",
      occurredAt: "1970-01-01T00:00:00.000Z",
    });
  });

  it("tells a first answer from its repetition", async () => {
    const { baseUrl } = await answering(json(200, { data: { id: "use_1" } }, { "idempotent-replayed": "true" }));
    expect(await client(baseUrl).checkQuota({ ...call, key: "again" })).toMatchObject({
      admitted: true,
      replayed: true,
    });
  });

  it.each([
    [402, "LIMIT_EXCEEDED"],
    [429, "LIMIT_EXCEEDED"],
    [402, "PAYMENT_REQUIRED"],
    [403, "FEATURE_DISABLED"],
    [403, "METER_NOT_IN_PLAN"],
    [403, "ORGANIZATION_SUSPENDED"],
    [409, "SUBSCRIPTION_MISSING"],
  ])("gives a refusal of the customer as a value, asked once: %i %s", async (status, code) => {
    const { heard, baseUrl } = await answering(problem(status, code, { upgradeUrl: "http://weir/pricing?plan=PRO" }));
    const decision = await client(baseUrl).checkQuota(call);
    expect(decision).toMatchObject({
      admitted: false,
      code,
      problem: { status, upgradeUrl: "http://weir/pricing?plan=PRO" },
    });
    expect(heard).toHaveLength(1);
  });

  it.each([
    [401, "AUTHENTICATION_ERROR"],
    [403, "FORBIDDEN"],
    [404, "NOT_FOUND"],
    [422, "VALIDATION_ERROR"],
    [422, "IDEMPOTENCY_MISMATCH"],
    [500, "INTERNAL_ERROR"],
  ])("throws what no customer can change, asked once: %i %s", async (status, code) => {
    const { heard, baseUrl } = await answering(problem(status, code));
    const error: unknown = await client(baseUrl)
      .checkQuota(call)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeirError);
    expect(error).toMatchObject({ code, problem: { status } });
    expect(error).not.toHaveProperty("status");
    expect(heard).toHaveLength(1);
  });

  it("says so when what answers is not Weir, and follows no redirect with the key", async () => {
    const page: Step = (response) =>
      void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>");
    const away: Step = (response) => void response.writeHead(302, { location: "/elsewhere" }).end();
    for (const step of [page, away, json(200, [1]), json(404, { message: "Cannot POST" })]) {
      const { heard, baseUrl } = await answering(step);
      await expect(client(baseUrl).checkQuota(call)).rejects.toMatchObject({ code: "UNEXPECTED_ANSWER" });
      expect(heard).toHaveLength(1);
    }
  });
});

describe("while Weir is away", () => {
  it("asks again with the same key, through cut connections and 503s", async () => {
    const { heard, baseUrl } = await answering(cut, problem(503, "UNAVAILABLE"), counted);
    expect(await client(baseUrl).checkQuota(call)).toMatchObject({ admitted: true, confirmed: true });
    expect(heard).toHaveLength(3);
    expect(new Set(heard.map(({ body }) => body.idempotencyKey)).size).toBe(1);
  });

  it("asks three times at most and then refuses", async () => {
    const { heard, baseUrl } = await answering(cut);
    expect(await client(baseUrl).checkQuota(call)).toMatchObject({
      admitted: false,
      code: "UNAVAILABLE",
      problem: { status: 503, retryAfterSeconds: 1 },
    });
    expect(heard).toHaveLength(3);
  });

  it("waits as long as it is told, but never longer than its time in all", async () => {
    const patient = await answering(problem(503, "UNAVAILABLE", {}, { "retry-after": "1" }), counted);
    const started = performance.now();
    expect(await client(patient.baseUrl, { timeoutMs: 10_000 }).checkQuota(call)).toMatchObject({ admitted: true });
    expect(performance.now() - started).toBeGreaterThan(950);
    const long = await answering(problem(503, "UNAVAILABLE", {}, { "retry-after": "30" }));
    const asked = performance.now();
    expect(await client(long.baseUrl).checkQuota(call)).toMatchObject({
      admitted: false,
      problem: { code: "UNAVAILABLE", retryAfterSeconds: 30 },
    });
    expect(performance.now() - asked).toBeLessThan(1_900);
    expect(long.heard).toHaveLength(1);
  });

  it("leaves a connection that hangs in time for another one", async () => {
    const { heard, baseUrl } = await answering(silence, counted);
    expect(await client(baseUrl, { timeoutMs: 2_000 }).checkQuota(call)).toMatchObject({ admitted: true });
    expect(heard).toHaveLength(2);
  });

  it("keeps its total time when nobody answers at all", async () => {
    const { heard, baseUrl } = await answering(silence);
    const started = performance.now();
    expect(await client(baseUrl, { timeoutMs: 400 }).checkQuota(call)).toMatchObject({
      admitted: false,
      code: "UNAVAILABLE",
    });
    expect(performance.now() - started).toBeLessThan(1_900);
    expect(heard.length).toBeLessThanOrEqual(3);
  });

  it("lets calls through unconfirmed only where that was asked for", async () => {
    const { baseUrl } = await answering(problem(502, "STRIPE_ERROR"));
    expect(await client(baseUrl, { onUnavailable: "open" }).checkQuota(call)).toMatchObject({
      admitted: true,
      confirmed: false,
      event: null,
    });
    const limit = await answering(problem(402, "LIMIT_EXCEEDED"));
    expect(await client(limit.baseUrl, { onUnavailable: "open" }).checkQuota(call)).toMatchObject({ admitted: false });
  });
});

describe("track", () => {
  it("never rejects and tells the truth", async () => {
    const outcomes = [];
    for (const step of [counted, problem(402, "LIMIT_EXCEEDED"), problem(401, "AUTHENTICATION_ERROR"), cut]) {
      const { baseUrl } = await answering(step);
      outcomes.push(await client(baseUrl, { onUnavailable: "open" }).track(call));
    }
    expect(outcomes).toMatchObject([
      { admitted: true, confirmed: true },
      { admitted: false, code: "LIMIT_EXCEEDED" },
      { admitted: false, code: "AUTHENTICATION_ERROR" },
      { admitted: false, code: "UNAVAILABLE" },
    ]);
  });
});

describe("peek and entitlements", () => {
  it("read, and throw what they cannot read", async () => {
    const { heard, baseUrl } = await answering(
      json(200, { data: { meter: "api_calls", allowed: true } }),
      json(200, { data: { organization: "og_1" } }),
      problem(404, "NOT_FOUND"),
    );
    const weir = client(`${baseUrl}/weir`);
    expect(await weir.peek({ meter: "api_calls", organization: "cust-9" })).toEqual({
      meter: "api_calls",
      allowed: true,
    });
    expect(await weir.entitlements("cust/9 ?")).toEqual({ organization: "og_1" });
    await expect(weir.entitlements("nobody")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(heard.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /weir/v1/check",
      "GET /weir/v1/entitlements/cust%2F9%20%3F",
      "GET /weir/v1/entitlements/nobody",
    ]);
    expect(heard[0]?.body).toEqual({ meter: "api_calls", units: 1, organization: "cust-9" });
  });
});

describe("settings", () => {
  it.each([
    { apiKey: "" },
    { apiKey: "two words" },
    { apiKey: KEY, baseUrl: "ftp://weir" },
    { apiKey: KEY, timeoutMs: 0 },
    { apiKey: KEY, timeoutMs: Number.NaN },
    { apiKey: KEY, onUnavailable: "maybe" as "open" },
  ])("that cannot work are refused at once: %j", (options) => {
    expect(() => new Weir(options)).toThrow(TypeError);
  });

  it("never show the key", () => {
    expect(JSON.stringify(client("http://localhost:1"))).not.toContain(KEY);
  });
});

describe("weirQuota", () => {
  /** A vendor's server in plain node:http, whose one route is metered. */
  async function vendor(weir: Weir, options: Partial<Parameters<typeof weirQuota<Metered>>[1]> = {}) {
    const metered = weirQuota<Metered>(weir, { meter: "api_calls", ...options });
    const server = http.createServer((request: Metered, response) => {
      void metered(request, response, (error) => {
        if (error) response.writeHead(500).end(String((error as Error).name));
        else response.end(JSON.stringify(request.weir));
      });
    });
    return listen(server);
  }
  type Metered = http.IncomingMessage & { weir?: Admission };

  it("runs the route once the units are taken, and tells it what was counted", async () => {
    const { heard, baseUrl } = await answering(counted);
    const url = await vendor(client(baseUrl), {
      units: (request) => Number(request.headers["x-size"]),
      key: () => "order-1",
      organization: (request) => String(request.headers["x-customer"]),
      event: (request) => ({ endpoint: request.url }),
    });
    const response = await fetch(`${url}/forecast`, { headers: { "x-size": "3", "x-customer": "cust-9" } });
    expect(await response.json()).toMatchObject({ admitted: true, event: { units: 3 } });
    expect(heard[0]?.body).toEqual({
      meter: "api_calls",
      units: 3,
      idempotencyKey: "order-1",
      organization: "cust-9",
      endpoint: "/forecast",
    });
  });

  it("passes a refusal on as Weir wrote it", async () => {
    const cure = { upgradeHint: "Pro includes 10,000.", upgradeUrl: "http://weir/pricing?plan=PRO" };
    const { baseUrl } = await answering(problem(402, "LIMIT_EXCEEDED", cure));
    const response = await fetch(await vendor(client(baseUrl)));
    expect(response.status).toBe(402);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "LIMIT_EXCEEDED", ...cure });
  });

  it("answers 503 with Retry-After while Weir is away", async () => {
    const { baseUrl } = await answering(cut);
    const response = await fetch(await vendor(client(baseUrl)));
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  });

  it("takes no key from the customer's own header", async () => {
    const { heard, baseUrl } = await answering(counted);
    await fetch(await vendor(client(baseUrl)), { headers: { "idempotency-key": "mine" } });
    expect(heard[0]?.body.idempotencyKey).not.toBe("mine");
  });

  it("hands the vendor's own mistakes to the vendor's error handler", async () => {
    const { baseUrl } = await answering(problem(401, "AUTHENTICATION_ERROR"));
    const broken = () => {
      throw new RangeError("no customer");
    };
    expect(await fetch(await vendor(client(baseUrl))).then((r) => r.text())).toBe("WeirError");
    expect(await fetch(await vendor(client(baseUrl), { organization: broken })).then((r) => r.text())).toBe(
      "RangeError",
    );
  });
});
