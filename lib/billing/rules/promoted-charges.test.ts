import { describe, expect, it } from "vitest";
import { DAY } from "@/lib/kernel/time";
import { nextChargeAt, stillTakesOff } from "./promoted-charges";

const now = Date.UTC(2026, 10, 21);
const nextMonth = Date.UTC(2026, 11, 21);
const charge = (at: number, usedToday: boolean) => ({ now, at, usedToday });

describe("the charge after today's", () => {
  it("comes at the trial's end, else a month or a year from today", () => {
    expect(nextChargeAt(now, "MONTH", null)).toBe(nextMonth);
    expect(nextChargeAt(now, "YEAR", null)).toBe(Date.UTC(2027, 10, 21));
    expect(nextChargeAt(now, "YEAR", now + 14 * DAY)).toBe(now + 14 * DAY);
  });

  it("is cheaper by a code for ever, and by one for one time only if that is not used today", () => {
    expect(stillTakesOff({ duration: "forever", months: null }, charge(nextMonth, true))).toBe(true);
    expect(stillTakesOff({ duration: "once", months: null }, charge(nextMonth, true))).toBe(false);
    expect(stillTakesOff({ duration: "once", months: null }, charge(now + 14 * DAY, false))).toBe(true);
  });

  it("is cheaper by a code for some months while they last, counted from today over a trial", () => {
    expect(stillTakesOff({ duration: "repeating", months: 3 }, charge(nextMonth, true))).toBe(true);
    expect(stillTakesOff({ duration: "repeating", months: 1 }, charge(nextMonth, true))).toBe(false);
    expect(stillTakesOff({ duration: "repeating", months: 1 }, charge(now + 14 * DAY, false))).toBe(true);
    expect(stillTakesOff({ duration: "repeating", months: 12 }, charge(nextChargeAt(now, "YEAR", null), true))).toBe(
      false,
    );
  });
});
