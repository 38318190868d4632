import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { later, moveTo, moveToNoon, nextMidnight } from "../../support/business-clock";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

// Nothing here may rest on the sweeper, which would hide who else sees that a hold has run out.
vi.mock("@/lib/quota/sweep", async (original) => ({ ...(await original<object>()), sweep: () => Promise.resolve() }));

const LIMIT = 100;
const MINUTE = 60_000;

let weir: TestWorld;
let teams = 0;
const fetch = (request: Request): Response | Promise<Response> => gatewayApp().fetch(request);

async function team() {
  const organization = await weir.team(`Team ${(teams += 1)}`);
  return { id: organization.id, send: client(fetch, await weir.key(organization.id)) };
}
type Send = ReturnType<typeof client>;
const hold = async (send: Send, units: number, expiresInSeconds: number): Promise<string> => {
  const answer = await send("POST", "/v1/holds", {
    meter: "api_calls",
    units,
    idempotencyKey: `hold-${units}-${expiresInSeconds}`,
    expiresInSeconds,
  });
  expect(answer.status).toBe(201);
  return String(answer.body.data.id);
};
const use = (send: Send, key: string, units: number) =>
  send("POST", "/v1/usage", { meter: "api_calls", units, idempotencyKey: key });

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  await moveToNoon(weir);
});
afterAll(() => weir?.close());

describe("a hold that has run out", () => {
  it("no longer stands in the way, at the first call that meets it", async () => {
    const { send } = await team();
    const id = await hold(send, LIMIT, 60);
    expect(await use(send, "x", 1)).toMatchObject({ status: 402, body: { held: LIMIT } });
    await later(weir, 2 * MINUTE);
    expect((await use(send, "x", LIMIT)).status).toBe(201);
    const { data } = (await send("GET", `/v1/holds/${id}`)).body;
    expect(data).toMatchObject({ status: "expired", endedAt: data.expiresAt, settledUnits: null, event: null });
  });

  it("reads as expired from that moment on, also before anybody has met it", async () => {
    const { send } = await team();
    const id = await hold(send, 10, 60);
    const open = await hold(send, 11, 3_600);
    await later(weir, 2 * MINUTE);
    expect((await send("GET", `/v1/holds/${id}`)).body.data).toMatchObject({ status: "expired" });
    expect((await send("GET", "/v1/holds?status=expired")).body.data.map((h) => h.id)).toEqual([id]);
    expect((await send("GET", "/v1/holds?status=open")).body.data.map((h) => h.id)).toEqual([open]);
  });

  it("is neither settled nor released any more: 409 names its state, and nothing is recorded", async () => {
    const { id: organization, send } = await team();
    const [first, second] = [await hold(send, 10, 60), await hold(send, 20, 60)];
    await later(weir, 2 * MINUTE);
    const answers = [
      await send("POST", `/v1/holds/${first}/settle`, { units: 5 }),
      await send("POST", `/v1/holds/${second}/release`),
      await send("POST", `/v1/holds/${second}/settle`, { units: 200 }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 409, body: { code: "CONFLICT", state: "expired" } });
    expect(await logged(testDatabase(), organization)).toBe(0);
    expect((await use(send, "all", LIMIT)).status).toBe(201);
  });

  it("gives its first answers again when it was settled in time", async () => {
    const { send } = await team();
    const id = await hold(send, 10, 60);
    const first = await send("POST", `/v1/holds/${id}/settle`, { units: 5 });
    await later(weir, 2 * MINUTE);
    const again = await send("POST", `/v1/holds/${id}/settle`, { units: 5 });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await send("GET", `/v1/holds/${id}`)).body.data).toMatchObject({ status: "settled", settledUnits: 5 });
  });
});

describe("a hold over the end of a day", () => {
  it("gives back to the day in which it was made, and what is used counts today", async () => {
    const { send } = await team();
    await moveTo(weir, nextMidnight(weir) - MINUTE / 2);
    const id = await hold(send, LIMIT, 3_600);
    expect((await use(send, "today", 1)).status).toBe(402);
    await later(weir, MINUTE);
    // The new day owes the hold nothing.
    expect((await use(send, "tomorrow", 60)).status).toBe(201);
    expect(await send("POST", `/v1/holds/${id}/settle`, { units: 41 })).toMatchObject({ status: 402 });
    expect(await send("POST", `/v1/holds/${id}/settle`, { units: 40 })).toMatchObject({
      status: 200,
      body: { data: { used: 100 } },
    });
  });
});
