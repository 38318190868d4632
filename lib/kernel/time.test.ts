import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMonths, contains, iso, parseInstant, periodAt, utcDay, utcMonth } from "./time";

const at = (text: string): number => Date.parse(text);

describe("periods", () => {
  it("clamps an anchor on the 31st to the last day of shorter months and comes back to the 31st", () => {
    const anchor = at("2026-01-31T10:00:00Z");
    expect([1, 2, 3, 13].map((n) => iso(addMonths(anchor, n)))).toEqual([
      "2026-02-28T10:00:00.000Z",
      "2026-03-31T10:00:00.000Z",
      "2026-04-30T10:00:00.000Z",
      "2027-02-28T10:00:00.000Z",
    ]);
  });

  it("keeps a yearly anchor on a leap day", () => {
    const anchor = at("2024-02-29T00:00:00Z");
    expect(iso(periodAt(anchor, "YEAR", at("2027-12-01T00:00:00Z")).start)).toBe("2027-02-28T00:00:00.000Z");
    expect(iso(periodAt(anchor, "YEAR", at("2028-02-29T00:00:00Z")).start)).toBe("2028-02-29T00:00:00.000Z");
  });

  it("tiles time: every moment after the anchor lies in exactly one period, and periods meet", () => {
    const anchors = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
    fc.assert(
      fc.property(
        anchors,
        fc.integer({ min: 0, max: 10 * 366 * 86_400_000 }),
        fc.constantFrom("MONTH" as const, "YEAR" as const),
        (anchor, later, interval) => {
          const period = periodAt(anchor, interval, anchor + later);
          expect(contains(period, anchor + later)).toBe(true);
          expect(periodAt(anchor, interval, period.end).start).toBe(period.end);
          if (period.start > anchor) expect(periodAt(anchor, interval, period.start - 1).end).toBe(period.start);
        },
      ),
    );
  });

  it("gives calendar windows in UTC", () => {
    expect(utcDay(at("2026-11-21T23:59:59.999Z"))).toEqual({
      start: at("2026-11-21T00:00:00Z"),
      end: at("2026-11-22T00:00:00Z"),
    });
    expect(utcMonth(at("2026-12-31T12:00:00Z"))).toEqual({
      start: at("2026-12-01T00:00:00Z"),
      end: at("2027-01-01T00:00:00Z"),
    });
  });
});

describe("parseInstant", () => {
  it("takes RFC 3339 and nothing else", () => {
    expect(parseInstant("2026-11-21T10:00:00Z")).toBe(at("2026-11-21T10:00:00Z"));
    expect(parseInstant("2026-11-21T10:00:00.5+02:00")).toBe(at("2026-11-21T08:00:00.500Z"));
    for (const text of [
      "2026-11-21",
      "2026-02-30T00:00:00Z",
      "1763719200",
      "",
      "2026-11-21T10:00:00",
      "2026-11-21T25:00:00Z",
      "Nov 21 2026",
    ]) {
      expect(parseInstant(text), text).toBeNull();
    }
  });
});
