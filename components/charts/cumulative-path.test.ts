import { describe, expect, it } from "vitest";
import { momentTicks, projectedPath, runningTotals } from "./cumulative-path";

const at = (iso: string) => Date.parse(iso);
const from = at("2026-11-01T00:00:00Z");
const until = at("2026-12-01T00:00:00Z");
const now = at("2026-11-20T16:40:00Z");
const course = {
  points: [
    { at: from, units: 0 },
    { at: now, units: 1_200 },
  ],
  until,
  limit: 1_500,
  stops: true,
};

describe("projectedPath", () => {
  it("meets a solid wall and goes flat", () => {
    const meets = at("2026-11-25T00:00:00Z");
    expect(projectedPath({ ...course, projectedAtEnd: 1_856, meetsLimitAt: meets })).toEqual([
      { at: now, units: 1_200 },
      { at: meets, units: 1_500 },
      { at: until, units: 1_500 },
    ]);
  });

  it("stays flat once the wall was met", () => {
    const full = { ...course, points: [{ at: now, units: 1_500 }], meetsLimitAt: at("2026-11-18T00:00:00Z") };
    expect(projectedPath({ ...full, projectedAtEnd: 2_000 })).toEqual([
      { at: now, units: 1_500 },
      { at: until, units: 1_500 },
    ]);
  });

  it("runs on past an open wall, and below any wall it never meets", () => {
    const meets = at("2026-11-25T00:00:00Z");
    expect(projectedPath({ ...course, stops: false, projectedAtEnd: 1_856, meetsLimitAt: meets }).at(-1)?.units).toBe(
      1_856,
    );
    expect(projectedPath({ ...course, projectedAtEnd: 1_400, meetsLimitAt: null }).at(-1)?.units).toBe(1_400);
  });

  it("is empty where nothing can be projected", () => {
    expect(projectedPath({ ...course, projectedAtEnd: null, meetsLimitAt: null })).toEqual([]);
  });
});

describe("runningTotals", () => {
  it("adds days up and ends at the last count, not at midnight", () => {
    const days = [
      { day: "2026-11-19", total: 3 },
      { day: "2026-11-20", total: 4 },
    ];
    expect(runningTotals(days, from, now)).toEqual([
      { at: from, units: 0 },
      { at: at("2026-11-20T00:00:00Z"), units: 3 },
      { at: now, units: 7 },
    ]);
  });
});

describe("momentTicks", () => {
  it("spreads over the window and never crowds its end", () => {
    expect(momentTicks(from, until, false).map((tick) => tick.text)).toEqual([
      "Nov 1",
      "Nov 6",
      "Nov 11",
      "Nov 16",
      "Nov 21",
      "Nov 26",
    ]);
    expect(momentTicks(from, until, true).map((tick) => tick.text)).toEqual(["Nov 1", "Nov 11", "Nov 21"]);
  });
});
