import { describe, expect, it } from "vitest";
import { DAY, HOUR } from "@/lib/kernel/time";
import { project } from "./projection";

describe("projection", () => {
  it("says nothing in the first hour of a day and the first day of a month", () => {
    expect(project({ used: 50, limit: 100, startsAt: 0, resetsAt: DAY, now: HOUR / 2 })).toEqual({ projected: null, runsOutAt: null });
    expect(project({ used: 50, limit: 100, startsAt: 0, resetsAt: 30 * DAY, now: DAY - 1 })).toEqual({ projected: null, runsOutAt: null });
  });
  it("goes on at the pace so far", () => {
    expect(project({ used: 100, limit: 1000, startsAt: 0, resetsAt: 30 * DAY, now: 3 * DAY })).toEqual({ projected: 1000, runsOutAt: null });
    expect(project({ used: 200, limit: 1000, startsAt: 0, resetsAt: 30 * DAY, now: 3 * DAY })).toEqual({ projected: 2000, runsOutAt: 15 * DAY });
  });
  it("has run out when the allowance is used up, and never runs out without one", () => {
    expect(project({ used: 100, limit: 100, startsAt: 0, resetsAt: DAY, now: 2 * HOUR }).runsOutAt).toBe(2 * HOUR);
    expect(project({ used: 100, limit: null, startsAt: 0, resetsAt: DAY, now: 2 * HOUR })).toEqual({ projected: 1200, runsOutAt: null });
  });
});
