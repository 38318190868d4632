import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pricingModel, readQuery } from "@/app/(marketing)/pricing/pricing-model";
import type { PricingPlan } from "@/components/screens/pricing/model";
import { assignPlanByHand } from "@/lib/billing";
import { arrivesWith } from "./request-scope";
import { joins } from "./sessions";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario({ stripe: true })));
afterAll(() => world?.close());

const stranger = () => arrivesWith({});
const opens = (query: Record<string, string> = {}) => pricingModel(readQuery(query));
const by = (plans: readonly PricingPlan[], code: string): PricingPlan => {
  const plan = plans.find((each) => each.code === code);
  if (!plan) throw new Error(`${code} is not on the page`);
  return plan;
};
const relations = (plans: readonly PricingPlan[]) =>
  Object.fromEntries(plans.map((plan) => [plan.code, plan.relation]));
async function signedIn(customer: Customer): Promise<void> {
  arrivesWith({ cookie: await world.signsIn(customer) });
}

describe("pricing page", () => {
  it("shows a stranger what is for sale, in the catalog's order and words", async () => {
    stranger();
    const page = await opens();
    expect(page.families.map((family) => family.name)).toEqual(["Workspace", "API"]);
    expect(page.plans.map((plan) => plan.code)).toEqual(["FREE", "PRO", "INSTITUTION"]);
    expect(page.plans.filter((plan) => plan.highlighted).map((plan) => plan.code)).toEqual(["PRO"]);
    expect(by(page.plans, "PRO")).toMatchObject({
      prices: { month: { amount: "2999", currency: "usd" }, year: { amount: "29990", currency: "usd" } },
      limits: [
        { name: "API calls", window: "day", amount: 10_000, policy: "HARD_STOP" },
        { name: "AI tokens", window: "month", amount: 1_000_000 },
        { name: "Seats", gauge: "level", amount: 10 },
        { name: "Storage", gauge: "level", amount: 50_000, unit: { shown: { unit: "GB", per: 1_000 } } },
      ],
      relation: "new",
      href: "/sign-up?plan=PRO&interval=month",
    });
    expect(by(page.plans, "INSTITUTION").limits.map((limit) => limit.amount)).toEqual([null, null, null, null]);
    expect(page.estimate).toBeUndefined();
  });

  it("shows the other family with its trial, its price beyond the allowance and what is sold by contract", async () => {
    stranger();
    const page = await opens({ family: "api", interval: "year" });
    expect(page.plans.map((plan) => plan.code)).toEqual(["STARTER", "GROWTH", "SCALE"]);
    expect(by(page.plans, "STARTER")).toMatchObject({
      trialDays: 14,
      prices: { year: { amount: "49000" } },
      href: "/sign-up?plan=STARTER&interval=year",
    });
    expect(by(page.plans, "GROWTH").limits).toMatchObject([
      { window: "billing_period", policy: "METERED", overage: { price: { amount: "300" }, per: 1_000 } },
      { meter: "seats", window: "lifetime", amount: 20 },
    ]);
    expect(by(page.plans, "SCALE")).toMatchObject({
      custom: true,
      prices: {},
      href: null,
    });
    expect(page.intervalHrefs.month).toContain("family=api");
    expect(page.estimate).toMatchObject({ meter: "api_calls" });
  });

  it("never shows a draft, whatever the address asks for", async () => {
    stranger();
    for (const family of ["credits", "nowhere", ""]) {
      expect(
        (await opens({ family })).plans.map((plan) => plan.code),
        family,
      ).not.toContain("CREDITS_50");
    }
  });

  it("marks the plan of whoever is signed in, and leads the others to the review", async () => {
    const acme = await world.signsUp("Acme");
    await signedIn(acme);
    const free = await opens();
    expect(relations(free.plans)).toEqual({ FREE: "current", PRO: "upgrade", INSTITUTION: "upgrade" });
    expect(by(free.plans, "PRO").href).toBe(`/orgs/${acme.organization.slug}/billing/checkout?plan=PRO&interval=month`);

    await assignPlanByHand(world.hand(), acme.organization.id, "STARTER", { reason: "a contract" });
    const starter = await opens();
    expect(starter.family).toBe("api");
    expect(relations(starter.plans)).toMatchObject({ STARTER: "current" });
  });

  it("offers nothing to whoever may not buy, and says who may", async () => {
    const globex = await world.signsUp("Globex");
    const viewer = await world.signsUp("Viewer");
    await joins(world, viewer, globex, "VIEWER");
    await signedIn(viewer);
    const page = await opens({ org: globex.organization.slug });
    expect(relations(page.plans)).toEqual({ FREE: "current", PRO: "unavailable", INSTITUTION: "unavailable" });
    expect(by(page.plans, "PRO").reason).toContain("Owners and admins");
    // In his own organization he may.
    expect(relations((await opens({ org: viewer.organization.slug })).plans)).toMatchObject({ PRO: "upgrade" });
  });

  it("leads whoever pays already to the change of plan, up and down, and to the cancellation", async () => {
    const payer = await world.signsUp("Payer");
    await world.buys(payer, "PRO");
    await signedIn(payer);
    const base = `/orgs/${payer.organization.slug}/billing`;
    const page = await opens();
    expect(relations(page.plans)).toEqual({ FREE: "downgrade", PRO: "current", INSTITUTION: "upgrade" });
    expect(page.plans.map((plan) => plan.href)).toEqual([
      `${base}/cancel`,
      `${base}/change?plan=PRO&interval=month`,
      `${base}/change?plan=INSTITUTION&interval=month`,
    ]);
    expect(relations((await opens({ interval: "year" })).plans)).toMatchObject({ PRO: "other_interval" });
    const dearer = await opens({ family: "api" });
    expect(relations(dearer.plans)).toMatchObject({ STARTER: "upgrade", GROWTH: "upgrade" });
  });
});
