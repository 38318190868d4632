import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { previewOverride } from "@/cli/override-preview";
import { assignPlanByHand, removeOverride, setOverride } from "@/lib/billing";
import { HOUR } from "@/lib/kernel/time";
import { refusalOf, startScenario, type Customer, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario()));
afterAll(() => world?.close());

const CALLS = { meter: "api_calls", window: "DAY" } as const;
const gives = (customer: Customer, override: Omit<Parameters<typeof setOverride>[2], "reason">) =>
  setOverride(world.hand(), customer.organization.id, { ...override, reason: "month end" });
const explained = async (customer: Customer) =>
  (await customer.api("GET", "/v1/quota/explain?meter=api_calls")).body.data as never as {
    limits: readonly Record<string, unknown>[];
  };

describe("overrides merged", () => {
  it("the exception wins for its own field, and everything else still comes from the plan", async () => {
    const initech = await world.signsUp("Initech");
    await world.calls(initech, 100);
    expect((await world.calls(initech, 1, { key: "refused first" })).status).toBe(402);

    await gives(initech, { ...CALLS, amount: 150 });
    const now = await world.entitlements(initech);
    expect(now).toMatchObject({
      hasOverrides: true,
      plan: { code: "FREE" },
      features: { ai_chat: { enabled: true, source: "plan" } },
    });
    expect(await world.limitOf(initech)).toMatchObject({
      limit: 150,
      used: 100,
      policy: "HARD_STOP",
      source: "override",
    });
    expect(await world.limitOf(initech, "ai_tokens")).toMatchObject({ limit: 10_000, source: "plan" });
    expect(await explained(initech)).toMatchObject({
      limits: [
        {
          limit: 150,
          planLimit: 100,
          source: "override",
          override: { reason: "month end", author: world.operator.id },
        },
      ],
    });
    expect((await world.calls(initech, 1, { key: "refused first" })).status).toBe(201);
    expect((await world.calls(initech, 50)).status).toBe(402);
    expect((await world.calls(initech, 49)).status).toBe(201);
  });

  it("a field that the exception leaves out is inherited, also when the plan changes under it", async () => {
    const stark = await world.signsUp("Stark");
    await gives(stark, { ...CALLS, policy: "METERED", overage: { amount: "300", per: "1000" } });
    expect(await world.limitOf(stark)).toMatchObject({ limit: 100, policy: "METERED", source: "override" });
    expect((await world.calls(stark, 130)).body.data).toMatchObject({ used: 130, limit: 100, overage: 30 });
    await assignPlanByHand(world.hand(), stark.organization.id, "PRO", { reason: "a larger plan" });
    expect(await world.limitOf(stark)).toMatchObject({
      limit: 10_000,
      used: 130,
      policy: "METERED",
      source: "override",
    });
  });

  it("a feature is given and taken alone", async () => {
    const wayne = await world.signsUp("Wayne");
    await gives(wayne, { feature: "advanced_analytics", enabled: true });
    expect((await world.entitlements(wayne)).features).toMatchObject({
      advanced_analytics: { enabled: true, source: "override" },
      api_access: { enabled: true, source: "plan" },
    });
    await gives(wayne, { feature: "api_access", enabled: false });
    expect(await world.calls(wayne)).toMatchObject({
      status: 403,
      body: { code: "FEATURE_DISABLED", feature: "api_access" },
    });
    expect((await world.calls(wayne, 5, { meter: "ai_tokens" })).status).toBe(201);
  });

  it("removal is written, and is not the same as no exception", async () => {
    const hooli = await world.signsUp("Hooli");
    await gives(hooli, { ...CALLS, removed: true });
    expect((await world.entitlements(hooli)).limits.map((limit) => limit.meter)).toEqual([
      "ai_tokens",
      "seats",
      "storage_gb",
    ]);
    expect(await world.calls(hooli)).toMatchObject({ status: 403, body: { code: "METER_NOT_IN_PLAN" } });
    await removeOverride(world.hand(), hooli.organization.id, CALLS, "a mistake");
    expect(await world.limitOf(hooli)).toMatchObject({ limit: 100, source: "plan" });
    expect((await world.calls(hooli)).status).toBe(201);
    expect(await refusalOf(removeOverride(world.hand(), hooli.organization.id, CALLS, "again"))).toMatchObject({
      code: "NOT_FOUND",
    });
    const acts = (await world.journalOf(hooli)).filter((entry) => entry.entity.type === "override");
    expect(acts.map((entry) => [entry.action, entry.reason])).toEqual([
      ["override.removed", "a mistake"],
      ["override.set", "month end"],
    ]);
  });

  it("a preview says what would become of it, by the rule that will apply it, and changes nothing", async () => {
    const ada = await world.signsUp("Ada");
    const preview = await previewOverride(world.hand(), ada.organization.id, CALLS, {
      ...CALLS,
      amount: 150,
      reason: "month end",
    });
    expect(preview.before).toContain("100");
    expect(preview.after).toContain("150");
    const taken = await previewOverride(world.hand(), ada.organization.id, CALLS, {
      ...CALLS,
      removed: true,
      reason: "x",
    });
    expect(taken.after).toBe("not included");
    expect(await world.limitOf(ada)).toMatchObject({ limit: 100, source: "plan" });
    expect(await world.journalOf(ada)).not.toContainEqual(expect.objectContaining({ action: "override.set" }));
  });

  // Last, because business time does not go back.
  it("an exception with an end is over at that moment, without anybody's doing", async () => {
    const late = await world.signsUp("Late");
    const now = world.weir.world.clock.now();
    expect(await refusalOf(gives(late, { ...CALLS, amount: 1, expiresAt: now - HOUR }))).toMatchObject({
      code: "VALIDATION_ERROR",
      fields: [{ pointer: "/expiresAt" }],
    });
    await gives(late, { ...CALLS, amount: 500, expiresAt: now + HOUR });
    expect(await world.limitOf(late)).toMatchObject({ limit: 500, source: "override" });
    await world.travels({ to: now + 2 * HOUR });
    expect(await world.limitOf(late)).toMatchObject({ limit: 100, source: "plan" });
    expect((await world.entitlements(late)).hasOverrides).toBe(false);
    expect((await world.calls(late, 101)).status).toBe(402);
    expect((await world.journalOf(late)).filter((entry) => entry.action === "override.expired")).toHaveLength(1);
  });
});
