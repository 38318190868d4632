import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explanationSchema } from "@/app/v1/quota/explain/contract";
import { gatewayApp } from "@/gateway/app";
import { setOverride } from "@/lib/billing";
import { DAY } from "@/lib/kernel/time";
import { client, startWorld, type TestWorld } from "../../support/world";

let weir: TestWorld;
let organization: string;
let send: ReturnType<typeof client>;
beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  organization = (await weir.team("Acme")).id;
  send = client((request) => gatewayApp().fetch(request), await weir.key(organization));
});
afterAll(() => weir?.close());

const calls = (units: number, key: string) =>
  send("POST", "/v1/usage", { meter: "api_calls", units, idempotencyKey: key });

/** The answer, checked against its own contract: strictly, so that nothing undescribed slips out either. */
async function explained(meter = "api_calls") {
  const { status, body } = await send("GET", `/v1/quota/explain?meter=${meter}`);
  expect(status).toBe(200);
  const data: unknown = body.data;
  expect(Object.keys(data as object).sort()).toEqual(Object.keys(explanationSchema.shape).sort());
  return explanationSchema.parse(data);
}

async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let i = 0; ; i++) {
    const value = await ask();
    if (holds(value) || i === 100) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("what GET /v1/quota/explain says", () => {
  it("goes from the entitlement to the facts, also before anything was metered", async () => {
    expect(await explained("ai_tokens")).toMatchObject({
      organization,
      plan: "FREE v1",
      limits: [{ window: "MONTH", limit: 10_000, source: "plan", inPlan: true, override: null }],
      decision: { admitted: true, code: null },
      redis: null,
      windows: [],
      events: [],
      lastRefusal: null,
    });
    await calls(60, "first");
    await calls(30, "second");
    const e = await explained();
    expect(e).toMatchObject({
      windows: [{ window: "DAY", limit: 100, logged: 90, events: 2, remaining: 10, counter: { used: 90 }, drift: 0 }],
      events: [
        { key: "second", units: 30 },
        { key: "first", units: 60 },
      ],
      redis: { current: true },
    });
  });

  it("says why the last call was refused, and what the next one would meet", async () => {
    expect((await calls(11, "too much")).status).toBe(402);
    const e = await eventually(explained, ({ lastRefusal }) => lastRefusal !== null);
    expect(e.lastRefusal).toMatchObject({ code: "LIMIT_EXCEEDED", units: 11, key: "too much" });
    expect(e.lastRefusal?.message).toContain("90 of 100 units");
    expect(e.decision).toEqual({ admitted: true, code: null, window: null });
    await calls(10, "the rest");
    expect((await explained()).decision).toEqual({ admitted: false, code: "LIMIT_EXCEEDED", window: "DAY" });
  });

  it("names each exception with reason, author and end, also one that takes the meter away", async () => {
    const operator = { kind: "staff", id: "usr_olga", label: "Olga" } as const;
    const expiresAt = weir.world.clock.now() + 7 * DAY;
    const subject = { meter: "api_calls", window: "DAY" } as const;
    await setOverride(weir.as(operator), organization, { ...subject, amount: 500, reason: "a busy week", expiresAt });
    expect(await explained()).toMatchObject({
      limits: [
        { limit: 500, source: "override", planLimit: 100, override: { reason: "a busy week", author: "usr_olga" } },
      ],
      overrides: [{ window: "DAY", removed: false, expiresAt: new Date(expiresAt).toISOString() }],
      decision: { admitted: true },
    });
    await setOverride(weir.as(operator), organization, { ...subject, removed: true, reason: "not for them" });
    expect(await explained()).toMatchObject({
      refusal: "METER_NOT_IN_PLAN",
      limits: [],
      overrides: [{ window: "DAY", removed: true, reason: "not for them", expiresAt: null }],
      decision: { admitted: false, code: "METER_NOT_IN_PLAN" },
    });
  });
});
