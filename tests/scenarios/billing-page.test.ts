import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { billingModel } from "@/app/(portal)/orgs/[org]/billing/billing-model";
import { assignPlanByHand, reactivateSubscription } from "@/lib/billing";
import { HOUR, iso } from "@/lib/kernel/time";
import { liveSubscription } from "@/lib/subscriptions";
import { DEFAULT_KEY } from "@/stripe-simulator";
import { joins, sessionOf } from "./sessions";
import { eventually, startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario({ stripe: true })));
afterAll(() => world?.close());

const opens = async (customer: Customer) => billingModel(await sessionOf(world, customer));

describe("billing page", () => {
  it("of the free plan charges nothing and offers to change", async () => {
    const ada = await world.signsUp("Ada");
    expect(await opens(ada)).toMatchObject({
      plan: {
        name: "Free",
        status: "active",
        price: { amount: "0" },
        cancelsAt: null,
        allowances: [
          { meter: "api_calls", limit: 100 },
          { meter: "ai_tokens" },
          { meter: "seats" },
          { meter: "storage_gb" },
        ],
      },
      nextCharge: null,
      paymentMethod: null,
      invoices: [],
      links: { cancel: null, portal: null, payNow: null, changePlan: `/orgs/${ada.organization.slug}/billing/change` },
      readOnlyReason: null,
    });
  });

  it("of a paid plan shows the next charge with its line and day, the card and the invoice", async () => {
    const acme = await world.signsUp("Acme");
    await world.buys(acme, "PRO");
    const live = await liveSubscription(world.as(acme), acme.organization.id);
    await eventually(async () => ((await opens(acme)).invoices as readonly unknown[]).length === 1);
    const page = await opens(acme);
    expect(page).toMatchObject({
      plan: {
        name: "Pro",
        status: "active",
        price: { amount: "2999", currency: "usd" },
        interval: "month",
        periodEnd: iso(live.period.end),
        cancelsAt: null,
      },
      nextCharge: { kind: "draft", total: { amount: "2999", currency: "usd" } },
      paymentMethod: { brand: "visa", last4: "4242", expiryMonth: 12, expiryYear: 2034 },
      invoices: [{ status: "paid", total: { amount: "2999" } }],
      readOnlyReason: null,
    });
    const charge = page.nextCharge as never as { at: string; lines: { amount: { amount: string } }[] };
    // A renewal's invoice stays a draft for about an hour before it is charged.
    expect(charge.at).toBe(iso(live.period.end + HOUR));
    expect(charge.lines.map((line) => line.amount.amount)).toContain("2999");
    expect(page.links.cancel).not.toBeNull();
    expect(page.links.portal).not.toBeNull();

    await world.cancels(acme, "period_end");
    expect(await opens(acme)).toMatchObject({
      plan: { cancelsAt: iso(live.period.end) },
      nextCharge: null,
      links: { cancel: null, changePlan: null },
    });
    await reactivateSubscription(world.as(acme));
    expect(await opens(acme)).toMatchObject({ plan: { cancelsAt: null }, nextCharge: { kind: "draft" } });
  });

  it("of a trial names the first charge after it", async () => {
    const umbrella = await world.signsUp("Umbrella");
    await world.buys(umbrella, "STARTER");
    const { trial } = await liveSubscription(world.as(umbrella), umbrella.organization.id);
    expect(await opens(umbrella)).toMatchObject({
      plan: { name: "Starter", status: "trialing", trialEndsAt: iso(trial?.end ?? 0) },
      nextCharge: { kind: "firstAfterTrial", total: { amount: "4900" } },
    });
  });

  it("shows what use beyond the allowance has cost so far, by the price of the plan", async () => {
    const stark = await world.signsUp("Stark");
    await assignPlanByHand(world.hand(), stark.organization.id, "GROWTH", { reason: "a contract" });
    await world.calls(stark, 102_001);
    // $3 for each started 1,000: 2,001 beyond are three of them.
    expect((await opens(stark)).plan.allowances).toMatchObject([
      {
        used: 102_001,
        limit: 100_000,
        overage: { price: { amount: "300" }, per: 1_000, costSoFar: { amount: "900", currency: "usd" } },
      },
      { meter: "seats", gauge: "level", limit: 20, resetsAt: null, overage: null },
    ]);
  });

  it("can be read by a viewer, who finds nothing on it that buys", async () => {
    const globex = await world.signsUp("Globex");
    const viewer = await world.signsUp("Viewer");
    await joins(world, viewer, globex, "VIEWER");
    const page = await billingModel(await sessionOf(world, globex, { who: viewer, role: "VIEWER" }));
    expect(page.links).toMatchObject({ changePlan: null, cancel: null, portal: null, payNow: null });
    expect(page.readOnlyReason).toContain("Only owners and admins");
    expect(page.plan.name).toBe("Free");
  });

  // Last: from here on Stripe fails.
  it("stands without the provider: the card alone says that it could not be read", async () => {
    const wayne = await world.signsUp("Wayne");
    await world.buys(wayne, "PRO");
    const failures = `${world.weir.world.env.STRIPE_SIMULATOR_URL}/_simulator/failures`;
    const order = (body: object) =>
      fetch(failures, {
        method: "POST",
        headers: { authorization: `Bearer ${DEFAULT_KEY}` },
        body: JSON.stringify(body),
      });
    await order({ when: "before", as: "status", status: 500, count: 100, match: "" });
    const page = await opens(wayne);
    await order({ clear: true });
    expect(page.nextCharge).toEqual({ requestId: expect.any(String) as string });
    expect(page.plan).toMatchObject({ name: "Pro", status: "active" });
  });
});
