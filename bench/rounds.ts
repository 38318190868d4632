import type { Case, Comparison } from "./cases";
import type { Sample } from "./sample";
import { median } from "./statistics";

export interface Pace {
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** Samples by case, one for each round. */
export type Measured = ReadonlyMap<Case, readonly Sample[]>;

/** Every case once unmeasured, then all in turn, round by round; every other round backwards, so that none is always after the same. */
export async function measureGroup(cases: readonly Case[], pace: Pace, tell: (line: string) => void): Promise<Measured> {
  const samples = new Map<Case, Sample[]>(cases.map((one) => [one, []]));
  for (const one of cases) await one.measure(pace);
  for (let round = 0; round < pace.rounds; round++) {
    for (const one of round % 2 === 0 ? cases : cases.toReversed()) {
      const sample = await one.measure(pace);
      samples.get(one)?.push(sample);
      tell(`round ${round + 1}  ${one.name}: ${Math.round(sample.perSecond)} a second`);
    }
  }
  return samples;
}

export interface Line {
  readonly comparison: Comparison;
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  readonly subject: Summary;
  readonly control: Summary;
}

export interface Summary {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not the expected one, over all rounds. */
  readonly others: number;
}

/** The medians of a comparison; the ratio is taken within each round, and then its median. */
export function lineOf(comparison: Comparison, measured: Measured): Line {
  const subject = measured.get(comparison.subject) ?? [];
  const control = measured.get(comparison.control) ?? [];
  const ratios = subject.map((sample, round) => sample.perSecond / (control[round]?.perSecond ?? NaN));
  return { comparison, ratio: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios), subject: summary(subject), control: summary(control) };
}

export function summary(samples: readonly Sample[]): Summary {
  return {
    perSecond: median(samples.map((s) => s.perSecond)),
    p50Ms: median(samples.map((s) => s.p50Ms)),
    p99Ms: median(samples.map((s) => s.p99Ms)),
    others: samples.reduce((sum, s) => sum + Object.values(s.others).reduce((a, b) => a + b, 0), 0),
  };
}
