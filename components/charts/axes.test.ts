import { describe, expect, it } from "vitest";
import { countTicks, dayTickText, dayTicks } from "./axes";
import { calendarDays, OTHER, stackByGroup } from "./series";

describe("countTicks", () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [10_900, [0, 2_500, 5_000, 7_500, 10_000, 12_500]],
    [1_856_000, [0, 500_000, 1_000_000, 1_500_000, 2_000_000]],
  ])("covers %s from zero in round steps", (highest, ticks) => {
    expect(countTicks(highest)).toEqual(ticks);
  });

  it("never cuts a unit in half", () => {
    expect(countTicks(12).every(Number.isInteger)).toBe(true);
  });
});

describe("dayTicks", () => {
  const november = calendarDays("2026-11-01", "2026-11-30");

  it("labels first, every fifth and last day of a month", () => {
    expect(dayTicks(november, false).map((day) => day.slice(8))).toEqual(["01", "05", "10", "15", "20", "25", "30"]);
  });

  it("labels every tenth on a phone", () => {
    expect(dayTicks(november, true).map((day) => day.slice(8))).toEqual(["01", "10", "20", "30"]);
  });

  it("keeps the last label clear of its neighbour across a month's end", () => {
    const period = calendarDays("2026-11-03", "2026-12-02");
    expect(dayTicks(period, false).map((day) => day.slice(5))).toEqual([
      "11-03",
      "11-10",
      "11-15",
      "11-20",
      "11-25",
      "12-02",
    ]);
  });
});

describe("dayTickText", () => {
  it("names the month once", () => {
    expect(dayTickText("2026-11-01", undefined)).toBe("Nov 1");
    expect(dayTickText("2026-11-05", "2026-11-01")).toBe("5");
    expect(dayTickText("2026-12-02", "2026-11-30")).toBe("Dec 2");
  });
});

describe("stackByGroup", () => {
  const days = ["2026-11-01", "2026-11-02"];

  it("keeps the four largest and folds the rest, so that the parts still sum to the day", () => {
    const units = ["a", "b", "c", "d", "e", "f"].flatMap((group, index) =>
      days.map((day) => ({ day, group, name: `Key ${group}`, units: 60 - index })),
    );
    const stacked = stackByGroup(days, units, "keys");
    expect(stacked.series.map((one) => one.name)).toEqual(["Key a", "Key b", "Key c", "Key d", "Other (2 keys)"]);
    expect(stacked.days[0]?.bySeries[OTHER]).toBe(56 + 55);
    for (const stack of stacked.days) {
      expect(Object.values(stack.bySeries).reduce((sum, part) => sum + part, 0)).toBe(stack.total);
    }
  });

  it("has no fifth band while four are enough, and keeps empty days", () => {
    const stacked = stackByGroup(days, [{ day: "2026-11-02", group: "a", name: "A", units: 3 }], "keys");
    expect(stacked.series).toEqual([{ id: "a", name: "A" }]);
    expect(stacked.days).toEqual([
      { day: "2026-11-01", bySeries: {}, total: 0 },
      { day: "2026-11-02", bySeries: { a: 3 }, total: 3 },
    ]);
  });
});
