import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { gatewayApp } from "@/gateway/app";
import type { Organization } from "@/lib/tenancy";
import { testDatabase } from "../../support/database";
import { ask, logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

/** FREE gives 100 api_calls a day. */
const LIMIT = 100;

let weir: TestWorld;
let teams = 0;
const fetch = (request: Request): Response | Promise<Response> => gatewayApp().fetch(request);
type Send = ReturnType<typeof client>;

async function team(): Promise<{ organization: Organization; send: Send }> {
  const organization = await weir.team(`Team ${(teams += 1)}`, { externalKey: `team-${teams}` });
  return { organization, send: client(fetch, await weir.key(organization.id)) };
}
const hold = (send: Send, key: string, units: number, more: Record<string, unknown> = {}) =>
  send("POST", "/v1/holds", { meter: "api_calls", units, idempotencyKey: key, ...more });
const use = (send: Send, key: string, units: number) =>
  send("POST", "/v1/usage", { meter: "api_calls", units, idempotencyKey: key });
const idOf = (answer: { body: { data: Record<string, unknown> } }): string => String(answer.body.data.id);
const settle = (send: Send, id: string, body: Record<string, unknown>, headers?: Record<string, string>) =>
  send("POST", `/v1/holds/${id}/settle`, body, headers);
const release = (send: Send, id: string) => send("POST", `/v1/holds/${id}/release`);

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
});
afterAll(() => weir?.close());

describe("POST /v1/holds", () => {
  it("sets units aside: they stand against the limit, and the log holds none", async () => {
    const { organization, send } = await team();
    const made = await hold(send, "job-1", 60);
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject({
      organization: organization.id,
      environment: "PROD",
      meter: "api_calls",
      units: 60,
      idempotencyKey: "job-1",
      status: "open",
      window: "DAY",
      limit: LIMIT,
      used: 60,
      remaining: 40,
    });
    expect(idOf(made)).toMatch(/^hold_[0-9a-f]{32}$/);
    const { countedAt, expiresAt } = made.body.data;
    expect((Date.parse(String(expiresAt)) - Date.parse(String(countedAt))) / 60_000).toBeCloseTo(15, 1);
    expect(await logged(testDatabase(), organization.id)).toBe(0);
    expect(await use(send, "over", 41)).toMatchObject({
      status: 402,
      body: { code: "LIMIT_EXCEEDED", current: 60, remaining: 40, held: 60 },
    });
    expect((await use(send, "over", 41)).body.detail).toContain("60 of them are held");
    expect((await use(send, "fits", 40)).status).toBe(201);
  });

  it("gives the first answer to the same key, whatever has become of the hold, and refuses another body", async () => {
    const { send } = await team();
    const first = await hold(send, "again", 10);
    const again = await hold(send, "again", 10);
    expect([again.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([200, first.text, "true"]);
    await release(send, idOf(first));
    expect((await hold(send, "again", 10)).text).toBe(first.text);
    for (const more of [{ expiresInSeconds: 60 }, { subject: "other" }])
      expect(await hold(send, "again", 10, more)).toMatchObject({
        status: 422,
        body: { code: "IDEMPOTENCY_MISMATCH" },
      });
    expect(await use(send, "again", 10)).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_MISMATCH" } });
  });

  it("refuses with the cure what does not fit or is not in the plan, and holds nothing", async () => {
    const { send } = await team();
    expect(await hold(send, "much", LIMIT + 1)).toMatchObject({
      status: 402,
      body: { code: "LIMIT_EXCEEDED", upgradeHint: expect.any(String) as string },
    });
    expect(await hold(send, "unknown", 1, { meter: "no_such_meter" })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/meter" }] },
    });
    expect((await send("GET", "/v1/holds")).body.data).toEqual([]);
    expect((await use(send, "all", LIMIT)).status).toBe(201);
  });

  it("holds exactly the allowance under twenty at once", async () => {
    const { send } = await team();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => hold(send, `at-once-${i}`, 9)));
    expect(answers.filter((a) => a.status === 201)).toHaveLength(11);
    expect(answers.filter((a) => a.status !== 201).map((a) => a.status)).toEqual(Array(9).fill(402));
  });
});

