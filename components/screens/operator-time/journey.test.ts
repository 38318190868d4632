import { describe, expect, it } from "vitest";
import { afterStretch, departure, percentOfWay } from "./journey";
import type { TravelAnswer } from "./model";

const begun = departure("2027-01-01T00:00:00Z", "2027-01-11T00:00:00Z");
const stretch = (at: string, more: Partial<Extract<TravelAnswer, { kind: "stretch" }>> = {}): TravelAnswer => ({
  ...{ kind: "stretch", at, steps: 1, passed: [{ at, what: "a trial ends" }], arrived: false },
  ...more,
});

describe("a move of business time, as it is shown", () => {
  it("adds stretches up, newest first, and knows how much of the way is behind", () => {
    const first = afterStretch(begun, stretch("2027-01-03T00:00:00Z"), false);
    const second = afterStretch(first, stretch("2027-01-06T12:00:00Z", { steps: 3 }), false);
    expect([second.steps, second.state, percentOfWay(second)]).toEqual([4, "underway", 55]);
    expect(second.passed.map((each) => each.at)).toEqual(["2027-01-06T12:00:00Z", "2027-01-03T00:00:00Z"]);
  });

  it("is never said to be there before it is, and has arrived also when somebody wanted to stop", () => {
    const nearly = afterStretch(begun, stretch("2027-01-10T23:59:59Z"), false);
    expect(percentOfWay(nearly)).toBe(99);
    expect(percentOfWay({ ...begun, to: begun.from })).toBe(0);
    const there = afterStretch(nearly, stretch("2027-01-11T00:00:00Z", { arrived: true }), true);
    expect([there.state, percentOfWay(there)]).toEqual(["arrived", 100]);
  });

  it("stays where it was stopped or refused, with what was passed", () => {
    const stopped = afterStretch(begun, stretch("2027-01-03T00:00:00Z"), true);
    expect([stopped.state, stopped.at]).toEqual(["stopped", "2027-01-03T00:00:00Z"]);
    const refused = afterStretch(stopped, { kind: "refused", message: "The simulator is away." }, false);
    expect(refused).toMatchObject({ state: "refused", because: "The simulator is away.", steps: 1 });
  });
});
