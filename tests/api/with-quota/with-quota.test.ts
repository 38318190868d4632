import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contract, ok, withQuota } from "@/lib/http";
import type { Organization } from "@/lib/tenancy";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

let weir: TestWorld;
let acme: Organization;
let call: ReturnType<typeof client>;
let worked = 0;

const forecast = contract({
  method: "GET",
  path: "/forecast",
  operationId: "forecast",
  summary: "A metered route",
  access: { kind: "caller", permission: "usage:write" },
  answers: { 200: { description: "Forecast" } },
});
const GET = withQuota(
  forecast,
  ({ request }) => ({
    meter: "api_calls",
    units: Number(request.headers.get("x-units") ?? 1),
    ...(request.headers.has("x-key") ? { key: request.headers.get("x-key") ?? "" } : {}),
  }),
  async (_, { event, replayed }) => {
    worked += 1;
    if (event.units === 7) throw new Error("the work failed");
    return ok({ remaining: event.remaining, replayed });
  },
);

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  acme = await weir.team("Acme");
  call = client((request) => GET(request, { params: Promise.resolve({}) }), await weir.key(acme.id));
});
afterAll(() => weir?.close());

describe("a route behind the quota", () => {
  it("works when the units are admitted, and says what is left", async () => {
    expect(await call("GET", "/forecast")).toMatchObject({
      status: 200,
      body: { data: { remaining: 99, replayed: false } },
    });
  });

  it("counts a repetition under the same key once", async () => {
    const headers = { "x-units": "9", "x-key": "mine" };
    await call("GET", "/forecast", undefined, headers);
    expect((await call("GET", "/forecast", undefined, headers)).body.data).toMatchObject({ replayed: true });
    expect(await logged(testDatabase(), acme.id)).toBe(10);
  });

  it("keeps counted what was admitted when the work fails afterwards", async () => {
    expect((await call("GET", "/forecast", undefined, { "x-units": "7" })).status).toBe(500);
    expect(await logged(testDatabase(), acme.id)).toBe(17);
  });

  it("does not work at all when they are refused", async () => {
    const before = worked;
    expect(await call("GET", "/forecast", undefined, { "x-units": "84" })).toMatchObject({
      status: 402,
      body: { code: "LIMIT_EXCEEDED", remaining: 83 },
    });
    expect((await client((request) => GET(request, { params: Promise.resolve({}) }))("GET", "/forecast")).status).toBe(
      401,
    );
    expect(worked).toBe(before);
    expect(await logged(testDatabase(), acme.id)).toBe(17);
  });
});
