import type { Case, Comparison } from "./cases";
import type { ProcessorTime } from "./cpu-time";
import type { Sample } from "./sample";
import { median } from "./statistics";

export interface Pace {
  readonly rounds: number;
  /** Turns of each case within a round. Short turns side by side: what else the machine does then meets all cases alike. */
  readonly turns: number;
  /** How long each case runs unmeasured before the rounds, so that programs are compiled and caches filled. */
  readonly firstMs: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** A sample with the processor time of one call, in microseconds, by the part that used it. */
export interface Costed extends Sample {
  readonly cpuUs: ProcessorTime;
}

/** Samples by case, one for each round. */
export type Measured = ReadonlyMap<Case, readonly Costed[]>;

/**
 * Every case once unmeasured, then round by round all cases in turn, several times; every other turn backwards, so that
 * none always follows the same. Fails when a case fails or answers nothing at all as expected.
 */
export async function measureGroup(
  cases: readonly Case[],
  pace: Pace,
  readTime: () => Promise<ProcessorTime>,
  tell: (line: string) => void,
): Promise<Measured> {
  const samples = new Map<Case, Costed[]>(cases.map((one) => [one, []]));
  for (const one of cases) await one.measure({ warmUpMs: pace.firstMs, measureMs: 1 });
  for (let round = 1; round <= pace.rounds; round++) {
    const turns = new Map<Case, Costed[]>(cases.map((one) => [one, []]));
    for (let turn = 0; turn < pace.turns; turn++) {
      for (const one of turn % 2 === 0 ? cases : cases.toReversed())
        turns.get(one)?.push(await costed(one, pace, readTime));
    }
    for (const [one, taken] of turns) {
      const sample = together(taken);
      if (sample.count === 0)
        throw new Error(`${one.name} had no answer as expected; others: ${JSON.stringify(sample.others)}`);
      samples.get(one)?.push(sample);
      tell(`round ${round}  ${one.name}: ${Math.round(sample.perSecond)} a second${costOf(sample.cpuUs)}`);
    }
  }
  return samples;
}

async function costed(one: Case, pace: Pace, readTime: () => Promise<ProcessorTime>): Promise<Costed> {
  const before = await readTime();
  const sample = await one.measure(pace);
  const after = await readTime();
  const spent = Object.entries(after).map(([part, us]) => [part, (us - (before[part] ?? us)) / sample.calls] as const);
  return { ...sample, cpuUs: Object.fromEntries(spent) };
}

/** Processor time by part, what is too little to matter left out. */
export function costOf(cpuUs: ProcessorTime): string {
  const parts = Object.entries(cpuUs).filter(([, us]) => us >= 1);
  return parts.length === 0
    ? ""
    : `; µs a call: ${parts.map(([part, us]) => `${part} ${us.toFixed(us < 10 ? 1 : 0)}`).join(", ")}`;
}

/** The same value of every sample, by part. */
function partwise(samples: readonly Costed[], of: (values: readonly number[]) => number): ProcessorTime {
  const parts = Object.keys(samples[0]?.cpuUs ?? {});
  return Object.fromEntries(parts.map((part) => [part, of(samples.map((s) => s.cpuUs[part] ?? 0))]));
}

/** One sample for the turns of a round: the mean speed, and the medians of their latencies and costs. */
function together(turns: readonly Costed[]): Costed {
  const others: Record<string, number> = {};
  for (const turn of turns)
    for (const [status, count] of Object.entries(turn.others)) others[status] = (others[status] ?? 0) + count;
  return {
    perSecond: turns.reduce((sum, turn) => sum + turn.perSecond, 0) / turns.length,
    p50Ms: median(turns.map((turn) => turn.p50Ms)),
    p99Ms: median(turns.map((turn) => turn.p99Ms)),
    count: turns.reduce((sum, turn) => sum + turn.count, 0),
    calls: turns.reduce((sum, turn) => sum + turn.calls, 0),
    cpuUs: partwise(turns, median),
    others,
  };
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
  readonly cpuUs: ProcessorTime;
}

/** The medians of a comparison; the ratio is taken within each round, and then its median. */
export function lineOf(comparison: Comparison, measured: Measured): Line {
  const subject = measured.get(comparison.subject) ?? [];
  const control = measured.get(comparison.control) ?? [];
  const ratios = subject.map((sample, round) => sample.perSecond / (control[round]?.perSecond ?? NaN));
  return {
    comparison,
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    subject: summary(subject),
    control: summary(control),
  };
}

export function summary(samples: readonly Costed[]): Summary {
  return {
    perSecond: median(samples.map((s) => s.perSecond)),
    p50Ms: median(samples.map((s) => s.p50Ms)),
    p99Ms: median(samples.map((s) => s.p99Ms)),
    others: samples.reduce((sum, s) => sum + Object.values(s.others).reduce((a, b) => a + b, 0), 0),
    cpuUs: partwise(samples, median),
  };
}
