import { describe, expect, it } from "vitest";
import { DAY, HOUR, iso, MINUTE } from "@/lib/kernel/time";
import { after, parseSpan } from "./span";

describe("a span of time", () => {
  it("is read in months of the calendar and in exact lengths", () => {
    expect(parseSpan("1mo")).toEqual({ months: 1, ms: 0 });
    expect(parseSpan("1y2w")).toEqual({ months: 12, ms: 14 * DAY });
    expect(parseSpan("36h")).toEqual({ months: 0, ms: 36 * HOUR });
    expect(parseSpan("90m")).toEqual({ months: 0, ms: 90 * MINUTE });
    expect(parseSpan("1mo3d")).toEqual({ months: 1, ms: 3 * DAY });
  });

  it("is nothing when it has no unit, another unit, or no length", () => {
    for (const text of ["", "5", "1 month", "-1d", "0d", "1.5h", "mo", "1mo ", "1q"])
      expect(parseSpan(text), text).toBeNull();
  });

  it("clamps a month to the last day there is", () => {
    expect(iso(after(Date.parse("2026-01-31T10:00:00Z"), { months: 1, ms: DAY }))).toBe("2026-03-01T10:00:00.000Z");
  });
});
