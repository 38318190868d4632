import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { queryJournal } from "@/lib/journal";
import type { Organization } from "@/lib/tenancy";
import { client, startWorld, type TestWorld } from "../../support/world";

let weir: TestWorld;
let vendor: ReturnType<typeof client>;
let acme: Organization;
beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  acme = await weir.team("Acme", { externalKey: "acme" });
  vendor = client((request) => gatewayApp().fetch(request), await weir.key(null));
});
afterAll(() => weir?.close());

const PATH = "/v1/entitlements/acme/override";
const calls = { meter: "api_calls", window: "DAY" } as const;
const limitOf = async () => {
  const { data } = (await vendor("GET", "/v1/entitlements/acme")).body;
  return (data.limits as { meter: string; limit: number; source: string }[]).find((l) => l.meter === "api_calls");
};

describe("/v1/entitlements/{organization}/override", () => {
  it("says what an exception would change, makes it, replaces it and ends it, each kept with its reason", async () => {
    const preview = await vendor("POST", `${PATH}/preview`, { ...calls, amount: 250 });
    const [hundred, more] = [100, 250].map((limit) => ({ limit, policy: "HARD_STOP" }));
    const effect = { features: [], limits: [{ ...calls, before: hundred, after: more, later: null }] };
    expect([preview.status, preview.body.data]).toEqual([200, effect]);
    expect(await limitOf()).toMatchObject({ limit: 100, source: "plan" });

    const made = await vendor("PUT", PATH, { ...calls, amount: 250, reason: "a pilot" });
    expect([made.status, made.body.data]).toMatchObject([
      200,
      { ...calls, amount: 250, removed: false, policy: null, reason: "a pilot", expiresAt: null },
    ]);
    expect(await limitOf()).toMatchObject({ limit: 250, source: "override" });
    const expiresAt = new Date(weir.world.clock.now() + 86_400_000).toISOString();
    const bounded = await vendor("PUT", PATH, { ...calls, unlimited: true, reason: "a launch", expiresAt });
    expect((await vendor("GET", PATH)).body.data).toEqual([bounded.body.data]);
    expect(bounded.body.data).toMatchObject({ unlimited: true, expiresAt });

    const ending = await vendor("POST", `${PATH}/preview`, { ...calls, end: true });
    expect(ending.body.data).toMatchObject({ limits: [{ before: { limit: null }, after: hundred }] });
    const query = `?meter=api_calls&window=DAY&reason=${encodeURIComponent("the launch is over")}`;
    const ended = await vendor("DELETE", `${PATH}${query}`);
    expect([ended.status, ended.body.data]).toEqual([200, { id: bounded.body.data.id, removed: true }]);
    expect(await limitOf()).toMatchObject({ limit: 100, source: "plan" });
    expect((await vendor("DELETE", `${PATH}${query}`)).status).toBe(404);
    const journal = (await queryJournal(weir.system(acme.id))).entries.filter((e) => e.action.startsWith("override."));
    expect(journal.map((e) => [e.action, e.reason])).toEqual([
      ["override.removed", "the launch is over"],
      ["override.set", "a launch"],
      ["override.set", "a pilot"],
    ]);
  });

  it("makes one exception for one key", async () => {
    const key = { "idempotency-key": "once" };
    const body = { feature: "api_access", enabled: true, reason: "asked for" };
    const [first, second] = [await vendor("PUT", PATH, body, key), await vendor("PUT", PATH, body, key)];
    expect([first.status, second.body, second.headers.get("idempotent-replayed")]).toEqual([200, first.body, "true"]);
    expect((await vendor("PUT", PATH, { ...body, enabled: false }, key)).body.code).toBe("IDEMPOTENCY_MISMATCH");
  });

  it("names each fault, and writes nothing", async () => {
    const before = (await vendor("GET", PATH)).body.data;
    const reason = "why not";
    const past = "2020-01-01T00:00:00Z";
    for (const [body, pointers] of [
      [{}, ["/reason"]],
      [[], ["/"]],
      [{ reason, colour: "red" }, ["/colour"]],
      [{ reason }, ["/meter", "/amount"]],
      [{ ...calls, amount: -1, reason: "" }, ["/amount", "/reason"]],
      [{ ...calls, amount: "5", policy: "SOFT", unlimited: 1, reason }, ["/amount", "/unlimited", "/policy"]],
      [{ ...calls, window: "WEEK", amount: 1, reason }, ["/window"]],
      [{ ...calls, amount: 1, unlimited: true, reason }, ["/amount"]],
      [{ ...calls, meter: "teapots", amount: 1, reason }, ["/meter"]],
      [{ feature: "teapots", enabled: true, reason }, ["/feature"]],
      [{ feature: "api_access", meter: "api_calls", enabled: true, reason }, ["/meter"]],
      [{ ...calls, amount: 1, expiresAt: past, reason }, ["/expiresAt"]],
      [{ ...calls, amount: 1, expiresAt: "soon", reason }, ["/expiresAt"]],
      [{ ...calls, policy: "METERED", overage: { amount: 5, per: "0" }, reason }, ["/overage/amount", "/overage/per"]],
    ] as const) {
      const refused = await vendor("PUT", PATH, body);
      expect([refused.status, refused.body.errors?.map((e) => e.pointer)], JSON.stringify(body)).toEqual([
        422,
        pointers,
      ]);
      expect(refused.headers.get("content-type")).toContain("application/problem+json");
    }
    expect((await vendor("PUT", PATH, '{"meter":')).status).toBe(400);
    expect((await vendor("POST", `${PATH}/preview`, { ...calls, end: "yes" })).body.errors[0]?.pointer).toBe("/end");
    expect((await vendor("DELETE", `${PATH}?meter=api_calls&window=DAY`)).body.errors[0]?.pointer).toBe(
      "/query/reason",
    );
    expect((await vendor("PUT", "/v1/entitlements/nobody/override", { ...calls, amount: 1, reason })).status).toBe(404);
    expect((await vendor("GET", PATH)).body.data).toEqual(before);
  });
});

