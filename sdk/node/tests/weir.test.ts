import http from "node:http";
import { describe, expect, it, vi } from "vitest";
import { Weir, WeirError, weirQuota, type Metered, type Usage, type WeirOptions } from "../src/index.js";
import { answering, counted, cut, json, listen, listenAndClose, problem, silence } from "./stand-in";
import type { Heard, Step } from "./stand-in";

// Pauses between attempts are real, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

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
    expect(performance.now() - asked).toBeLessThan(25_000);
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
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(heard.length).toBeLessThanOrEqual(3);
  });

  it("asks again after a rate limit, as late as it is told, and takes it for being away", async () => {
    const limited = problem(429, "RATE_LIMIT_EXCEEDED", {}, { "retry-after": "1" });
    const { heard, baseUrl } = await answering(limited, counted);
    expect(await client(baseUrl, { timeoutMs: 10_000 }).checkQuota(call)).toMatchObject({ admitted: true });
    expect(heard).toHaveLength(2);
    const strict = await answering(limited);
    expect(await client(strict.baseUrl, { timeoutMs: 500 }).checkQuota(call)).toMatchObject({
      admitted: false,
      code: "UNAVAILABLE",
      problem: { status: 503, retryAfterSeconds: 1 },
      outcomeUnknown: false,
    });
  });

  it("says whether the units may be counted all the same", async () => {
    const gone = await listenAndClose();
    expect(await client(gone).checkQuota(call)).toMatchObject({ code: "UNAVAILABLE", outcomeUnknown: false });
    for (const step of [cut, problem(503, "UNAVAILABLE"), problem(504, "BAD_GATEWAY")]) {
      const { baseUrl } = await answering(step);
      expect(await client(baseUrl).checkQuota(call)).toMatchObject({ code: "UNAVAILABLE", outcomeUnknown: true });
    }
    // One attempt that may have arrived is enough, whatever the later ones met.
    const { baseUrl } = await answering(cut, problem(429, "RATE_LIMIT_EXCEEDED"));
    expect(await client(baseUrl).checkQuota(call)).toMatchObject({ code: "UNAVAILABLE", outcomeUnknown: true });
    // Nor does a later answer that decides nothing about the units; one that does, does.
    const lost = await answering(cut, problem(401, "AUTHENTICATION_ERROR"));
    await expect(client(lost.baseUrl).checkQuota(call)).rejects.toMatchObject({ outcomeUnknown: true });
    const decided = await answering(cut, problem(402, "LIMIT_EXCEEDED"));
    expect(await client(decided.baseUrl).checkQuota(call)).toMatchObject({ admitted: false, outcomeUnknown: false });
    const broken = await answering(problem(500, "INTERNAL_ERROR"));
    await expect(client(broken.baseUrl).checkQuota(call)).rejects.toMatchObject({ outcomeUnknown: true });
    const wrong = await answering(problem(401, "AUTHENTICATION_ERROR"));
    await expect(client(wrong.baseUrl).checkQuota(call)).rejects.toMatchObject({ outcomeUnknown: false });
  });

  it("can be given up, and says what is then not known", async () => {
    const giveUp = new AbortController();
    const { heard, baseUrl } = await answering(() => giveUp.abort(new Error("The customer left.")));
    const weir = client(baseUrl, { timeoutMs: 60_000 });
    await expect(weir.checkQuota(call, { signal: giveUp.signal })).rejects.toMatchObject({
      code: "ABORTED",
      outcomeUnknown: true,
      cause: { message: "The customer left." },
    });
    await expect(weir.checkQuota(call, { signal: giveUp.signal })).rejects.toMatchObject({ outcomeUnknown: false });
    expect(heard).toHaveLength(1);
    const pausing = await answering(problem(503, "UNAVAILABLE", {}, { "retry-after": "30" }));
    const asked = client(pausing.baseUrl, { timeoutMs: 60_000 }).checkQuota(call, { signal: AbortSignal.timeout(300) });
    await expect(asked).rejects.toMatchObject({ code: "ABORTED", outcomeUnknown: true });
  });

  it("takes a time limit beyond what a timer can wait for what it means", async () => {
    const { baseUrl } = await answering((response, heard) => void setTimeout(() => counted(response, heard), 50));
    expect(await client(baseUrl, { timeoutMs: 2 ** 40 }).checkQuota(call)).toMatchObject({ admitted: true });
  });

  it("takes a time limit for one call", async () => {
    const { baseUrl } = await answering(silence);
    const started = performance.now();
    const decision = await client(baseUrl, { timeoutMs: 60_000 }).checkQuota(call, { timeoutMs: 300 });
    expect(decision).toMatchObject({ code: "UNAVAILABLE" });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("onUnavailable", () => {
  const stored = (response: Parameters<Step>[0], heard: Heard): void => {
    const { events } = heard.body as { events: unknown[] };
    json(200, { results: events.map((_, index) => ({ index, status: 201, data: {} })) })(response, heard);
  };

  it("allow: lets the work go on and counts the very same event when Weir is back", async () => {
    const { heard, baseUrl } = await answering(problem(502, "STRIPE_ERROR"), cut, cut, stored);
    const weir = client(baseUrl, { onUnavailable: "allow" });
    const decision = await weir.checkQuota({ ...call, organization: "cust-9" });
    expect(decision).toMatchObject({ admitted: true, confirmed: false, event: null });
    expect(await weir.flush({ timeoutMs: 20_000 })).toEqual({ settled: true, pending: 0 });
    expect(heard[3]?.body).toEqual({ events: [heard[0]?.body] });
    await weir.close();
  });

  it("a function decides, and learns what is not known", async () => {
    const asked: unknown[] = [];
    const { baseUrl } = await answering(cut);
    const weir = client(baseUrl, {
      onUnavailable: (away) => {
        asked.push(away);
        return away.usage.meter === "api_calls" ? "allow" : "deny";
      },
    });
    expect(await weir.checkQuota(call)).toMatchObject({ admitted: true, confirmed: false });
    expect(await weir.checkQuota({ meter: "ai_tokens", units: 5, key: "job-7" })).toMatchObject({ admitted: false });
    expect(asked[1]).toMatchObject({
      usage: { meter: "ai_tokens", units: 5, idempotencyKey: "job-7" },
      problem: { code: "UNAVAILABLE" },
      outcomeUnknown: true,
    });
    await weir.close({ timeoutMs: 1 });
  });

  it("makes nobody who asks for a decision wait for room in the queue", async () => {
    const { baseUrl } = await answering(cut);
    const weir = client(baseUrl, { onUnavailable: "allow", queue: { maxBytes: 150, whenFull: "wait" } });
    expect(await weir.checkQuota(call)).toMatchObject({ admitted: true, confirmed: false });
    expect(await weir.checkQuota(call)).toMatchObject({ admitted: false, code: "UNAVAILABLE" });
    await weir.close({ timeoutMs: 1 });
  });

  it("lets nothing through that cannot be noted, and nothing that is refused", async () => {
    const { baseUrl } = await answering(cut);
    const weir = client(baseUrl, { onUnavailable: "allow", queue: { maxBytes: 1 } });
    expect(await weir.checkQuota(call)).toMatchObject({ admitted: false, code: "UNAVAILABLE" });
    const limit = await answering(problem(402, "LIMIT_EXCEEDED"));
    expect(await client(limit.baseUrl, { onUnavailable: "allow" }).checkQuota(call)).toMatchObject({ admitted: false });
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
    { apiKey: KEY, onUnavailable: "open" as "allow" },
    { apiKey: KEY, queue: { batchSize: 1001 } },
    { apiKey: KEY, queue: { intervalMs: 0 } },
    { apiKey: KEY, queue: { maxBytes: 1.5 } },
    { apiKey: KEY, queue: { directory: "" } },
    { apiKey: KEY, queue: { whenFull: "drop" as "wait" } },
  ])("that cannot work are refused at once: %j", (options) => {
    expect(() => new Weir(options)).toThrow(TypeError);
  });

  it("never show the key", () => {
    expect(JSON.stringify(client("http://localhost:1"))).not.toContain(KEY);
  });
});

describe("weirQuota", () => {
  /** A vendor's server in plain node:http, whose one route is metered. */
  async function vendor(weir: Weir, options: Partial<Parameters<typeof weirQuota<MeteredMessage>>[1]> = {}) {
    const metered = weirQuota<MeteredMessage>(weir, { meter: "api_calls", ...options });
    const server = http.createServer((request: MeteredMessage, response) => {
      void metered(request, response, (error) => {
        if (error) response.writeHead(500).end(String((error as Error).name));
        else response.end(JSON.stringify(request.weir));
      });
    });
    return listen(server);
  }
  type MeteredMessage = http.IncomingMessage & { weir?: Metered };

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
