import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignPlanByHand, setOverride } from "@/lib/billing";
import { utcDay } from "@/lib/kernel/time";
import { testDatabase } from "../support/database";
import { logged } from "../support/quota";
import { startScenario, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario()));
afterAll(() => world?.close());

describe("limits enforced", () => {
  it("stops at the allowance exactly, and says what is needed to go on", async () => {
    const globex = await world.signsUp("Globex");
    expect((await world.calls(globex, 99)).body.data).toMatchObject({ used: 99, remaining: 1 });
    // Two do not fit where one does, and trying them costs nothing.
    expect(await world.calls(globex, 2)).toMatchObject({ status: 402, body: { current: 99, remaining: 1 } });
    expect(await world.calls(globex, 1, { key: "the last" })).toMatchObject({
      status: 201,
      body: { data: { remaining: 0 } },
    });
    const refused = await world.calls(globex);
    expect(refused).toMatchObject({
      status: 402,
      body: {
        code: "LIMIT_EXCEEDED",
        meter: "api_calls",
        limit: 100,
        current: 100,
        remaining: 0,
        window: "DAY",
        upgradeHint: "Pro includes 10,000 for $29.99 a month.",
      },
    });
    expect((refused.body as never as { upgradeUrl: string }).upgradeUrl).toContain("plan=PRO");
    const today = utcDay(world.weir.world.clock.now());
    expect((refused.body as never as { resetsAt: string }).resetsAt).toBe(new Date(today.end).toISOString());
    // A repetition gives the first answer, also at the limit, and counts nothing.
    expect(await world.calls(globex, 1, { key: "the last" })).toMatchObject({
      status: 200,
      body: { data: { remaining: 0 } },
    });
    // The other meter has room of its own.
    expect((await world.calls(globex, 10, { meter: "ai_tokens" })).status).toBe(201);
    expect(await world.limitOf(globex)).toMatchObject({ used: 100, remaining: 0 });
    expect(await logged(testDatabase(), globex.organization.id)).toBe(100);
  });

  it("lets no burst through: of three hundred at once a hundred are admitted", async () => {
    const burst = await world.signsUp("Burst");
    const answers = await Promise.all(Array.from({ length: 300 }, () => world.calls(burst)));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(100);
    expect(statuses.filter((status) => status === 402)).toHaveLength(200);
    expect(await logged(testDatabase(), burst.organization.id)).toBe(100);
    expect(await world.limitOf(burst)).toMatchObject({ used: 100, remaining: 0 });
  });

  it("never counts a refused call, so its key is admitted after an upgrade", async () => {
    const initech = await world.signsUp("Initech");
    await world.calls(initech, 100);
    for (let tried = 0; tried < 3; tried += 1)
      expect((await world.calls(initech, 7, { key: "stubborn" })).status).toBe(402);
    await assignPlanByHand(world.hand(), initech.organization.id, "PRO", { reason: "upgrade" });
    expect(await world.calls(initech, 7, { key: "stubborn" })).toMatchObject({
      status: 201,
      body: { data: { used: 107 } },
    });
    expect(await world.calls(initech, 7, { key: "stubborn" })).toMatchObject({
      status: 200,
      body: { data: { used: 107 } },
    });
    expect(await logged(testDatabase(), initech.organization.id)).toBe(107);
  });

  it("holds several limits on one meter together; the tighter one stops", async () => {
    const both = await world.signsUp("Both");
    await setOverride(world.hand(), both.organization.id, {
      meter: "api_calls",
      window: "LIFETIME",
      amount: 60,
      reason: "a taste",
    });
    expect((await world.calls(both, 60)).body.data).toMatchObject({
      window: "LIFETIME",
      limit: 60,
      remaining: 0,
      resetsAt: null,
    });
    expect(await world.calls(both)).toMatchObject({
      status: 402,
      body: { window: "LIFETIME", limit: 60, current: 60, resetsAt: null },
    });
    const limits = (await world.entitlements(both)).limits.filter((limit) => limit.meter === "api_calls");
    expect(limits).toMatchObject([
      { window: "DAY", used: 60, remaining: 40 },
      { window: "LIFETIME", used: 60, remaining: 0 },
    ]);
  });

  it("does not stop where the plan bills what goes beyond, nor where it writes unlimited", async () => {
    const growth = await world.signsUp("Growth");
    await assignPlanByHand(world.hand(), growth.organization.id, "GROWTH", { reason: "a contract" });
    expect((await world.calls(growth, 100_000)).body.data).toMatchObject({ used: 100_000, overage: 0 });
    expect(await world.calls(growth, 2_500)).toMatchObject({
      status: 201,
      body: { data: { used: 102_500, overage: 2_500 } },
    });
    const wayne = await world.signsUp("Wayne");
    await assignPlanByHand(world.hand(), wayne.organization.id, "INSTITUTION", { reason: "a contract" });
    expect(await world.calls(wayne, 1_000_000_000)).toMatchObject({
      status: 201,
      body: { data: { limit: null, remaining: null } },
    });
  });

  it("refuses what the plan does not include, a feature or a meter, with the plan that does", async () => {
    const starter = await world.signsUp("Starter");
    await assignPlanByHand(world.hand(), starter.organization.id, "STARTER", { reason: "a contract" });
    const disabled = await world.calls(starter, 1, { meter: "ai_tokens" });
    expect(disabled).toMatchObject({ status: 403, body: { code: "FEATURE_DISABLED", feature: "ai_chat" } });
    expect((disabled.body as never as { upgradeHint: string }).upgradeHint).toContain("Pro");
    await assignPlanByHand(world.hand(), starter.organization.id, "SCALE", { reason: "terms still to be written" });
    expect(await world.calls(starter)).toMatchObject({ status: 403, body: { code: "METER_NOT_IN_PLAN" } });
    expect(await logged(testDatabase(), starter.organization.id)).toBe(0);
  });

  // Last, because business time does not go back.
  it("begins anew at midnight UTC, to the moment", async () => {
    const daily = await world.signsUp("Daily");
    await world.calls(daily, 100);
    const { end } = utcDay(world.weir.world.clock.now());
    expect((await world.calls(daily)).status).toBe(402);
    await world.travels({ to: end });
    expect((await world.calls(daily)).body.data).toMatchObject({ used: 1, remaining: 99 });
  });
});
