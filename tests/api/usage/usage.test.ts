import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import type { Organization } from "@/lib/tenancy";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

let weir: TestWorld;
let acme: Organization;
let globex: Organization;
let send: ReturnType<typeof client>;
let deployment: ReturnType<typeof client>;
const fetch = (request: Request): Response | Promise<Response> => gatewayApp().fetch(request);
const event = (key: string, more: Record<string, unknown> = {}) => ({
  meter: "api_calls",
  units: 1,
  idempotencyKey: key,
  ...more,
});

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  acme = await weir.team("Acme", { externalKey: "cust-1" });
  globex = await weir.team("Globex", { externalKey: "cust-2" });
  send = client(fetch, await weir.key(acme.id));
  deployment = client(fetch, await weir.key(null));
});
afterAll(() => weir?.close());

describe("POST /v1/usage", () => {
  it("201: records the event and says where the meter stands", async () => {
    const { status, body, headers } = await send(
      "POST",
      "/v1/usage",
      event("first", {
        units: 3,
        subject: "team-a",
        provider: "openai",
        approxCost: 0.0021,
        properties: { model: "x" },
      }),
    );
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      organization: acme.id,
      environment: "PROD",
      meter: "api_calls",
      units: 3,
      idempotencyKey: "first",
      window: "DAY",
      limit: 100,
      used: 3,
      remaining: 97,
      overage: 0,
    });
    expect(body.data.id).toMatch(/^use_[0-9a-f]{32}$/);
    expect(headers.get("x-request-id")).toMatch(/^req_/);
  });

  it("200: the same key and body give the first answer again, byte for byte", async () => {
    const first = await send("POST", "/v1/usage", event("again"));
    const again = await send("POST", "/v1/usage", event("again"));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
  });

  it("422: the same key with another body", async () => {
    await send("POST", "/v1/usage", event("clash"));
    expect(await send("POST", "/v1/usage", event("clash", { units: 2 }))).toMatchObject({
      status: 422,
      body: { code: "IDEMPOTENCY_MISMATCH" },
    });
  });

  it("takes the key from the header; both and different is 400", async () => {
    const { idempotencyKey: _, ...bare } = event("");
    expect((await send("POST", "/v1/usage", bare, { "idempotency-key": "by-header" })).body.data).toMatchObject({
      idempotencyKey: "by-header",
    });
    expect(await send("POST", "/v1/usage", event("a"), { "idempotency-key": "b" })).toMatchObject({
      status: 400,
      body: { code: "MALFORMED" },
    });
    expect(await send("POST", "/v1/usage", bare)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/idempotencyKey" }] },
    });
  });

  it("402: at the quota, with what is needed to go on; and the same key is admitted later", async () => {
    const small = client(fetch, await weir.key(globex.id));
    expect((await small("POST", "/v1/usage", event("fill", { units: 100 }))).status).toBe(201);
    const { status, body } = await small("POST", "/v1/usage", event("over"));
    expect(status).toBe(402);
    expect(body).toMatchObject({
      code: "LIMIT_EXCEEDED",
      meter: "api_calls",
      limit: 100,
      current: 100,
      remaining: 0,
      window: "DAY",
    });
    expect(String((body as Record<string, unknown>).upgradeUrl)).toContain("/pricing?family=workspace&plan=PRO");
    expect(String((body as Record<string, unknown>).upgradeHint)).toContain("$29.99");
    expect((body as Record<string, unknown>).resetsAt).toMatch(/T00:00:00\.000Z$/);
    expect(await logged(testDatabase(), globex.id)).toBe(100);
  });

  it("a deployment key speaks for any organization, by id or externalKey, in body or header", async () => {
    for (const [named, headers] of [
      [{ organization: acme.id }, {}],
      [{ organization: "cust-1" }, {}],
      [{}, { "weir-organization": "cust-1" }],
    ] as const) {
      const answer = await deployment(
        "POST",
        "/v1/usage",
        event(`dep-${JSON.stringify([named, headers])}`, named),
        headers,
      );
      expect(answer).toMatchObject({ status: 201, body: { data: { organization: acme.id } } });
    }
    expect(await deployment("POST", "/v1/usage", event("nobody"))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/organization" }] },
    });
    expect(await deployment("POST", "/v1/usage", event("stranger", { organization: "cust-9" }))).toMatchObject({
      status: 404,
    });
  });

  it("test keys count apart", async () => {
    const test = client(fetch, await weir.key(acme.id, ["usage:write", "usage:read"], "DEV"));
    expect((await test("POST", "/v1/usage", event("first", { units: 100 }))).body.data).toMatchObject({
      environment: "DEV",
      used: 100,
    });
  });
});

