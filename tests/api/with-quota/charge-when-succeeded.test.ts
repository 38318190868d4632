import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contract, json, ok, withQuota } from "@/lib/http";
import { conflict } from "@/lib/kernel/errors";
import { later, moveToNoon } from "../../support/business-clock";
import { testDatabase } from "../../support/database";
import { ask, logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

const LIMIT = 100;

let weir: TestWorld;
let teams = 0;
let worked = 0;

const translate = contract({
  method: "POST",
  path: "/translate",
  operationId: "translate",
  summary: "A route whose success is charged",
  access: { kind: "caller", permission: "usage:write" },
  answers: { 200: { description: "Translation" } },
});
/** What the work shall do is said in headers: how many units it holds and uses, and how it ends. */
const POST = withQuota(
  translate,
  ({ request }) => ({
    meter: "api_calls",
    units: Number(request.headers.get("x-units") ?? 10),
    ...(request.headers.has("x-key") ? { key: request.headers.get("x-key") ?? "" } : {}),
  }),
  { chargeWhen: "succeeded", expiresInSeconds: 60 },
  async ({ request }, { hold, report, replayed }) => {
    worked += 1;
    const used = request.headers.get("x-used");
    if (used !== null) report(Number(used));
    const pause = Number(request.headers.get("x-business-seconds") ?? 0);
    if (pause > 0) await later(weir, pause * 1_000);
    switch (request.headers.get("x-end")) {
      case "throw":
        throw new Error("the work failed");
      case "refuse":
        throw conflict("not now");
      case "404":
        return json({ nothing: true }, 404);
      case "500":
        return json({ broken: true }, 500);
      default:
        return ok({ held: hold.units, replayed });
    }
  },
);

async function team() {
  const organization = await weir.team(`Team ${(teams += 1)}`);
  const send = client((request) => POST(request, { params: Promise.resolve({}) }), await weir.key(organization.id));
  return {
    id: organization.id,
    call: (headers: Record<string, string> = {}) => send("POST", "/translate", undefined, headers),
    logged: () => logged(testDatabase(), organization.id),
    open: async () =>
      (
        await ask<{ units: number }>(
          testDatabase(),
          `select coalesce(sum(h.units), 0)::int as units from usage_hold h join usage_fence f on f.id = h.fence_id
           where f.organization_id = $1 and h.status = 'OPEN'`,
          [organization.id],
        )
      )[0]?.units,
  };
}

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  await moveToNoon(weir);
});
afterAll(() => weir?.close());

describe("a route whose success is charged", () => {
  it("charges what the handler reports, and all that was held when it reports nothing", async () => {
    const { call, logged, open } = await team();
    expect(await call({ "x-units": "40", "x-used": "15" })).toMatchObject({
      status: 200,
      body: { data: { held: 40, replayed: false } },
    });
    expect(await logged()).toBe(15);
    expect((await call({ "x-units": "20" })).status).toBe(200);
    expect(await logged()).toBe(35);
    expect((await call({ "x-units": "65", "x-used": "0" })).status).toBe(200);
    expect([await logged(), await open()]).toEqual([35, 0]);
  });

  const failures: readonly [string, number][] = [
    ["throw", 500],
    ["500", 500],
    ["404", 404],
    ["refuse", 409],
  ];
  it.each(failures)("charges nothing when the work ends by: %s", async (end, status) => {
    const { call, logged, open } = await team();
    expect((await call({ "x-units": String(LIMIT), "x-end": end })).status).toBe(status);
    expect([await logged(), await open()]).toEqual([0, 0]);
    // The room is free when the answer is there.
    expect((await call({ "x-units": String(LIMIT) })).status).toBe(200);
  });

  it("does not work at all when the units do not fit", async () => {
    const { call, logged } = await team();
    const before = worked;
    expect(await call({ "x-units": String(LIMIT + 1) })).toMatchObject({
      status: 402,
      body: { code: "LIMIT_EXCEEDED", upgradeHint: expect.any(String) as string },
    });
    expect([worked, await logged()]).toEqual([before, 0]);
  });

  it("admits more than was held while there is room, and refuses the rest, charging nothing", async () => {
    const { call, logged, open } = await team();
    expect((await call({ "x-units": "10", "x-used": "60" })).status).toBe(200);
    expect(await logged()).toBe(60);
    expect(await call({ "x-units": "10", "x-used": "41" })).toMatchObject({
      status: 402,
      body: { code: "LIMIT_EXCEEDED" },
    });
    expect([await logged(), await open()]).toEqual([60, 0]);
  });

  it("charges a repetition under the same key once, also at the limit, and a new attempt after a failure", async () => {
    const { call, logged, open } = await team();
    const mine = { "x-units": String(LIMIT), "x-key": "mine" };
    expect((await call({ ...mine, "x-end": "throw" })).status).toBe(500);
    expect((await call({ ...mine, "x-end": "500" })).status).toBe(500);
    expect(await logged()).toBe(0);
    expect((await call(mine)).body.data).toMatchObject({ replayed: false });
    expect(await logged()).toBe(LIMIT);
    expect((await call(mine)).body.data).toMatchObject({ replayed: true });
    expect((await call({ ...mine, "x-used": "7" })).status).toBe(200);
    expect([await logged(), await open()]).toEqual([LIMIT, 0]);
  });

  it("charges work that took longer than its hold, if there is still room", async () => {
    const { call, logged } = await team();
    expect((await call({ "x-units": "60", "x-business-seconds": "120" })).status).toBe(200);
    expect(await logged()).toBe(60);
    expect(await call({ "x-units": "40", "x-used": "41", "x-business-seconds": "120" })).toMatchObject({ status: 402 });
    expect(await logged()).toBe(60);
  });

  it("takes no report that is not whole units", async () => {
    const { call, logged, open } = await team();
    expect((await call({ "x-units": "10", "x-used": "NaN" })).status).toBe(500);
    expect((await call({ "x-units": "10", "x-used": "-1" })).status).toBe(500);
    expect([await logged(), await open()]).toEqual([0, 0]);
  });
});
