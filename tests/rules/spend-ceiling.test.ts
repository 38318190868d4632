import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packagePrice } from "@/lib/kernel/money";
import { spendCeiling, spentBeyond } from "@/lib/quota/rules/spend-ceiling";

const terms = (limit: bigint | number, amount: bigint | number, per: bigint | number) => ({
  limit: String(limit),
  amount: String(amount),
  per: String(per),
  currency: "usd",
});

describe("the ceiling of a spend limit", () => {
  it("counts whole packages only", () => {
    expect(spendCeiling(100, terms(899, 300, 10))).toBe(120);
    expect(spendCeiling(100, terms(900, 300, 10))).toBe(130);
  });

  it("is the allowance where not one package is affordable, also without any money", () => {
    expect(spendCeiling(100, terms(299, 300, 10))).toBe(100);
    expect(spendCeiling(100, terms(0, 300, 10))).toBe(100);
    expect(spendCeiling(0, terms(0, 1, 1))).toBe(0);
  });

  it("is none where what lies beyond costs nothing", () => {
    expect(spendCeiling(100, terms(0, 0, 10))).toBeNull();
  });

  it("never passes what can be counted exactly", () => {
    expect(spendCeiling(5, terms(Number.MAX_SAFE_INTEGER, 1, 1_000_000))).toBe(Number.MAX_SAFE_INTEGER);
    expect(spendCeiling(Number.MAX_SAFE_INTEGER, terms(1, 1, 1))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it("is the last unit that costs no more than the limit, for any price", () => {
    const whole = (max: bigint) => fc.bigInt({ min: 1n, max });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        whole(10n ** 6n),
        whole(10n ** 5n),
        (allowance, limit, amount, per) => {
          const t = terms(limit, amount, per);
          const ceiling = spendCeiling(allowance, t) ?? -1;
          fc.pre(ceiling < Number.MAX_SAFE_INTEGER);
          expect(spentBeyond(allowance, ceiling, t).amount <= limit).toBe(true);
          expect(spentBeyond(allowance, ceiling + 1, t).amount > limit).toBe(true);
          expect(packagePrice(BigInt(ceiling - allowance), amount, per) <= limit).toBe(true);
        },
      ),
    );
  });

  it("says nothing is spent within the allowance", () => {
    expect(spentBeyond(100, 40, terms(5, 300, 10))).toEqual({ amount: 0n, currency: "usd" });
    expect(spentBeyond(100, 100, terms(5, 300, 10))).toEqual({ amount: 0n, currency: "usd" });
    expect(spentBeyond(100, 101, terms(5, 300, 10))).toEqual({ amount: 300n, currency: "usd" });
  });
});