describe("who may call", () => {
  const forms: readonly [string, string | undefined][] = [
    ["no credential", undefined],
    ["nonsense", "nonsense"],
    ["another product's key", "sk_live_123"],
    ["a cut key", "weir_live_0123"],
    ["a key with U+FFFD", "weir_live_\u00ff"],
  ];
  it.each(forms)("401: %s", async (_, key) => {
    expect(await client(fetch, key)("POST", "/v1/usage", event("x"))).toMatchObject({
      status: 401,
      body: { code: "AUTHENTICATION_ERROR" },
    });
  });

  it("401: a wrong checksum; 403: a missing scope", async () => {
    const key = await weir.key(acme.id);
    const broken = `${key.slice(0, -1)}${key.endsWith("a") ? "b" : "a"}`;
    expect((await client(fetch, broken)("POST", "/v1/usage", event("x"))).status).toBe(401);
    const reader = client(fetch, await weir.key(acme.id, ["usage:read"]));
    expect(await reader("POST", "/v1/usage", event("x"))).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  });

  it("404: another tenant's id, and one that is none, look the same", async () => {
    const before = await logged(testDatabase(), globex.id);
    const others = [globex.id, "cust-2", "og_00000000000000000000000000000000", "nope"];
    for (const organization of others) {
      expect(await send("POST", "/v1/usage", event("theft", { organization })), organization).toMatchObject({
        status: 404,
        body: { code: "NOT_FOUND" },
      });
      expect((await send("GET", `/v1/entitlements/${organization}`)).status, organization).toBe(404);
    }
    expect(await logged(testDatabase(), globex.id)).toBe(before);
  });
});

describe("bad input changes nothing and says what would be right", () => {
  let before: number;
  beforeAll(async () => {
    before = await logged(testDatabase(), acme.id);
  });
  afterAll(async () => expect(await logged(testDatabase(), acme.id)).toBe(before));

  const units: readonly [string, string][] = [
    ["0", "0"],
    ["−1", "-1"],
    ["1.5", "1.5"],
    ['"5"', '"5"'],
    ["2^53+1", "9007199254740993"],
    ["1e309", "1e309"],
    ["1e10", "10000000000"],
    ["null", "null"],
    ["true", "true"],
    ["[7]", "[7]"],
    ['" 12 "', '" 12 "'],
    ["{}", "{}"],
  ];
  it.each(units)("422: units %s", async (_, written) => {
    const answer = await send(
      "POST",
      "/v1/usage",
      `{"meter":"api_calls","units":${written},"idempotencyKey":"bad-units"}`,
    );
    expect(answer).toMatchObject({ status: 422, body: { code: "VALIDATION_ERROR", errors: [{ pointer: "/units" }] } });
    expect(answer.body.errors[0]?.message).toContain("whole number");
  });

  const malformed: readonly [string, string][] = [
    ["NaN", '{"meter":"api_calls","units":NaN}'],
    ["nothing", ""],
    ["blanks", "   "],
    ["a cut object", '{"meter":'],
    ["two values", "{}{}"],
    ["the same key twice", '{"meter":"api_calls","units":1,"units":100000}'],
    ["the same key twice, escaped", '{"units":1,"\\u0075nits":2}'],
    ["__proto__", '{"__proto__":{"units":1},"meter":"api_calls"}'],
    ["U+0000", '{"meter":"api_calls","units":1,"idempotencyKey":"x","subject":"a\\u0000b"}'],
    ["half a surrogate pair", '{"meter":"api_calls","units":1,"idempotencyKey":"x","subject":"\\ud800"}'],
    ["too deep", `${'{"a":'.repeat(40)}1${"}".repeat(40)}`],
  ];
  it.each(malformed)("400: %s", async (_, text) => {
    expect(await send("POST", "/v1/usage", text)).toMatchObject({ status: 400, body: { code: "MALFORMED" } });
  });

  it("400: bytes that are not UTF-8", async () => {
    expect((await send("POST", "/v1/usage", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))).status).toBe(400);
  });

  const fields: readonly [string, Record<string, unknown>, string][] = [
    ["an unknown meter", { meter: "no_such_meter" }, "/meter"],
    ["a meter that is no slug", { meter: "API calls" }, "/meter"],
    ["a meter that is a number", { meter: 7 }, "/meter"],
    ["an oversize key", { idempotencyKey: "k".repeat(256) }, "/idempotencyKey"],
    ["a unicode key", { idempotencyKey: "schlüssel" }, "/idempotencyKey"],
    ["an empty key", { idempotencyKey: "" }, "/idempotencyKey"],
    ["a time without a zone", { occurredAt: "2026-11-21T10:00:00" }, "/occurredAt"],
    ["a day that does not exist", { occurredAt: "2026-02-30T00:00:00Z" }, "/occurredAt"],
    ["a time long past", { occurredAt: "2020-01-01T00:00:00Z" }, "/occurredAt"],
    ["a time to come", { occurredAt: "2099-01-01T00:00:00Z" }, "/occurredAt"],
    ["an unknown field", { unit: 3 }, "/unit"],
    ["an oversize subject", { subject: "s".repeat(256) }, "/subject"],
    ["a negative cost", { approxCost: -1 }, "/approxCost"],
    ["a cost with seven decimals", { approxCost: 0.0000001 }, "/approxCost"],
    ["nested properties", { properties: { a: { b: 1 } } }, "/properties/a"],
  ];
  it.each(fields)("422: %s", async (_, more, pointer) => {
    const answer = await send("POST", "/v1/usage", event("bad-field", more));
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((e) => e.pointer)).toContain(pointer);
  });

  it("413: a huge body, announced or not", async () => {
    const huge = JSON.stringify(event("huge", { subject: "x".repeat(70_000) }));
    expect(await send("POST", "/v1/usage", huge)).toMatchObject({ status: 413, body: { code: "PAYLOAD_TOO_LARGE" } });
    const key = await weir.key(acme.id);
    const stream = new ReadableStream({
      pull(c) {
        c.enqueue(new TextEncoder().encode("x".repeat(10_000)));
      },
    });
    const response = await fetch(
      new Request("http://weir.test/v1/usage", {
        method: "POST",
        body: stream,
        duplex: "half",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      } as RequestInit),
    );
    expect(response.status).toBe(413);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", ""])("415: %s", async (type) => {
    expect(await send("POST", "/v1/usage", JSON.stringify(event("type")), { "content-type": type })).toMatchObject({
      status: 415,
      body: { code: "UNSUPPORTED_MEDIA_TYPE" },
    });
  });

  it("404 and 405 for paths and methods that do not exist", async () => {
    expect(await send("GET", "/v1/nothing")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    const answer = await send("DELETE", "/v1/usage");
    expect(answer).toMatchObject({ status: 405, body: { code: "METHOD_NOT_ALLOWED" } });
    expect(answer.headers.get("allow")).toBe("GET, POST");
  });
});

