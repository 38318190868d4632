import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import type { Organization } from "@/lib/tenancy";
import { testDatabase } from "../../support/database";
import { ask, logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

let weir: TestWorld;
let acme: Organization;
let send: ReturnType<typeof client>;
let open: string;
const fetch = (request: Request): Response | Promise<Response> => gatewayApp().fetch(request);
const hold = (more: Record<string, unknown>) =>
  send("POST", "/v1/holds", { meter: "api_calls", units: 1, idempotencyKey: "k", ...more });
const holds = async (): Promise<number> =>
  (await ask<{ n: number }>(testDatabase(), `select count(*)::int as n from usage_hold`))[0]?.n ?? -1;

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  acme = await weir.team("Acme");
  send = client(fetch, await weir.key(acme.id));
  open = String((await hold({ idempotencyKey: "open", units: 5 })).body.data.id);
});
afterAll(() => weir?.close());

describe("reading holds", () => {
  it("pages from the newest on, by status and meter", async () => {
    for (let i = 0; i < 4; i += 1) await hold({ idempotencyKey: `page-${i}` });
    const seen: unknown[] = [];
    let cursor = "";
    do {
      const { status, body } = await send("GET", `/v1/holds?status=open&limit=2${cursor}`);
      expect(status).toBe(200);
      seen.push(...body.data.map((h) => h.idempotencyKey));
      cursor = body.meta.nextCursor ? `&cursor=${body.meta.nextCursor}` : "";
    } while (cursor);
    expect(seen).toEqual(["page-3", "page-2", "page-1", "page-0", "open"]);
    expect((await send("GET", "/v1/holds?status=settled")).body.data).toEqual([]);
    expect((await send("GET", "/v1/holds?meter=ai_tokens")).body.data).toEqual([]);
  });

  it("keeps test keys and live keys apart", async () => {
    const test = client(fetch, await weir.key(acme.id, ["usage:write", "usage:read"], "DEV"));
    expect((await test("GET", "/v1/holds")).body.data).toEqual([]);
    for (const answer of [
      await test("GET", `/v1/holds/${open}`),
      await test("POST", `/v1/holds/${open}/settle`, { units: 1 }),
      await test("POST", `/v1/holds/${open}/release`),
    ])
      expect([answer.status, answer.body.code]).toEqual([404, "NOT_FOUND"]);
  });

  it.each(["status=OPEN", "status=", "limit=0", "cursor=nonsense", "cursor=WyJ4Il0", "unknown=1"])(
    "422: ?%s",
    async (query) => {
      expect(await send("GET", `/v1/holds?${query}`)).toMatchObject({
        status: 422,
        body: { code: "VALIDATION_ERROR" },
      });
    },
  );

  it.each(["nope", "hold_", "hold_zz", `use_${"0".repeat(32)}`, `hold_${"0".repeat(32)}`, "%00", "hold_%27"])(
    "404: a hold %s",
    async (id) => {
      for (const answer of [
        await send("GET", `/v1/holds/${id}`),
        await send("POST", `/v1/holds/${id}/settle`, { units: 1 }),
        await send("POST", `/v1/holds/${id}/release`),
      ])
        expect([answer.status, answer.body.code]).toEqual([404, "NOT_FOUND"]);
    },
  );
});

describe("bad input changes nothing and says what would be right", () => {
  let before: number;
  beforeAll(async () => void (before = await holds()));
  afterAll(async () => {
    expect(await holds()).toBe(before);
    expect(await logged(testDatabase(), acme.id)).toBe(0);
    expect((await send("GET", `/v1/holds/${open}`)).body.data).toMatchObject({ status: "open" });
  });

  const made: readonly [string, Record<string, unknown>, string][] = [
    ["no units", { units: undefined }, "/units"],
    ["0 units", { units: 0 }, "/units"],
    ["units in quotes", { units: "5" }, "/units"],
    ["half a unit", { units: 0.5 }, "/units"],
    ["too many units", { units: 1_000_000_001 }, "/units"],
    ["no time at all", { expiresInSeconds: 0 }, "/expiresInSeconds"],
    ["more than a day", { expiresInSeconds: 86_401 }, "/expiresInSeconds"],
    ["a time in words", { expiresInSeconds: "15m" }, "/expiresInSeconds"],
    ["half a second", { expiresInSeconds: 1.5 }, "/expiresInSeconds"],
    ["no key", { idempotencyKey: undefined }, "/idempotencyKey"],
    ["a unicode key", { idempotencyKey: "schlüssel" }, "/idempotencyKey"],
    ["a time that it does not take", { occurredAt: "2026-11-21T10:00:00Z" }, "/occurredAt"],
    ["a gauge, of which nothing can be set aside", { meter: "seats" }, "/meter"],
    ["an oversize subject", { subject: "s".repeat(256) }, "/subject"],
  ];
  it.each(made)("422 for a hold: %s", async (_, more, pointer) => {
    const answer = await hold(more);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((e) => e.pointer)).toEqual([pointer]);
  });

  const settlements: readonly [string, Record<string, unknown>, string][] = [
    ["no units", {}, "/units"],
    ["−1 units", { units: -1 }, "/units"],
    ["units in quotes", { units: "0" }, "/units"],
    ["too many units", { units: 1e10 }, "/units"],
    ["a time long past", { units: 1, occurredAt: "2020-01-01T00:00:00Z" }, "/occurredAt"],
    ["a time to come", { units: 1, occurredAt: "2099-01-01T00:00:00Z" }, "/occurredAt"],
    ["another meter", { units: 1, meter: "ai_tokens" }, "/meter"],
    ["a negative cost", { units: 1, approxCost: -1 }, "/approxCost"],
  ];
  it.each(settlements)("422 for a settlement: %s", async (_, body, pointer) => {
    const answer = await send("POST", `/v1/holds/${open}/settle`, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((e) => e.pointer)).toEqual([pointer]);
  });

  it("takes a release without a body, and refuses one that it does not understand", async () => {
    const path = `/v1/holds/${open}/release`;
    expect((await send("POST", path, { units: 1 })).status).toBe(422);
    expect((await send("POST", path, "nonsense")).status).toBe(400);
    expect((await send("POST", path, "a=1", { "content-type": "text/plain" })).status).toBe(415);
  });

  it("answers any JSON at all with a refusal that says why", async () => {
    const paths = ["/v1/holds", `/v1/holds/${open}/settle`, `/v1/holds/${open}/release`] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.json({ maxDepth: 3 }), async (path, text) => {
        // An empty object is a release.
        fc.pre(!(path.endsWith("release") && /^\s*\{\s*\}\s*$/.test(text)));
        const answer = await send("POST", path, text);
        expect([400, 422]).toContain(answer.status);
        expect(answer.body.detail).not.toMatch(/zod|expected object|received|undefined/i);
      }),
      { numRuns: 150 },
    );
  });
});
