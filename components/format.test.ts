import { describe, expect, it } from "vitest";
import {
  addMoney,
  formatAxis,
  formatCount,
  formatDate,
  formatDateRange,
  formatDateTime,
  formatMoney,
  formatSpan,
  formatUnitRate,
  formatUnits,
  initials,
  percentUsed,
  usageLevel,
} from "./format";

describe("money", () => {
  it("shows exactly the decimals of the currency", () => {
    expect(formatMoney({ amount: "4900", currency: "usd" })).toBe("$49.00");
    expect(formatMoney({ amount: "500", currency: "jpy" })).toBe("¥500");
    expect(formatMoney({ amount: "1234", currency: "kwd" })).toMatch(/1\.234$/u);
  });

  it("pads sums below one and uses a real minus sign", () => {
    expect(formatMoney({ amount: "5", currency: "usd" })).toBe("$0.05");
    expect(formatMoney({ amount: "-440", currency: "usd" })).toBe("−$4.40");
    expect(formatMoney({ amount: "-5", currency: "usd" })).toBe("−$0.05");
  });

  it("keeps every digit of a sum that a double cannot hold", () => {
    expect(formatMoney({ amount: "9007199254740993", currency: "usd" })).toBe("$90,071,992,547,409.93");
  });

  it("shows a unit rate with up to six decimals and at least the currency's", () => {
    expect(formatUnitRate({ amount: "0.3", currency: "usd" })).toBe("$0.003");
    expect(formatUnitRate({ amount: "300", currency: "usd" })).toBe("$3.00");
    expect(formatUnitRate({ amount: "0.0125", currency: "usd" })).toBe("$0.000125");
  });

  it("adds amounts of one currency and refuses two", () => {
    expect(addMoney({ amount: "39900", currency: "usd" }, { amount: "12000", currency: "usd" }).amount).toBe("51900");
    expect(() => addMoney({ amount: "1", currency: "usd" }, { amount: "1", currency: "eur" })).toThrow(RangeError);
  });
});

describe("units", () => {
  it("are never abbreviated off an axis", () => {
    expect(formatUnits(1_218_640)).toBe("1,218,640");
    expect(formatUnits("9007199254740993")).toBe("9,007,199,254,740,993");
    expect(formatAxis(12_500)).toBe("12.5k");
  });

  it("carry their unit in the right number", () => {
    expect(formatCount(1, "call", "calls")).toBe("1 call");
    expect(formatCount(2114, "call", "calls")).toBe("2,114 calls");
    expect(formatCount(0, "call", "calls")).toBe("0 calls");
  });

  it("floor the percentage, so that 100 means nothing is left", () => {
    expect(percentUsed(9_999, 10_000)).toBe(99);
    expect(percentUsed(10_000, 10_000)).toBe(100);
    expect(percentUsed(118_240, 100_000)).toBe(118);
    expect(percentUsed(0, 0)).toBe(100);
  });

  it("change level at 70 and at 90", () => {
    expect([69, 70, 89, 90].map(usageLevel)).toEqual(["ok", "warn", "warn", "critical"]);
  });
});

describe("time", () => {
  it("reads in the zone of the page", () => {
    expect(formatDate("2026-11-30T23:30:00Z", "UTC")).toBe("Nov 30, 2026");
    expect(formatDate("2026-11-30T23:30:00Z", "Europe/Berlin")).toBe("Dec 1, 2026");
    expect(formatDateTime("2026-11-20T00:05:00Z", "UTC")).toBe("Nov 20, 2026, 00:05");
  });

  it("names the first year of a range only where it differs", () => {
    expect(formatDateRange("2026-10-23T00:00:00Z", "2026-11-23T00:00:00Z", "UTC")).toBe("Oct 23 – Nov 23, 2026");
    expect(formatDateRange("2026-12-03T00:00:00Z", "2027-01-03T00:00:00Z", "UTC")).toBe("Dec 3, 2026 – Jan 3, 2027");
  });

  it("spans in the two largest units", () => {
    expect(formatSpan("2026-11-20T05:12:00Z", "2026-11-23T00:00:00Z")).toBe("2 days 18 hours");
    expect(formatSpan("2026-11-20T22:10:00Z", "2026-11-21T00:00:00Z")).toBe("1 hour 50 minutes");
    expect(formatSpan("2026-11-20T22:10:00Z", "2026-11-20T22:10:30Z")).toBe("a moment");
  });
});

describe("initials", () => {
  it("take the first and the last word, or the address", () => {
    expect(initials("Rosa Vega")).toBe("RV");
    expect(initials("rosa@acme.example")).toBe("R");
    expect(initials("")).toBe("?");
  });
});