describe("POST /v1/usage/batch", () => {
  it("answers each event in order, greedy, and one meter's limit never refuses another's", async () => {
    const team = await weir.team("Batch");
    const batch = client(fetch, await weir.key(team.id));
    const events = [
      event("1", { units: 60 }),
      event("2", { units: 60 }),
      event("3", { units: 40 }),
      event("4", { meter: "ai_tokens", units: 500 }),
      event("5", { units: 0 }),
      event("6"),
      event("1", { units: 60 }),
    ];
    const { status, body } = await batch("POST", "/v1/usage/batch", { events });
    expect(status).toBe(200);
    expect(body.results.map((r) => r.status)).toEqual([201, 402, 201, 201, 422, 402, 200]);
    expect(body.results[4]?.error).toMatchObject({ errors: [{ pointer: "/events/4/units" }] });
    expect(await logged(testDatabase(), team.id)).toBe(100);
    expect((await batch("POST", "/v1/usage/batch", { events: events.slice(0, 1) })).body.results[0]?.status).toBe(200);
  });

  it("stops a thousand events exactly, in their order, and gives them the same answers again", async () => {
    const team = await weir.team("Thousand");
    const batch = client(fetch, await weir.key(team.id));
    const events = Array.from({ length: 1_000 }, (_, i) => event(`of-many-${i}`));
    const first = (await batch("POST", "/v1/usage/batch", { events })).body.results;
    expect(first.map((r) => r.status)).toEqual(events.map((_, i) => (i < 100 ? 201 : 402)));
    expect(first.map((r) => r.index)).toEqual(events.map((_, i) => i));
    const again = (await batch("POST", "/v1/usage/batch", { events: events.slice(0, 100) })).body.results;
    expect(again.map((r) => [r.status, r.data])).toEqual(first.slice(0, 100).map((r) => [200, r.data]));
    expect(await logged(testDatabase(), team.id)).toBe(100);
  });

  it("422: none, too many, no list", async () => {
    for (const events of [[], Array.from({ length: 1001 }, () => ({})), "x", null])
      expect((await send("POST", "/v1/usage/batch", { events })).status).toBe(422);
  });
});

