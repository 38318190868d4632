import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setOverride } from "@/lib/billing";
import { iso, MINUTE, utcDay } from "@/lib/kernel/time";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
let acme: Customer;
beforeAll(async () => {
  world = await startScenario();
  acme = await world.signsUp("Acme");
});
afterAll(() => world?.close());

const report = (meter: string, units: number, more: Record<string, unknown> = {}) =>
  acme.api("POST", "/v1/usage", { meter, units, idempotencyKey: `${meter}-${units}`, ...more });
const read = async <T>(path: string): Promise<T> => (await acme.api("GET", path)).body.data as never;

describe("seats and storage", () => {
  it("are reported as what is there, up to the plan's limit and down to nothing", async () => {
    expect(await report("seats", 3)).toMatchObject({ status: 201, body: { data: { used: 3, remaining: 0 } } });
    const refused = await report("seats", 4);
    expect(refused).toMatchObject({
      status: 402,
      body: { code: "LIMIT_EXCEEDED", meter: "seats", limit: 3, current: 3, resetsAt: null },
    });
    expect(refused.body.upgradeHint).toBe("Pro includes 10 for $29.99 a month.");
    expect(await report("seats", 0)).toMatchObject({ status: 201, body: { data: { used: 0, remaining: 3 } } });
    expect(await report("seats", 2)).toMatchObject({ status: 201 });
    expect(await world.limitOf(acme, "seats")).toMatchObject({ used: 2, limit: 3, resetsAt: null });
  });

  it("are read in the unit that people know, and written in base units", async () => {
    expect(await report("storage_gb", 840)).toMatchObject({ status: 201, body: { data: { used: 840, limit: 1_000 } } });
    expect((await report("storage_gb", 1_250)).body).toMatchObject({
      detail:
        "storage_gb cannot rise to 1.25 GB: the limit is 1 GB, and it stands at 0.84. Report less, or upgrade the plan.",
      upgradeHint: "Pro includes 50 GB for $29.99 a month.",
      current: 840,
    });
  });

  it("can be asked about before they are reported, and a sum cannot be nothing", async () => {
    const peek = async (meter: string, units: number) => (await acme.api("POST", "/v1/check", { meter, units })).body;
    expect((await peek("seats", 3)).data).toMatchObject({ allowed: true, current: 2 });
    expect((await peek("seats", 4)).data).toMatchObject({ allowed: false, reason: "LIMIT_EXCEEDED" });
    expect((await peek("seats", 0)).data).toMatchObject({ allowed: true });
    expect(await peek("api_calls", 0)).toMatchObject({ errors: [{ pointer: "/units" }] });
    expect(await report("api_calls", 0)).toMatchObject({ status: 422, body: { errors: [{ pointer: "/units" }] } });
    expect(await report("seats", -1)).toMatchObject({ status: 422, body: { errors: [{ pointer: "/units" }] } });
  });

  it("stand in the statistics with their newest value, not with a sum", async () => {
    const now = world.weir.world.clock.now();
    await report("storage_gb", 300, { occurredAt: iso(now - MINUTE), subject: "late" });
    await report("storage_gb", 700, { subject: "nightly" });
    const day = iso(utcDay(now).start);
    const today = await read<{ day: string }[]>("/v1/usage?groupBy=day&meter=storage_gb");
    expect(today.find((row) => row.day === day)).toEqual({ meter: "storage_gb", day, units: 700 });
    expect(await read("/v1/usage?groupBy=subject&meter=storage_gb")).toMatchObject([
      { group: null, units: 840, events: 1 },
      { group: "nightly", units: 700, events: 1 },
      { group: "late", units: 300, events: 1 },
    ]);
    expect(await read("/v1/me/usage?range=today")).toMatchObject({
      meters: expect.arrayContaining([expect.objectContaining({ meter: "seats", units: 2 })]) as unknown,
    });
  });

  it("have no exception that resets or bills", async () => {
    const give = (more: object) =>
      setOverride(world.hand(), acme.organization.id, { meter: "seats", window: "LIFETIME", reason: "test", ...more });
    await expect(give({ window: "MONTH", amount: 9 })).rejects.toMatchObject({
      fields: [{ pointer: "/window", code: "window_of_level" }],
    });
    await expect(give({ amount: 9, policy: "METERED" })).rejects.toMatchObject({
      fields: [{ pointer: "/policy", code: "metered_gauge" }],
    });
    await give({ amount: 9 });
    expect(await report("seats", 9)).toMatchObject({ status: 201, body: { data: { used: 9, limit: 9 } } });
  });
});
