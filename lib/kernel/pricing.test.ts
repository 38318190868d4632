import { describe, expect, it } from "vitest";
import { periodAmount } from "./pricing";

const tiers = [
  { upTo: 5, unit: 1_000n, flat: 0n },
  { upTo: 10, unit: 800n, flat: 500n },
  { upTo: null, unit: 600n, flat: 0n },
];

describe("what a period costs for a quantity", () => {
  it("is the amount for each of it, and once where it is flat and one is bought", () => {
    expect(periodAmount({ amount: 2_999n }, 1)).toBe(2_999n);
    expect(periodAmount({ amount: 1_000n, pricing: { model: "PER_UNIT" } }, 7)).toBe(7_000n);
  });

  it("is the amount for each started package", () => {
    const price = { amount: 2_500n, pricing: { model: "PACKAGE", per: 5 } } as const;
    expect([1, 5, 6, 10, 11].map((quantity) => periodAmount(price, quantity))).toEqual([
      ...[2_500n, 2_500n, 5_000n, 5_000n, 7_500n],
    ]);
  });

  it("by volume is that of the tier reached for all of it", () => {
    const price = { amount: 1_000n, pricing: { model: "VOLUME", tiers } } as const;
    // 5 × 10.00 · 6 × 8.00 + 5.00 · 11 × 6.00
    expect([5, 6, 11].map((quantity) => periodAmount(price, quantity))).toEqual([5_000n, 5_300n, 6_600n]);
  });

  it("graduated is each tier's own part", () => {
    const price = { amount: 1_000n, pricing: { model: "GRADUATED", tiers } } as const;
    // 5 × 10.00 · + 1 × 8.00 + 5.00 · 5 × 10.00 + 5 × 8.00 + 5.00 + 1 × 6.00
    expect([5, 6, 11].map((quantity) => periodAmount(price, quantity))).toEqual([5_000n, 6_300n, 10_100n]);
  });
});