describe("reads", () => {
  it("GET /v1/usage gives totals by day and by group", async () => {
    const byDay = await send("GET", "/v1/usage");
    expect(byDay.body.data).toMatchObject([{ meter: "api_calls" }]);
    const bySubject = await send("GET", "/v1/usage?groupBy=subject");
    expect(bySubject.body.data).toEqual(
      expect.arrayContaining([expect.objectContaining({ group: "team-a", units: 3, approxCost: "0.002100" })]),
    );
    for (const query of [
      "groupBy=color",
      "from=yesterday",
      "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
      "from=2020-01-01T00:00:00Z",
      "x=1",
      "meter=a&meter=b",
    ]) {
      expect((await send("GET", `/v1/usage?${query}`)).status, query).toBe(422);
    }
  });

  it("GET /v1/usage/events pages through the log without a gap", async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await send("GET", `/v1/usage/events?limit=2${cursor ? `&cursor=${cursor}` : ""}`);
      seen.push(...body.data.map((e: Record<string, unknown>) => e.idempotencyKey));
      cursor = body.meta.nextCursor;
    } while (cursor);
    expect(seen.length).toBe(new Set(seen).size);
    expect(seen).toEqual(expect.arrayContaining(["first", "again", "clash", "by-header"]));
    expect((await send("GET", "/v1/usage/events?cursor=garbage")).status).toBe(422);
  });

  it("GET /v1/entitlements gives plan, features and standing limits", async () => {
    const { status, body } = await send("GET", `/v1/entitlements/${acme.id}`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      plan: { code: "FREE" },
      status: "active",
      hasOverrides: false,
      features: { ai_chat: { enabled: true, source: "plan" } },
    });
    expect(body.data.limits).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ meter: "api_calls", window: "DAY", limit: 100, policy: "HARD_STOP", source: "plan" }),
      ]),
    );
  });

  it("POST /v1/check looks without counting", async () => {
    const before = await logged(testDatabase(), acme.id);
    expect((await send("POST", "/v1/check", { meter: "api_calls", units: 1 })).body.data).toMatchObject({
      allowed: true,
      limit: 100,
    });
    expect((await send("POST", "/v1/check", { meter: "api_calls", units: 101 })).body.data).toMatchObject({
      allowed: false,
      reason: "LIMIT_EXCEEDED",
    });
    expect(await logged(testDatabase(), acme.id)).toBe(before);
  });

  it("/v1/me and /v1/quota/explain answer for the caller's organization", async () => {
    expect((await send("GET", "/v1/me/subscription")).body.data).toMatchObject({
      plan: "FREE",
      status: "active",
      source: "internal",
    });
    expect((await send("GET", "/v1/me/entitlements")).body.data).toMatchObject({ organization: acme.id });
    expect((await send("GET", "/v1/me/usage?range=today")).body.data).toMatchObject({
      range: "today",
      meters: [{ meter: "api_calls" }],
    });
    expect((await send("GET", "/v1/quota/explain?meter=api_calls")).body.data).toMatchObject({
      meter: "api_calls",
      refusal: null,
      windows: [{ window: "DAY", drift: 0 }],
    });
  });
});

describe("organizations", () => {
  it("a deployment key makes and finds them; an organization's key does not", async () => {
    const made = await deployment(
      "POST",
      "/v1/organizations",
      { name: "Hooli", externalKey: "cust-7" },
      { "idempotency-key": "hooli" },
    );
    expect(made).toMatchObject({
      status: 201,
      body: { data: { name: "Hooli", externalKey: "cust-7", status: "active" } },
    });
    expect(
      (
        await deployment(
          "POST",
          "/v1/organizations",
          { name: "Hooli", externalKey: "cust-7" },
          { "idempotency-key": "hooli" },
        )
      ).body.data.id,
    ).toBe(made.body.data.id);
    const again = await deployment(
      "POST",
      "/v1/organizations",
      { name: "Hooli", externalKey: "cust-7" },
      { "idempotency-key": "hooli" },
    );
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(await deployment("POST", "/v1/organizations", { name: "Hooli 2", externalKey: "cust-7" })).toMatchObject({
      status: 409,
    });
    expect((await deployment("GET", "/v1/organizations/cust-7")).body.data.id).toBe(made.body.data.id);
    expect((await deployment("GET", "/v1/organizations?limit=2")).body.meta.hasMore).toBe(true);
    expect((await send("POST", "/v1/organizations", { name: "No" })).status).toBe(403);
    expect((await send("GET", "/v1/organizations/cust-7")).status).toBe(404);
    expect((await send("GET", `/v1/organizations/${acme.id}`)).body.data.name).toBe("Acme");
  });
});
