import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import type { Organization } from "@/lib/tenancy";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

const STRUCTURED = { "content-type": "application/cloudevents+json" };
const BATCH = { "content-type": "application/cloudevents-batch+json; charset=utf-8" };

let weir: TestWorld;
let acme: Organization;
let send: ReturnType<typeof client>;
let deployment: ReturnType<typeof client>;
const fetch = (request: Request): Response | Promise<Response> => gatewayApp().fetch(request);
const event = (id: string, more: Record<string, unknown> = {}) => ({
  specversion: "1.0",
  id,
  type: "api_calls",
  source: "/checkout",
  ...more,
});
const post = (body: unknown, headers: Record<string, string> = STRUCTURED) => send("POST", "/v1/usage", body, headers);

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  acme = await weir.team("Acme", { externalKey: "cust-1" });
  await weir.team("Globex", { externalKey: "cust-2" });
  send = client(fetch, await weir.key(acme.id));
  deployment = client(fetch, await weir.key(null));
});
afterAll(() => weir?.close());

describe("a CloudEvent", () => {
  it("is recorded: type is the meter, id the key, time when it occurred, data the rest", async () => {
    const time = new Date(weir.world.clock.now()).toISOString();
    const data = { units: 3, provider: "openai", approxCost: "0.25", properties: { model: "x" } };
    const answer = await post(event("whole", { subject: "team-a", time, data }));
    expect(answer).toMatchObject({
      status: 201,
      body: { data: { meter: "api_calls", units: 3, idempotencyKey: "whole", occurredAt: time, used: 3 } },
    });
    const [entry] = (await send("GET", "/v1/usage/events")).body.data;
    expect(entry).toMatchObject({
      idempotencyKey: "whole",
      source: "/checkout",
      subject: "team-a",
      provider: "openai",
      approxCost: "0.250000",
      properties: { model: "x" },
    });
  });

  it("is one unit without data, and the same event as its JSON form under the same key", async () => {
    const first = await post(event("plain"));
    expect(first).toMatchObject({ status: 201, body: { data: { units: 1 } } });
    const again = await send("POST", "/v1/usage", {
      meter: "api_calls",
      units: 1,
      idempotencyKey: "plain",
      source: "/checkout",
    });
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  it("is found again whatever extension attributes a second delivery carries", async () => {
    const first = await post(event("traced", { traceparent: "00-a-b-01", attempt: 1 }));
    const again = await post(event("traced", { traceparent: "00-c-d-01", attempt: 2, late: true }));
    expect([first.status, again.status, again.text]).toEqual([201, 200, first.text]);
    expect((await post(event("traced", { data: { units: 2 } }))).body.code).toBe("IDEMPOTENCY_MISMATCH");
    const [entry] = (await send("GET", "/v1/usage/events")).body.data;
    expect(JSON.stringify(entry)).not.toContain("00-a-b-01");
  });

  it("names its organization in subject for a deployment key, and its own subject in data", async () => {
    const answer = await deployment(
      "POST",
      "/v1/usage",
      event("dep", { subject: "cust-2", data: { subject: "user-7" } }),
      STRUCTURED,
    );
    expect(answer.status).toBe(201);
    expect(answer.body.data.organization).not.toBe(acme.id);
    const log = await deployment("GET", "/v1/usage/events?organization=cust-2");
    expect(log.body.data).toMatchObject([{ idempotencyKey: "dep", subject: "user-7" }]);
    expect((await deployment("POST", "/v1/usage", event("x", { subject: "cust-9" }), STRUCTURED)).status).toBe(404);
    expect((await deployment("POST", "/v1/usage", event("x"), STRUCTURED)).body.errors).toMatchObject([
      { pointer: "/subject" },
    ]);
    const named = { ...STRUCTURED, "weir-organization": "cust-1" };
    expect((await deployment("POST", "/v1/usage", event("y"), named)).body.data).toMatchObject({
      organization: acme.id,
    });
  });

  it("may carry its attributes in headers, and counts once in either form", async () => {
    const headers = {
      "ce-specversion": "1.0",
      "ce-id": "binary",
      "ce-type": "api_calls",
      "ce-source": "/caf%C3%A9",
      "ce-traceparent": "00-a-b-01",
    };
    const first = await post({ units: 2 }, headers);
    expect(first).toMatchObject({ status: 201, body: { data: { units: 2, idempotencyKey: "binary" } } });
    expect((await post(event("binary", { source: "/café", data: { units: 2 } }))).text).toBe(first.text);
    for (const broken of ["%E0%A4%A", "a%00b"])
      expect(await post({ units: 2 }, { ...headers, "ce-source": broken })).toMatchObject({
        status: 400,
        body: { code: "MALFORMED" },
      });
    expect((await post({ unit: 2 }, headers)).body.errors).toMatchObject([{ pointer: "/data/unit" }]);
    expect((await post({}, { ...headers, "ce-units": "2" })).body.errors).toMatchObject([{ pointer: "/units" }]);
  });

  it("holds null for an attribute that is not there", async () => {
    const nothing = {
      subject: null,
      time: null,
      datacontenttype: null,
      dataschema: null,
      data_base64: null,
      data: null,
    };
    const first = await post(event("nulls", nothing));
    expect(first).toMatchObject({ status: 201, body: { data: { units: 1 } } });
    expect((await post(event("nulls"))).text).toBe(first.text);
  });

  it("reports the value of a gauge, from 0, and must say it", async () => {
    const seats = (id: string, data?: object) => post(event(id, { type: "seats", data }));
    expect(await seats("two", { units: 2 })).toMatchObject({ status: 201, body: { data: { used: 2 } } });
    expect(await seats("none", { units: 0 })).toMatchObject({ status: 201, body: { data: { used: 0 } } });
    for (const silent of [undefined, {}])
      expect(await seats("silent", silent)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: "/data/units" }] },
      });
  });

  const faults: readonly [string, Record<string, unknown>, string][] = [
    ["another version", { specversion: "0.3" }, "/specversion"],
    ["no version", { specversion: undefined }, "/specversion"],
    ["no id", { id: undefined }, "/id"],
    ["a unicode id", { id: "schlüssel" }, "/id"],
    ["no source", { source: undefined }, "/source"],
    ["a type that is no slug", { type: "com.example.call" }, "/type"],
    ["a meter that there is not", { type: "no_such_meter" }, "/type"],
    ["a time long past", { time: "2020-01-01T00:00:00Z" }, "/time"],
    ["a time without a zone", { time: "2026-11-21T10:00:00" }, "/time"],
    ["no units", { data: { units: 0 } }, "/data/units"],
    ["units in quotes", { data: { units: "3" } }, "/data/units"],
    ["an unknown member of data", { data: { unit: 3 } }, "/data/unit"],
    ["data that is no object", { data: [1] }, "/data"],
    ["data in another form", { data_base64: "e30=" }, "/data_base64"],
    ["data that is no JSON", { datacontenttype: "text/xml" }, "/datacontenttype"],
    ["an extension that is an object", { ext: { a: 1 } }, "/ext"],
    ["units beside data", { units: 5 }, "/units"],
    ["an organization beside subject", { organization: "cust-2" }, "/organization"],
    ["a field of the JSON form", { idempotencyKey: "k" }, "/idempotencyKey"],
    ["two subjects", { subject: "a", data: { subject: "b" } }, "/data/subject"],
  ];
  it.each(faults)("422: %s", async (_, more, pointer) => {
    const before = await logged(testDatabase(), acme.id);
    const answer = await post(event("fault", more));
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((e) => e.pointer)).toEqual([pointer]);
    expect(answer.body.detail).not.toMatch(/Invalid input/);
    expect(await logged(testDatabase(), acme.id)).toBe(before);
  });

  it("415 names the types that are taken", async () => {
    const answer = await post([event("x")], BATCH);
    expect(answer).toMatchObject({ status: 415 });
    expect(answer.body.detail).toContain("application/cloudevents+json");
  });
});

