import type { Journey, TravelAnswer } from "./model";

/** So many of the moments that were passed stay on the page. */
const SHOWN = 12;

/** A move that is about to begin. */
export const departure = (from: string, to: string): Journey => ({
  ...{ from, at: from, to },
  ...{ steps: 0, passed: [], state: "underway" },
});

/** Where a move stands after one more stretch. A stop that somebody asked for counts unless it has arrived. */
export function afterStretch(journey: Journey, answer: TravelAnswer, stopped: boolean): Journey {
  if (answer.kind === "refused") return { ...journey, state: "refused", because: answer.message };
  const passed = [...[...answer.passed].reverse(), ...journey.passed].slice(0, SHOWN);
  const state = answer.arrived ? "arrived" : stopped ? "stopped" : "underway";
  return { ...journey, at: answer.at, steps: journey.steps + answer.steps, passed, state };
}

/** The share of the way that is behind, in whole percent; 100 only when it has arrived. */
export function percentOfWay({ from, at, to, state }: Journey): number {
  if (state === "arrived") return 100;
  const [begin, now, end] = [from, at, to].map((moment) => Date.parse(moment)) as [number, number, number];
  const share = end > begin ? Math.floor(((now - begin) * 100) / (end - begin)) : 0;
  return Math.min(Math.max(share, 0), 99);
}

/** What is due, where it stands for itself: "A trial ends". */
export const asSentence = (what: string): string => what.charAt(0).toUpperCase() + what.slice(1);
