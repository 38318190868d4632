import { describe, expect, it } from "vitest";
import type { PaywallModel } from "./model";
import { paywallFrom, type PaywallContext } from "./paywall-from";
import { paywallHeading } from "./paywall-words";

function required(model: PaywallModel | undefined): PaywallModel {
  if (!model) throw new Error("the paywall stayed shut");
  return model;
}

const context: PaywallContext = {
  planName: "Starter",
  now: "2026-11-20T05:12:00Z",
  timeZone: "UTC",
  mayBuy: true,
  owners: [],
  spendLimits: { href: "/orgs/acme/alerts", mayChange: true },
  meters: { api_calls: { name: "API calls", unit: { one: "call", many: "calls" } } },
};

describe("the paywall of a refusal", () => {
  it("takes the figures from the refusal itself", () => {
    const model = paywallFrom(
      {
        code: "LIMIT_EXCEEDED",
        meter: "api_calls",
        limit: 10_000,
        current: 10_000,
        window: "day",
        resetsAt: "2026-11-21T00:00:00Z",
      },
      context,
    );
    expect(model?.meter).toEqual({
      name: "API calls",
      unit: { one: "call", many: "calls" },
      used: 10_000,
      limit: 10_000,
      window: "a day",
    });
    expect(model?.resetsAt).toBe("2026-11-21T00:00:00Z");
  });

  it("of a spend limit leads to the limit and not to a plan, for those who may raise it", () => {
    const problem = {
      code: "SPEND_LIMIT_EXCEEDED",
      meter: "api_calls",
      limit: 103_000,
      current: 103_000,
      spendLimit: { amount: "900", currency: "usd" },
      spent: { amount: "900", currency: "usd" },
    };
    const plan = { kind: "contact", href: "mailto:sales@weir.example" } as const;
    expect(paywallFrom(problem, { ...context, cure: plan })).toMatchObject({
      cure: { kind: "spend_limit", limit: problem.spendLimit, spent: problem.spent, href: "/orgs/acme/alerts" },
      mayBuy: true,
      meter: { used: 103_000, limit: 103_000 },
    });
    const barred = { ...context, spendLimits: { ...context.spendLimits, mayChange: false } };
    expect(paywallFrom(problem, barred)?.mayBuy).toBe(false);
  });

  it("of a level that is full says that there is no room, and speaks of no call and no seat", () => {
    const problem = { code: "LIMIT_EXCEEDED", meter: "api_keys", limit: 4, current: 4, remaining: 0 };
    const unit = { one: "key", many: "keys" };
    const keys = { ...context, meters: { api_keys: { name: "API keys", unit, gauge: "level" as const } } };
    expect(paywallHeading(required(paywallFrom(problem, keys)))).toEqual({
      title: "The limit of API keys is reached",
      description: "Starter has room for 4 keys. Nothing was added, and what is there stays.",
    });
  });

  it("of taken seats says that no seat is free, and speaks of no call", () => {
    const problem = { code: "LIMIT_EXCEEDED", meter: "seats", limit: 5, current: 5, remaining: 0, window: "LIFETIME" };
    const seats = { ...context, meters: { seats: { name: "Seats", unit: { one: "seat", many: "seats" } } } };
    const model = paywallFrom({ ...problem, needed: 2, resetsAt: null }, seats);
    expect(model).toMatchObject({ seats: { free: 0, needed: 2 }, resetsAt: undefined });
    const { title, description } = paywallHeading(required(model));
    expect(title).toBe("No seat is free");
    expect(description).toContain("Starter has 5 seats.");
    expect(description).not.toMatch(/call/);
    const one = paywallFrom({ ...problem, current: 4, remaining: 1, needed: 2 }, seats);
    expect(paywallHeading(required(one)).title).toBe("Only 1 seat is free");
    expect(paywallHeading(required(paywallFrom(problem, seats))).description).toContain("The last call was refused");
  });

  it("stays shut for a rate limit and for an outage, whatever their status", () => {
    expect(paywallFrom({ code: "RATE_LIMIT_EXCEEDED" }, context)).toBeUndefined();
    expect(paywallFrom({ code: "UNAVAILABLE" }, context)).toBeUndefined();
  });

  it("opens without a meter when the meter is unknown to the page", () => {
    const model = paywallFrom({ code: "METER_NOT_IN_PLAN", meter: "storage_gb" }, context);
    expect(model?.code).toBe("METER_NOT_IN_PLAN");
    expect(model?.meter).toBeUndefined();
  });
});