describe("POST /v1/holds/{id}/settle", () => {
  it("for less: records what was used, and the rest is free when the answer comes", async () => {
    const { organization, send } = await team();
    const id = idOf(await hold(send, "job", LIMIT, { subject: "team-a", provider: "openai" }));
    const settled = await settle(send, id, { units: 30, approxCost: "0.5", provider: "other" });
    expect(settled).toMatchObject({
      status: 200,
      body: {
        data: { id, units: LIMIT, status: "settled", settledUnits: 30, window: "DAY", used: 30, remaining: 70 },
      },
    });
    expect((await use(send, "rest", 70)).status).toBe(201);
    expect(await logged(testDatabase(), organization.id)).toBe(LIMIT);
    const [, event] = (await send("GET", "/v1/usage/events")).body.data;
    expect(event).toMatchObject({
      id: settled.body.data.event,
      units: 30,
      subject: "team-a",
      provider: "other",
      approxCost: "0.500000",
    });
  });

  it("for more: admits the excess, and what does not fit is refused and leaves the hold as it was", async () => {
    const { organization, send } = await team();
    const id = idOf(await hold(send, "job", 40));
    expect((await use(send, "beside", 50)).status).toBe(201);
    expect(await settle(send, id, { units: 51 })).toMatchObject({
      status: 402,
      body: { code: "LIMIT_EXCEEDED", current: 90, held: 40 },
    });
    expect((await send("GET", `/v1/holds/${id}`)).body.data).toMatchObject({ status: "open", settledUnits: null });
    expect((await use(send, "no-room", 11)).status).toBe(402);
    expect(await settle(send, id, { units: 50 })).toMatchObject({ status: 200, body: { data: { used: 100 } } });
    expect(await logged(testDatabase(), organization.id)).toBe(LIMIT);
  });

  it("gives the first answer again, and to any other ending the state of the hold", async () => {
    const { organization, send } = await team();
    const id = idOf(await hold(send, "job", 40));
    const first = await settle(send, id, { units: 10 });
    const again = await settle(send, id, { units: 10 });
    expect([again.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([200, first.text, "true"]);
    const others = [
      await settle(send, id, { units: 11 }),
      await settle(send, id, { units: 0 }),
      await release(send, id),
    ];
    for (const other of [...others, await settle(send, id, { units: 10, idempotencyKey: "another" })])
      expect(other).toMatchObject({
        status: 409,
        body: { code: "CONFLICT", hold: id, state: "settled", settledUnits: 10, event: first.body.data.event },
      });
    expect(await logged(testDatabase(), organization.id)).toBe(10);
  });

  it("takes a key of its own, in body or header, which then names the event for ever", async () => {
    const { send } = await team();
    const id = idOf(await hold(send, "job", 5));
    expect(await settle(send, id, { units: 5, idempotencyKey: "job" })).toMatchObject({
      status: 422,
      body: { code: "IDEMPOTENCY_MISMATCH" },
    });
    const first = await settle(send, id, { units: 5 }, { "idempotency-key": "mine" });
    expect(first.status).toBe(200);
    expect((await settle(send, id, { units: 5, idempotencyKey: "mine" })).text).toBe(first.text);
    expect(await settle(send, id, { units: 4, idempotencyKey: "mine" })).toMatchObject({
      status: 422,
      body: { code: "IDEMPOTENCY_MISMATCH" },
    });
    expect(await settle(send, id, { units: 5 })).toMatchObject({ status: 409, body: { state: "settled" } });
    expect((await use(send, "mine", 5)).status).toBe(422);
    const events = (await send("GET", "/v1/usage/events")).body.data;
    expect(events.map((event) => event.idempotencyKey)).toEqual(["mine"]);
  });

  it("with 0 units releases", async () => {
    const { organization, send } = await team();
    const id = idOf(await hold(send, "job", LIMIT));
    const zero = await settle(send, id, { units: 0 });
    expect(zero).toMatchObject({ status: 200, body: { data: { status: "released", event: null, used: 0 } } });
    expect((await release(send, id)).text).toBe(zero.text);
    expect((await use(send, "all", LIMIT)).status).toBe(201);
    expect(await logged(testDatabase(), organization.id)).toBe(LIMIT);
  });

  it("ends a hold once, however many come at once under however many keys", async () => {
    const { organization, send } = await team();
    for (let round = 0; round < 4; round += 1) {
      const id = idOf(await hold(send, `round-${round}`, 20));
      const answers = await Promise.all([
        ...Array.from({ length: 8 }, (_, i) => settle(send, id, { units: 5, idempotencyKey: `r${round}-${i}` })),
        ...Array.from({ length: 4 }, () => settle(send, id, { units: 5 })),
        ...Array.from({ length: 2 }, () => release(send, id)),
      ]);
      const firsts = answers.filter((a) => a.status === 200 && !a.headers.has("idempotent-replayed"));
      expect(firsts).toHaveLength(1);
      for (const other of answers.filter((a) => a.status !== 200))
        expect([other.status, other.body.code]).toEqual([
          409,
          expect.stringMatching(/^(CONFLICT|IDEMPOTENCY_IN_FLIGHT)$/),
        ]);
    }
    const [{ open, settled } = { open: 0, settled: 0 }] = await ask<{ open: number; settled: number }>(
      testDatabase(),
      `select count(*) filter (where h.status = 'OPEN')::int as open, coalesce(sum(h.settled_units), 0)::int as settled
       from usage_hold h join usage_fence f on f.id = h.fence_id where f.organization_id = $1`,
      [organization.id],
    );
    expect(open).toBe(0);
    expect(await logged(testDatabase(), organization.id)).toBe(settled);
    expect((await use(send, "rest", LIMIT - settled)).status).toBe(201);
    expect((await use(send, "one-more", 1)).status).toBe(402);
  });
});

describe("POST /v1/holds/{id}/release", () => {
  it("gives everything back, and says so again", async () => {
    const { send } = await team();
    const id = idOf(await hold(send, "job", LIMIT));
    expect((await use(send, "x", 1)).status).toBe(402);
    const first = await release(send, id);
    expect(first).toMatchObject({ status: 200, body: { data: { id, status: "released", used: 0, remaining: 100 } } });
    expect((await use(send, "x", LIMIT)).status).toBe(201);
    const again = await send("POST", `/v1/holds/${id}/release`, {});
    expect([again.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([200, first.text, "true"]);
    expect(await settle(send, id, { units: 1 })).toMatchObject({ status: 409, body: { state: "released" } });
  });

  it("and settling what was held go through when the plan has ended meanwhile; more does not", async () => {
    const { organization, send } = await team();
    const [given, used] = [idOf(await hold(send, "a", 10)), idOf(await hold(send, "b", 10))];
    await ask(testDatabase(), `update organization set status = 'SUSPENDED' where id = $1`, [organization.id]);
    await ask(
      testDatabase(),
      `update usage_fence set epoch = epoch + 1, valid_until = '-infinity' where organization_id = $1`,
      [organization.id],
    );
    expect(await use(send, "no", 1)).toMatchObject({ status: 403, body: { code: "ORGANIZATION_SUSPENDED" } });
    expect(await hold(send, "no", 1)).toMatchObject({ status: 403, body: { code: "ORGANIZATION_SUSPENDED" } });
    expect((await release(send, given)).status).toBe(200);
    expect(await settle(send, used, { units: 11 })).toMatchObject({ status: 403 });
    expect(await settle(send, used, { units: 10 })).toMatchObject({
      status: 200,
      body: { data: { settledUnits: 10 } },
    });
  });
});

describe("while Redis is away", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("holds are made and ended through Postgres alone, exactly", async () => {
    const { organization, send } = await team();
    vi.spyOn(weir.world.redis, "token").mockReturnValue(null);
    const id = idOf(await hold(send, "a", LIMIT));
    expect(await use(send, "x", 1)).toMatchObject({ status: 402, body: { held: LIMIT } });
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, (_, i) => settle(send, id, { units: 10, idempotencyKey: `own-${i}` })),
      ...Array.from({ length: 2 }, () => release(send, id)),
    ]);
    const firsts = answers.filter((a) => a.status === 200 && !a.headers.has("idempotent-replayed"));
    expect(firsts).toHaveLength(1);
    const units = Number(firsts[0]?.body.data.settledUnits ?? 0);
    expect(await logged(testDatabase(), organization.id)).toBe(units);
    expect(firsts[0]?.body.data).toMatchObject({ used: units });
    expect((await use(send, "rest", LIMIT - units)).status).toBe(201);
    vi.restoreAllMocks();
    expect((await use(send, "more", 1)).status).toBe(402);
    expect((await hold(send, "a", LIMIT)).headers.get("idempotent-replayed")).toBe("true");
  });
});
