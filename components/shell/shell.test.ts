import { describe, expect, it } from "vitest";
import { mostUrgentBanner } from "./banner-priority";
import { currentNavItem, groupedNavigation, portalNavigation } from "./navigation";

describe("the banner", () => {
  it("is the most urgent one, whatever the order it was found in", () => {
    const trial = {
      kind: "trial_ending",
      endsAt: "2026-11-22T00:00:00Z",
      daysLeft: 2,
      plan: "Starter",
      price: { amount: "4900", currency: "usd" },
      hasCard: false,
    } as const;
    const limit = { kind: "limit_reached", meter: "API calls", resetsAt: null } as const;
    expect(mostUrgentBanner([trial, limit, { kind: "suspended" }])).toEqual({ kind: "suspended" });
    expect(mostUrgentBanner([trial, limit])).toBe(limit);
    expect(mostUrgentBanner([])).toBeUndefined();
  });
});

describe("the navigation", () => {
  const nav = portalNavigation("/orgs/acme", "Acme");

  it("lights the deepest page of an address", () => {
    expect(currentNavItem(nav, "/orgs/acme")?.label).toBe("Home");
    expect(currentNavItem(nav, "/orgs/acme/billing/change")?.label).toBe("Billing");
    expect(currentNavItem(nav, "/orgs/acme-two")).toBeUndefined();
  });

  it("keeps groups in the order of their first row", () => {
    const groups = groupedNavigation(nav);
    expect(groups.map((group) => group.name)).toEqual([undefined, "Acme"]);
    expect(groups.flatMap((group) => group.items)).toEqual(nav);
  });
});
