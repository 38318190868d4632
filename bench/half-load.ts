import { overHttp, type Case, type HttpShape, type Parts } from "./cases";
import type { ProcessorTime } from "./cpu-time";
import { measureGroup, summary, type Costed, type Measured, type Pace } from "./rounds";

/** Latency of one case at half of the pace that it can keep, evenly paced. */
export interface HalfLoad {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly samples: readonly Costed[];
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly targetMs: number | null;
}

/** A case whose latency at half load is asked for. The target is for the 99th of a hundred. */
export interface Paced {
  readonly full: Case;
  readonly shape: HttpShape;
  readonly targetMs: number | null;
}

/**
 * Measures what was measured at full speed once more at half of it: latency is only worth something while the server keeps
 * up. What was not asked for this time is left out.
 */
export async function halfLoads(
  parts: Parts,
  all: readonly Paced[],
  measured: Measured,
  pace: Pace,
  readTime: () => Promise<ProcessorTime>,
  tell: (line: string) => void,
): Promise<HalfLoad[]> {
  const out: HalfLoad[] = [];
  for (const { full, shape, targetMs } of all) {
    const known = measured.get(full);
    if (!known) continue;
    const ratePerSecond = Math.floor(summary(known).perSecond / 2);
    const paced = overHttp(parts, `half load of ${full.name}`, shape, ratePerSecond);
    const longTurns = { ...pace, turns: 1, measureMs: pace.measureMs * pace.turns };
    const samples = [...((await measureGroup([paced], longTurns, readTime, tell)).get(paced) ?? [])];
    const { p50Ms, p99Ms } = summary(samples);
    out.push({ name: full.name, ratePerSecond, samples, p50Ms, p99Ms, targetMs });
  }
  return out;
}
