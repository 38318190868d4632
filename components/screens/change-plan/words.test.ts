import { describe, expect, it } from "vitest";
import type { ReadyChange } from "./model";
import { confirmWords, priceDifference } from "./words";

const usd = (amount: string) => ({ amount, currency: "usd" });
const ready = (dueNow: string): ReadyChange["preview"] => ({
  kind: "ready",
  lines: [],
  dueNow: usd(dueNow),
  then: { amount: usd("39900"), at: "2026-11-23T00:00:00Z", plusOverage: true },
  ageSeconds: 4,
});
const timings: ReadyChange["timings"] = [
  { timing: "now", at: "2026-11-20T05:12:00Z", words: "", href: "?when=now" },
  { timing: "periodEnd", at: "2026-11-23T00:00:00Z", words: "", href: "?when=period_end" },
];
const base = { timings, timeZone: "UTC" };

describe("confirmWords", () => {
  it("names verb, sum and time when it charges", () => {
    expect(confirmWords({ ...base, timing: "now", preview: ready("3142") })).toBe("Pay $31.42 now");
  });

  it("names the date when it only plans", () => {
    expect(confirmWords({ ...base, timing: "periodEnd", preview: ready("0") })).toBe("Switch on Nov 23");
  });

  it("says what is credited, or that nothing is due", () => {
    expect(confirmWords({ ...base, timing: "now", preview: ready("-440") })).toBe("Switch now, $4.40 credited");
    expect(confirmWords({ ...base, timing: "now", preview: ready("0") })).toBe("Switch now, nothing due");
  });

  it("has nothing to press while the sum is unknown", () => {
    expect(confirmWords({ ...base, timing: "now", preview: { kind: "loading" } })).toBeNull();
    expect(
      confirmWords({ ...base, timing: "now", preview: { kind: "failed", requestId: "req_1", retryHref: "?" } }),
    ).toBeNull();
  });
});

describe("priceDifference", () => {
  const side = (amount: string, interval: "month" | "year" = "month") => ({
    name: "",
    price: usd(amount),
    interval,
    allowance: null,
    includes: [],
  });

  it("signs the difference of equal intervals only", () => {
    expect(priceDifference({ now: side("4900"), next: side("39900") })).toBe("+$350.00");
    expect(priceDifference({ now: side("39900"), next: side("4900") })).toBe("−$350.00");
    expect(priceDifference({ now: side("4900"), next: side("4900") })).toBeNull();
    expect(priceDifference({ now: side("4900"), next: side("49000", "year") })).toBeNull();
  });
});
