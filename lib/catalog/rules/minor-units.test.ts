import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalPlaces, minorUnits } from "./minor-units";

describe("an amount in major units", () => {
  it.each([
    ["29.99", "usd", 2999n],
    ["49", "usd", 4900n],
    ["0", "usd", 0n],
    ["0.1", "eur", 10n],
    ["500", "jpy", 500n],
    ["1.234", "kwd", 1234n],
    ["2.500", "usd", 250n],
    ["999999999999.99", "usd", 99999999999999n],
  ])("%s %s is %s", (amount, currency, minor) => expect(minorUnits(amount, currency)).toBe(minor));

  it.each([
    ["29.999", "usd"],
    ["1.5", "jpy"],
    ["-1", "usd"],
    ["1e3", "usd"],
    ["", "usd"],
    [".5", "usd"],
    ["1.", "usd"],
    ["1,50", "usd"],
    ["NaN", "usd"],
    ["Infinity", "usd"],
    [" 1", "usd"],
  ])("refuses %s %s", (amount, currency) => expect(minorUnits(amount, currency)).toBeNull());

  it("comes back as it was written", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }),
        fc.constantFrom("usd", "jpy", "kwd"),
        (minor, currency) => {
          const places = decimalPlaces(currency);
          const digits = minor.toString().padStart(places + 1, "0");
          const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
          expect(minorUnits(text, currency)).toBe(minor);
        },
      ),
    );
  });
});
