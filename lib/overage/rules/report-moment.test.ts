import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "@/lib/kernel/time";
import { reportMoment, stillCounts, type MomentQuestion } from "./report-moment";

/** Periods begin within a minute, as purchases do. */
const START = Date.UTC(2026, 2, 3, 12, 34, 56);
const END = Date.UTC(2026, 3, 3, 12, 34, 56);
const NEXT = { start: END, end: Date.UTC(2026, 4, 3, 12, 34, 56) };
const LATER = { start: NEXT.end, end: Date.UTC(2026, 5, 3, 12, 34, 56) };
const window = { start: START, end: END };
const ask = (more: Partial<MomentQuestion>) =>
  reportMoment({
    now: START + DAY,
    window,
    running: window,
    draftedFrom: START,
    since: START,
    attachable: false,
    ...more,
  });

describe("when usage of a window counts", () => {
  it.each<[string, Partial<MomentQuestion>, ReturnType<typeof reportMoment>]>([
    ["a moment ago, to the second", { now: START + DAY + 7 }, { kind: "in_period", moment: START + DAY - 5 * SECOND }],
    [
      "not in the minute that begins the period",
      { now: START + 2 * SECOND },
      { kind: "in_period", moment: Date.UTC(2026, 2, 3, 12, 35) },
    ],
    [
      "before the minute that ends it, once it has ended",
      { now: END + 10 * MINUTE, running: NEXT },
      { kind: "in_period", moment: Date.UTC(2026, 3, 3, 12, 33, 59) },
    ],
    [
      "in the running period, when the invoice is about to be final",
      { now: END + 56 * MINUTE, running: NEXT },
      { kind: "late", moment: END + 56 * MINUTE - 5 * SECOND },
    ],
    [
      "not in the draft of a later period than its own, which a pause has kept from being billed",
      { now: NEXT.end + 10 * MINUTE, running: LATER, draftedFrom: NEXT.start },
      { kind: "late", moment: NEXT.end + 10 * MINUTE - 5 * SECOND },
    ],
    [
      "in the draft, though its price has left with the period",
      { now: END + 10 * MINUTE, running: NEXT, since: null },
      { kind: "in_period", moment: Date.UTC(2026, 3, 3, 12, 33, 59) },
    ],
    [
      "in the running period, when the invoice was made final early",
      { now: END + 10 * MINUTE, running: NEXT, draftedFrom: null },
      { kind: "late", moment: END + 10 * MINUTE - 5 * SECOND },
    ],
    [
      "nowhere, when a change has billed its price and made the period end",
      { now: END + 10 * MINUTE, running: NEXT, draftedFrom: null, since: null },
      { kind: "stranded", moment: Date.UTC(2026, 3, 3, 12, 33, 59) },
    ],
    [
      "nowhere, when its price is gone and the draft too",
      { now: END + HOUR, running: NEXT, since: null },
      { kind: "stranded", moment: Date.UTC(2026, 3, 3, 12, 33, 59) },
    ],
    ["after its price has been attached", { since: null, attachable: true }, { kind: "attach" }],
    [
      "since its price was, and not before",
      { since: START + DAY - 10 * SECOND },
      { kind: "in_period", moment: Date.UTC(2026, 2, 4, 12, 35) },
    ],
    [
      "no longer ago than Stripe takes, in a year whose months have ended",
      { now: START + 200 * DAY, running: { start: START, end: START + 365 * DAY } },
      { kind: "in_period", moment: START + 200 * DAY - 34 * DAY },
    ],
    [
      "nowhere, when the subscription has ended",
      { running: null },
      { kind: "stranded", moment: START + DAY - 5 * SECOND },
    ],
  ])("%s", (_, question, answer) => {
    expect(ask(question)).toEqual(answer);
  });

  it("is never outside the period it is billed in, nor in a minute that two periods share", () => {
    const month = END - START;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * month }), fc.integer({ min: 0, max: month }), (after, sinceAfter) => {
        const now = START + after;
        const running = now < END ? window : NEXT;
        const answer = ask({ now, running, since: Math.min(now, START + sinceAfter) });
        if (answer.kind === "attach" || answer.kind === "stranded") return;
        const period = answer.moment < END ? window : NEXT;
        expect(answer.moment).toBeGreaterThanOrEqual(Math.ceil(period.start / MINUTE) * MINUTE);
        expect(answer.moment).toBeLessThan(Math.floor(period.end / MINUTE) * MINUTE);
        expect(answer.moment).toBeLessThanOrEqual(now + 2 * MINUTE);
        expect(stillCounts(answer.moment, now, running)).toBe(true);
      }),
    );
  });
});
