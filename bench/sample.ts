import { quantile } from "./statistics";

/** What one measurement gave. Only answers with the expected status are counted; the others are listed by status. */
export interface Sample {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly count: number;
  /** All calls that ended, those of the warm-up and of another status too: what processor time is divided by. */
  readonly calls: number;
  readonly others: Readonly<Record<string, number>>;
}

/** Collects the calls that end inside the measured time; what ends before or after it leaves no trace. */
export interface Meter {
  ended(latencyMs: number, other?: string): void;
  sample(): Sample;
}

/** Measures from `warmUpMs` from now on, for `measureMs`. */
export function startMeter(warmUpMs: number, measureMs: number): Meter & { readonly running: () => boolean } {
  const from = performance.now() + warmUpMs;
  const until = from + measureMs;
  const latencies: number[] = [];
  let calls = 0;
  const others: Record<string, number> = {};
  return {
    running: () => performance.now() < until,
    ended(latencyMs, other) {
      calls += 1;
      const now = performance.now();
      if (now < from || now >= until) return;
      if (other === undefined) latencies.push(latencyMs);
      else others[other] = (others[other] ?? 0) + 1;
    },
    sample: () => ({
      perSecond: (latencies.length * 1_000) / measureMs,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      count: latencies.length,
      calls,
      others,
    }),
  };
}
