import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inSentence, shownNumber, shownPlural, shownUnits, unitName, typedUnits } from "./units";

const calls = { one: "call", many: "calls" };
const storage = { one: "MB", many: "MB", shown: { unit: "GB", per: 1_000 } };

describe("units as they are read", () => {
  it("are whole numbers with the right noun", () => {
    expect(shownUnits(1, calls)).toBe("1 call");
    expect(shownUnits(1_218_640, calls)).toBe("1,218,640 calls");
    expect(shownUnits(0, calls)).toBe("0 calls");
    expect(shownPlural(calls)).toBe("calls");
  });

  it.each([
    [50_000, "50 GB"],
    [1_536, "1.536 GB"],
    [1_500, "1.5 GB"],
    [1, "0.001 GB"],
    [0, "0 GB"],
    [12_345_678, "12,345.678 GB"],
  ])("are given in the unit of the meter: %i", (units, text) => expect(shownUnits(units, storage)).toBe(text));

  it("never look full before they are", () => {
    const per = fc.integer({ min: 2, max: 1_048_576 });
    fc.assert(
      fc.property(per, fc.integer({ min: 1, max: 100_000 }), (one, limit) => {
        const name = { ...storage, shown: { unit: "GB", per: one } };
        const shown = Number(shownNumber(limit * one - 1, name).replaceAll(",", ""));
        expect(shown).toBeLessThan(limit);
      }),
    );
  });

  it("are named from the catalog, with or without a unit to be read", () => {
    expect(unitName({ unit: "MB", unitPlural: "MB", shownUnit: "GB", shownPer: 1_000 })).toEqual(storage);
    expect(unitName({ unit: "call", unitPlural: "calls", shownUnit: null, shownPer: null })).toEqual(calls);
    expect(unitName(undefined)).toEqual({ one: "unit", many: "units" });
  });
});

describe("an amount as people type it", () => {
  const calls = unitName({ unit: "call", unitPlural: "calls" });
  const gigabytes = unitName({ unit: "MB", unitPlural: "MB", shownUnit: "GB", shownPer: 1_000 });

  it.each([
    ["0", calls, 0],
    ["10,000", calls, 10_000],
    [" 250 ", calls, 250],
    ["1.0", calls, 1],
    ["1.5", gigabytes, 1_500],
    ["1,024.125", gigabytes, 1_024_125],
    ["9007199254740991", calls, null],
    ["900719925474099", calls, 900_719_925_474_099],
  ])("%s", (text, unit, units) => {
    expect(typedUnits(text, unit)).toBe(units);
  });

  it.each(["", "-1", "1e3", "1.5", "10,00", "0x10", "٣", "1 000", "NaN", ".5", "1."])(
    "%s is no amount of calls",
    (text) => {
      expect(typedUnits(text, calls)).toBeNull();
    },
  );

  it("takes no part of a base unit", () => {
    expect(typedUnits("0.0005", gigabytes)).toBeNull();
  });
});

describe("the name of a meter in a sentence", () => {
  it.each([
    ["Seats", "seats"],
    ["Storage", "storage"],
    ["API calls", "API calls"],
    ["AI tokens", "AI tokens"],
    ["api_calls", "api_calls"],
  ])("%s is %s", (name, read) => {
    expect(inSentence(name)).toBe(read);
  });
});
