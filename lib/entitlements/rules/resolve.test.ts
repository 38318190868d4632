import { describe, expect, it } from "vitest";
import type { Facts, OverrideFacts } from "../model";
import { resolve } from "./resolve";

const END = 1_800_000_000_000;

const more: OverrideFacts = {
  ...{ id: "ovr_1", feature: null, enabled: null, meter: "calls", window: "DAY" },
  ...{ removed: false, unlimited: false, amount: 500, policy: null, overage: null },
  ...{ reason: "an import", author: "staff:usr_1", createdAt: 0, expiresAt: END },
};
const facts: Facts = {
  organization: { id: "og_1", status: "ACTIVE" },
  ...{ subscription: null, plan: null, scheduled: null, fallback: null, spendLimits: [], meters: [] },
  overrides: [more],
};
const at = (now: number) => resolve("og_1", facts, now, 7);

describe("an exception with an end", () => {
  it("holds up to that moment and not in it, before anybody has closed it; until then it is said how long", () => {
    expect(at(END - 1)).toMatchObject({ hasOverrides: true, validUntil: END, limits: [{ limit: 500 }] });
    expect(at(END)).toMatchObject({ hasOverrides: false, limits: [] });
  });
});
