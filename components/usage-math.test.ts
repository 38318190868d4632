import { describe, expect, it } from "vitest";
import { fillOf, meterGeometry, projectUsage, wholeDaysBetween } from "./usage-math";

const at = (iso: string) => Date.parse(iso);
const november = { windowStart: at("2026-11-01T00:00:00Z"), resetsAt: at("2026-12-01T00:00:00Z") };

describe("fillOf", () => {
  it("floors, so that 99.99 % never reads as full", () => {
    expect(fillOf(9_999, 10_000)).toEqual({ percent: 99, level: "critical" });
    expect(fillOf(6_999, 10_000)).toEqual({ percent: 69, level: "ok" });
    expect(fillOf(7_000, 10_000)).toEqual({ percent: 70, level: "warn" });
  });

  it("goes past one hundred where usage does", () => {
    expect(fillOf(118_240, 100_000)).toEqual({ percent: 118, level: "critical" });
  });

  it("is full at a limit of zero and has no level without a limit", () => {
    expect(fillOf(0, 0)).toEqual({ percent: 100, level: "critical" });
    expect(fillOf(48_210, null)).toEqual({ percent: null, level: "none" });
  });
});

describe("projectUsage", () => {
  it("names the demand at the reset and the moment the limit is met", () => {
    const projection = projectUsage({ ...november, used: 1_200, limit: 1_500, now: at("2026-11-21T00:00:00Z") });
    expect(projection).toEqual({
      kind: "steady",
      perDay: 60,
      atReset: 1_800,
      runsOutAt: at("2026-11-26T00:00:00Z"),
    });
  });

  it("has no run-out moment when the allowance lasts until the reset", () => {
    const projection = projectUsage({ ...november, used: 400, limit: 1_500, now: at("2026-11-21T00:00:00Z") });
    expect(projection).toMatchObject({ atReset: 600, runsOutAt: null });
  });

  it("has none once the limit is met, at idle, and without a limit", () => {
    const now = at("2026-11-21T00:00:00Z");
    expect(projectUsage({ ...november, used: 1_500, limit: 1_500, now })).toMatchObject({ runsOutAt: null });
    expect(projectUsage({ ...november, used: 0, limit: 1_500, now })).toMatchObject({ atReset: 0, runsOutAt: null });
    expect(projectUsage({ ...november, used: 9, limit: null, now })).toMatchObject({ runsOutAt: null });
  });

  it("says nothing in the first day of a month", () => {
    const projection = projectUsage({ ...november, used: 900, limit: 1_500, now: at("2026-11-01T23:59:00Z") });
    expect(projection).toEqual({ kind: "tooEarly", readableFrom: at("2026-11-02T00:00:00Z") });
  });

  it("reads the pace of a day after a tenth of it", () => {
    const day = { windowStart: at("2026-11-20T00:00:00Z"), resetsAt: at("2026-11-21T00:00:00Z"), used: 50, limit: 100 };
    expect(projectUsage({ ...day, now: at("2026-11-20T02:00:00Z") }).kind).toBe("tooEarly");
    expect(projectUsage({ ...day, now: at("2026-11-20T06:00:00Z") })).toMatchObject({
      atReset: 200,
      runsOutAt: at("2026-11-20T12:00:00Z"),
    });
  });

  it("projects what never resets by when it is full", () => {
    const projection = projectUsage({
      windowStart: at("2026-11-01T00:00:00Z"),
      resetsAt: null,
      used: 10,
      limit: 50,
      now: at("2026-11-11T00:00:00Z"),
    });
    expect(projection).toMatchObject({ atReset: null, runsOutAt: at("2026-12-21T00:00:00Z") });
  });
});

describe("wholeDaysBetween", () => {
  it("rounds down and never below zero", () => {
    expect(wholeDaysBetween(at("2026-11-25T09:00:00Z"), at("2026-12-01T00:00:00Z"))).toBe(5);
    expect(wholeDaysBetween(5, 0)).toBe(0);
  });
});

describe("meterGeometry", () => {
  it("stands the wall at 92 % while nothing passes it", () => {
    expect(meterGeometry({ used: 8_100, limit: 10_000, projected: 12_000, spills: false })).toEqual({
      wallAt: 92,
      level: 81,
      projected: 100,
      spill: 0,
      spillProjected: 0,
    });
  });

  it("never lets a solid wall leak, whatever was counted", () => {
    expect(meterGeometry({ used: 12_000, limit: 10_000, projected: 20_000, spills: false })).toMatchObject({
      wallAt: 92,
      level: 100,
      spill: 0,
    });
  });

  it("moves an open wall until overage and its pace fit, and no further than half", () => {
    const mild = meterGeometry({ used: 118_240, limit: 100_000, projected: 150_000, spills: true });
    expect(mild.wallAt).toBeCloseTo(66.7, 1);
    expect(mild.spillProjected).toBe(100);
    expect(mild.spill).toBeCloseTo(36.5, 1);
    const wild = meterGeometry({ used: 400_000, limit: 100_000, projected: 900_000, spills: true });
    expect(wild).toMatchObject({ wallAt: 50, spill: 100, spillProjected: 100 });
  });

  it("draws an empty pool empty, with and without a limit", () => {
    expect(meterGeometry({ used: 0, limit: 10, projected: null, spills: false }).level).toBe(0);
    expect(meterGeometry({ used: 0, limit: null, projected: null, spills: false }).level).toBe(0);
    expect(meterGeometry({ used: 7, limit: null, projected: null, spills: false }).level).toBe(38);
  });
});
