import { describe, expect, it } from "vitest";
import { amountText, minorUnitsOf } from "./amount";

describe("an amount that is typed", () => {
  it.each([
    ["200", "usd", 20_000n],
    ["200.5", "usd", 20_050n],
    ["$1,200.50", "usd", 120_050n],
    [" 0 ", "usd", 0n],
    ["500", "jpy", 500n],
    ["1.5", "kwd", 1_500n],
  ])("%s in %s", (text, currency, minor) => expect(minorUnitsOf(text, currency)).toBe(minor));

  it.each([
    ["", "usd"],
    ["-5", "usd"],
    ["1.505", "usd"],
    ["500.5", "jpy"],
    ["1,20", "usd"],
    ["ten", "usd"],
    ["99999999999999", "usd"],
    ["1e3", "usd"],
  ])("%s in %s is none", (text, currency) => expect(minorUnitsOf(text, currency)).toBeNull());

  it("comes back from the field as it went in", () => {
    for (const [amount, currency] of [
      ["20050", "usd"],
      ["5", "usd"],
      ["0", "usd"],
      ["500", "jpy"],
    ] as const)
      expect(minorUnitsOf(amountText({ amount, currency }), currency)).toBe(BigInt(amount));
  });
});
