import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignPlanByHand, nextCharge, reactivateSubscription } from "@/lib/billing";
import { HOUR, iso } from "@/lib/kernel/time";
import { liveSubscription, subscriptionHistory } from "@/lib/subscriptions";
import { refusalOf, startScenario, type Customer, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario({ stripe: true })));
afterAll(() => world?.close());

const live = (customer: Customer) => liveSubscription(world.as(customer), customer.organization.id);

describe("cancel falls back to FREE", () => {
  it("now: at once, with what was used today still used, and ended at Stripe", async () => {
    const hasty = await world.signsUp("Hasty");
    await world.buys(hasty, "PRO");
    await world.calls(hasty, 150);
    await world.cancels(hasty, "now");
    expect(await world.entitlements(hasty)).toMatchObject({ plan: { code: "FREE" }, status: "active" });
    expect(await world.limitOf(hasty)).toMatchObject({ limit: 100, used: 150, remaining: 0 });
    expect((await world.calls(hasty)).status).toBe(402);
    expect(await world.subscriptionsAtStripe(hasty)).toEqual(["canceled"]);
    expect((await subscriptionHistory(world.as(hasty), hasty.organization.id)).map((row) => row.status)).toEqual([
      "ACTIVE",
      "CANCELED",
      "CANCELED",
    ]);
  });

  it("is refused for the free plan, which cannot be cancelled", async () => {
    const ada = await world.signsUp("Ada");
    expect(await refusalOf(world.cancels(ada, "now"))).toMatchObject({ code: "CONFLICT" });
    expect((await world.entitlements(ada)).plan.code).toBe("FREE");
  });

  // Last, because business time does not go back.
  it("at the period's end: everything stays until then, can be taken back, and then falls back by itself", async () => {
    const acme = await world.signsUp("Acme");
    const keeper = await world.signsUp("Keeper");
    const contract = await world.signsUp("Contract");
    await world.buys(acme, "PRO");
    await world.buys(keeper, "PRO");
    await assignPlanByHand(world.hand(), contract.organization.id, "SCALE", { reason: "a month's contract" });
    const { period } = await live(acme);

    for (const customer of [acme, keeper, contract]) await world.cancels(customer, "period_end");
    expect(await world.entitlements(acme)).toMatchObject({
      plan: { code: "PRO" },
      status: "active",
      scheduledChange: { kind: "cancel", plan: null, effectiveAt: iso(period.end) },
    });
    expect(await nextCharge(world.as(acme), acme.organization.id)).toMatchObject({ kind: "none", because: "ends" });
    expect((await world.calls(acme, 150)).status).toBe(201);

    await reactivateSubscription(world.as(keeper));
    expect((await world.entitlements(keeper)).scheduledChange).toBeNull();

    await world.travels({ to: period.end - HOUR });
    expect((await world.entitlements(acme)).plan.code).toBe("PRO");
    await world.travels({ to: period.end + 2 * HOUR });

    await world.comesToHave(acme, "FREE");
    await world.comesToHave(contract, "FREE");
    expect(await world.entitlements(acme)).toMatchObject({ status: "active", scheduledChange: null });
    expect(await live(acme)).toMatchObject({ source: "INTERNAL", status: "ACTIVE" });
    expect(await world.subscriptionsAtStripe(acme)).toEqual(["canceled"]);
    expect((await world.calls(acme, 100)).body.data).toMatchObject({ limit: 100, used: 100 });
    expect((await world.calls(acme)).status).toBe(402);

    // Whoever took it back was renewed.
    expect((await world.entitlements(keeper)).plan.code).toBe("PRO");
    expect(await world.subscriptionsAtStripe(keeper)).toEqual(["active"]);
    // At no moment was anybody without a subscription, or with two.
    expect(
      await world.rows(
        "select o.id from organization o left join subscription s on s.organization_id = o.id and s.status not in ('CANCELED', 'INCOMPLETE') group by o.id having count(s.id) <> 1",
      ),
    ).toEqual([]);
  });
});
