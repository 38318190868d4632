import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignPlanByHand, cancelByHand, nextCharge, previewAssignedPlan } from "@/lib/billing";
import { listPayments } from "@/lib/payments";
import { refusalOf, startScenario, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario({ stripe: true })));
afterAll(() => world?.close());

describe("plan assigned by hand", () => {
  it("holds from the answer on, charges nobody, and keeps who did it and why", async () => {
    const globex = await world.signsUp("Globex");
    await world.calls(globex, 100);
    expect((await world.calls(globex, 1, { key: "the 101st" })).status).toBe(402);

    await assignPlanByHand(world.hand(), globex.organization.id, "PRO", { reason: "a trial for a good customer" });
    // The key that was refused is admitted: a refusal is never kept. What was used today stays used.
    expect(await world.calls(globex, 1, { key: "the 101st" })).toMatchObject({
      status: 201,
      body: { data: { used: 101, limit: 10_000 } },
    });
    expect((await globex.api("GET", "/v1/me/subscription")).body.data).toMatchObject({
      plan: "PRO",
      status: "active",
      source: "internal",
    });
    expect(await nextCharge(world.as(globex), globex.organization.id)).toMatchObject({
      kind: "none",
      because: "not_paid",
    });
    expect(await listPayments(world.as(globex), globex.organization.id)).toEqual([]);
    expect(await world.subscriptionsAtStripe(globex)).toEqual([]);

    const entries = (await world.journalOf(globex)).filter((entry) => entry.actor === `staff:${world.operator.id}`);
    expect(entries.map((entry) => entry.action)).toEqual(
      expect.arrayContaining(["subscription.ended", "subscription.started"]),
    );
    expect(new Set(entries.map((entry) => entry.reason))).toEqual(new Set(["a trial for a good customer"]));
  });

  it("reaches plans that are not sold online, and is taken back the same way", async () => {
    const wayne = await world.signsUp("Wayne");
    await assignPlanByHand(world.hand(), wayne.organization.id, "SCALE", { reason: "contract 17" });
    expect(await world.entitlements(wayne)).toMatchObject({
      plan: { code: "SCALE" },
      features: { sla: { enabled: true } },
    });
    await cancelByHand(world.hand(), wayne.organization.id, { reason: "contract over" });
    expect(await world.entitlements(wayne)).toMatchObject({ plan: { code: "FREE" }, status: "active" });
  });

  it("without a reason, or of a plan that does not exist, changes nothing", async () => {
    const ada = await world.signsUp("Ada");
    const before = (await world.journalOf(ada)).length;
    expect(await refusalOf(assignPlanByHand(world.hand(), ada.organization.id, "PRO", { reason: "  " }))).toMatchObject(
      {
        code: "VALIDATION_ERROR",
        fields: [{ pointer: "/reason" }],
      },
    );
    expect(
      await refusalOf(assignPlanByHand(world.hand(), ada.organization.id, "NOTHING", { reason: "why not" })),
    ).toMatchObject({ code: "NOT_FOUND" });
    expect((await world.entitlements(ada)).plan.code).toBe("FREE");
    expect(await world.journalOf(ada)).toHaveLength(before);
  });

  it("over a live Stripe subscription is refused with the way out, and the way out does both in one step", async () => {
    const acme = await world.signsUp("Acme");
    await world.buys(acme, "PRO");
    const refusal = await refusalOf(
      assignPlanByHand(world.hand(), acme.organization.id, "INSTITUTION", { reason: "a gift" }),
    );
    expect(refusal).toMatchObject({ code: "CONFLICT", details: { choices: ["end_stripe_subscription"] } });
    expect((await world.entitlements(acme)).plan.code).toBe("PRO");
    expect(await world.subscriptionsAtStripe(acme)).toEqual(["active"]);
    // Whoever looks at the effect first is told before he is refused.
    expect(await previewAssignedPlan(world.hand(), acme.organization.id, "INSTITUTION")).toMatchObject({
      from: { code: "PRO" },
      to: { code: "INSTITUTION" },
      overStripe: true,
    });

    await assignPlanByHand(world.hand(), acme.organization.id, "INSTITUTION", {
      reason: "a gift",
      endStripeSubscription: true,
    });
    expect(await world.entitlements(acme)).toMatchObject({
      plan: { code: "INSTITUTION" },
      limits: [{ limit: null, remaining: null }, { limit: null }, { limit: null }, { limit: null }],
    });
    expect(await world.subscriptionsAtStripe(acme)).toEqual(["canceled"]);
    expect((await world.calls(acme, 1_000_000)).status).toBe(201);
    // Stripe's own word about the end, which arrives by webhook, must not undo the gift.
    await expect
      .poll(() => world.rows("select 1 from inbox_event where processed_at is null"), { timeout: 5_000 })
      .toEqual([]);
    expect((await world.entitlements(acme)).plan.code).toBe("INSTITUTION");
  });
});
