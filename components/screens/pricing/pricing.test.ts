import { describe, expect, it } from "vitest";
import { cheapestEstimate, estimateOn } from "./estimate";
import type { PricingModel, PricingPlan } from "./model";
import { choiceLabel, featureLines, leadingPlan, priceNote, yearlyLabel, yearlySaving } from "./plan-words";
import { states } from "./states";

function planOf(model: PricingModel, code: string): PricingPlan {
  const plan = model.plans.find((candidate) => candidate.code === code);
  if (!plan) throw new Error(`No plan ${code} in the state`);
  return plan;
}

const usd = (amount: string) => ({ amount, currency: "usd" });

describe("the yearly price", () => {
  it("claims whole months only where every plan gives them", () => {
    expect(yearlyLabel(states.api.plans)).toBe("Yearly, 2 months free");
    const uneven = [
      { ...planOf(states.api, "STARTER"), prices: { month: usd("4900"), year: usd("49000") } },
      { ...planOf(states.api, "GROWTH"), prices: { month: usd("39900"), year: usd("359100") } },
    ];
    expect(yearlyLabel(uneven)).toBe("Yearly, save up to 25%");
  });

  it("claims nothing where a year saves nothing", () => {
    const plan = { ...planOf(states.api, "STARTER"), prices: { month: usd("4900"), year: usd("58800") } };
    expect(yearlySaving(plan)).toBeUndefined();
    expect(yearlyLabel([plan])).toBe("Yearly");
  });

  it("says what it saves in money", () => {
    expect(priceNote(planOf(states.api_year, "GROWTH"), "year")).toBe("$798.00 less than twelve months");
  });
});

describe("the estimate", () => {
  it("adds overage to the unit and picks the cheapest plan that lets all pass", () => {
    const found = cheapestEstimate(states.api, "api_calls", 250_000);
    expect([found?.plan.code, found?.overage, found?.total]).toEqual(["GROWTH", 45_000n, 84_900n]);
    expect(cheapestEstimate(states.api, "api_calls", 10_000)?.plan.code).toBe("STARTER");
    expect(cheapestEstimate(states.api, "api_calls", 10_001)?.plan.code).toBe("GROWTH");
  });

  it("rounds half to even", () => {
    const growth = planOf(states.api, "GROWTH");
    const [limit] = growth.limits;
    if (!limit) throw new Error("Growth names a limit");
    const halves = { ...growth, limits: [{ ...limit, overage: { price: usd("1"), per: 2 } }] };
    expect(estimateOn(halves, "api_calls", 100_001)?.overage).toBe(0n);
    expect(estimateOn(halves, "api_calls", 100_003)?.overage).toBe(2n);
  });

  it("has no answer for a plan that stops before, or is sold by contract", () => {
    expect(estimateOn(planOf(states.api, "STARTER"), "api_calls", 20_000)).toBeUndefined();
    expect(estimateOn(planOf(states.api, "SCALE"), "api_calls", 1)).toBeUndefined();
  });
});

describe("a plan's card", () => {
  it("fills one button: the highlighted plan, the next step up, or the trial", () => {
    expect(leadingPlan(states.signed_out.plans)?.code).toBe("PRO");
    expect(leadingPlan(states.signed_in_current.plans)?.code).toBe("GROWTH");
    expect(leadingPlan(states.api.plans)?.code).toBe("STARTER");
    expect(leadingPlan([])).toBeUndefined();
  });

  it("says what the button leads to", () => {
    expect(choiceLabel(planOf(states.api, "STARTER"))).toBe("Start 14-day trial");
    expect(choiceLabel(planOf(states.api, "SCALE"))).toBe("Talk to us");
    expect(choiceLabel(planOf(states.signed_out, "FREE"))).toBe("Start free");
  });

  it("offers a talk about what is sold by contract, whatever somebody has, and no trial of what he has", () => {
    const scale = planOf(states.api, "SCALE");
    expect(choiceLabel({ ...scale, relation: "downgrade" })).toBe("Talk to us");
    expect(choiceLabel({ ...scale, relation: "upgrade" })).toBe("Talk to us");
    expect(choiceLabel({ ...scale, relation: "current" })).toBe("Current plan");
    expect(priceNote({ ...planOf(states.api, "STARTER"), relation: "current" }, "month")).not.toContain("free");
  });

  it("sums up the plan before only where all of it is included", () => {
    const names = new Map([["api_access", "API access"]]);
    const starter = planOf(states.api, "STARTER");
    expect(featureLines(planOf(states.api, "GROWTH"), starter, names)[0]).toBe("Everything in Starter");
    expect(featureLines({ ...starter, features: ["api_access"] }, { ...starter, features: ["sla"] }, names)).toEqual([
      "API access",
    ]);
  });
});