describe("what is on sale", () => {
  const nobody = client((request) => gatewayApp().fetch(request));
  interface Plan {
    code: string;
    id: string;
    prices: { interval: string; amount: unknown; model: string }[];
    limits: { meter: string; limit: number | null }[];
  }

  it("is listed to everybody, in the order of the pricing page, and nothing else is", async () => {
    const answer = await nobody("GET", "/v1/plans");
    expect([answer.status, answer.body.meta]).toEqual([200, { hasMore: false }]);
    const plans = answer.body.data as unknown as Plan[];
    const pro = plans.find(({ code }) => code === "PRO");
    expect(pro?.prices).toContainEqual({
      ...{ interval: "month", amount: { amount: "2999", currency: "usd" } },
      ...{ model: "flat", per: null, tiers: null },
    });
    const listed = await weir.world.pool.query<{ code: string }>(
      "select code from plan where status = 'ACTIVE' and listed order by code",
    );
    expect(plans.map(({ code }) => code).toSorted()).toEqual(listed.map(({ code }) => code));
    for (const name of ["PRO", "pro", pro?.id])
      expect((await nobody("GET", `/v1/plans/${name}`)).body.data).toEqual(pro);
    for (const name of ["NOWHERE", "%00", "a".repeat(101), `plan_${"0".repeat(32)}`])
      expect([404, 422], name).toContain((await nobody("GET", `/v1/plans/${name}`)).status);
  });

  it("comes with what is counted", async () => {
    const { data } = (await nobody("GET", "/v1/meters")).body;
    expect(data.find(({ slug }) => slug === "api_calls")).toMatchObject({
      aggregation: "SUM",
      unit: expect.any(String) as string,
    });
    expect(data.find(({ slug }) => slug === "storage_gb")).toMatchObject({
      ...{ aggregation: "LATEST", shown: { unit: "GB", per: expect.any(Number) as number } },
    });
  });
});