describe("a batch of CloudEvents", () => {
  it("is answered event by event, with pointers into the list", async () => {
    const events = [
      event("b1", { data: { units: 2 } }),
      event("b2", { type: "nope" }),
      event("b3", { data: { units: 0 } }),
    ];
    const { status, body } = await send(
      "POST",
      "/v1/usage/batch",
      [...events, "garbage", event("b1", { data: { units: 2 } })],
      BATCH,
    );
    expect(status).toBe(200);
    expect(body.results.map((r) => r.status)).toEqual([201, 422, 422, 422, 200]);
    expect(
      body.results.map((r) => (r.error as { errors?: { pointer: string }[] } | undefined)?.errors?.[0]?.pointer),
    ).toEqual([undefined, "/1/type", "/2/data/units", "/3", undefined]);
  });

  it("is greedy in its order, whatever the subjects that one allowance serves", async () => {
    const team = await weir.team("Initech");
    const own = client(fetch, await weir.key(team.id));
    const events = [
      event("o1", { subject: "a", data: { units: 90 } }),
      event("o2", { subject: "a", data: { units: 10 } }),
      event("o3", { subject: "b", data: { units: 5 } }),
    ];
    const { body } = await own("POST", "/v1/usage/batch", events, BATCH);
    expect(body.results.map((r) => r.status)).toEqual([201, 201, 402]);
  });

  it("meters several organizations for a deployment key", async () => {
    const events = ["cust-1", "cust-2", "cust-9", undefined].map((subject, i) => event(`dep-${i}`, { subject }));
    const { body } = await deployment("POST", "/v1/usage/batch", events, BATCH);
    expect(body.results.map((r) => r.status)).toEqual([201, 201, 404, 422]);
  });

  it("is a list of 1 to 1,000", async () => {
    for (const bad of [[], {}, Array.from({ length: 1_001 }, (_, i) => event(`n${i}`))])
      expect(await send("POST", "/v1/usage/batch", bad, BATCH)).toMatchObject({ status: 422 });
  });
});
