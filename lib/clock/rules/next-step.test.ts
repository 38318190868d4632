import { describe, expect, it } from "vitest";
import { SECOND } from "@/lib/kernel/time";
import { earlier, nextStep } from "./next-step";

const due = (at: number) => ({ at, what: "something" });

describe("the next step of a moved clock", () => {
  it("is the earliest moment that is due on the way, whichever clock brings it", () => {
    expect(nextStep(0, 100 * SECOND, [due(40 * SECOND), due(20 * SECOND)])).toBe(20 * SECOND);
    expect(nextStep(0, 100 * SECOND, [due(40 * SECOND), null])).toBe(40 * SECOND);
  });

  it("is the end of the way when nothing is due before it", () => {
    expect(nextStep(0, 100 * SECOND, [null, due(101 * SECOND)])).toBe(100 * SECOND);
  });

  it("is a whole second that does not lie before what is due, unless the way ends first", () => {
    expect(nextStep(0, 100 * SECOND, [due(20 * SECOND + 1)])).toBe(21 * SECOND);
    expect(nextStep(0, 20 * SECOND + 500, [due(20 * SECOND + 1)])).toBe(20 * SECOND + 500);
  });

  it("never stays: what is due already is no step", () => {
    expect(nextStep(50 * SECOND, 100 * SECOND, [due(50 * SECOND), due(10 * SECOND)])).toBe(100 * SECOND);
  });
});

describe("what happens next", () => {
  it("is the earlier of the two clocks' moments", () => {
    expect(earlier(due(2), due(1))?.at).toBe(1);
    expect(earlier(null, due(1))?.at).toBe(1);
    expect(earlier(due(1), null)?.at).toBe(1);
    expect(earlier(null, null)).toBeNull();
  });
});
