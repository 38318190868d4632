import { mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { HalfLoad } from "./half-load";
import type { Measured, Line, Summary } from "./rounds";
import type { Options } from "./options";

const RUNS = path.join(import.meta.dirname, "runs");

export interface Run {
  readonly at: string;
  readonly options: Options;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly lines: readonly Line[];
  readonly halfLoads: readonly HalfLoad[];
  readonly measured: Measured;
}

/** What the figures belong to. The load says how busy the machine was with other things before the run. */
export function machine(versions: Readonly<Record<string, string>>): Record<string, string | number> {
  const [cpu] = os.cpus();
  return {
    processor: cpu?.model ?? "unknown",
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    loadBefore: Number(os.loadavg()[0]?.toFixed(2)),
    ...versions,
  };
}

/** reached, missed, or "-" where there is no target. */
export function judged({ ratio, comparison: { target } }: Line): string {
  if (target === null) return "-";
  return ratio >= target ? "reached" : "missed";
}

const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
const speed = (s: Summary): string =>
  `${whole(s.perSecond)}/s, p50 ${s.p50Ms.toFixed(1)} ms, p99 ${s.p99Ms.toFixed(1)} ms${s.others > 0 ? `, ${s.others} other answers` : ""}`;

/** The lines as a Markdown table. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map((line) => {
    const { comparison, subject, control } = line;
    const range = `${line.lowest.toFixed(2)}–${line.highest.toFixed(2)}`;
    const cells = [
      `\`${comparison.name}\``,
      `${comparison.subject.name} / ${comparison.control.name}`,
      `${times(line.ratio)} (${range})`,
      comparison.target === null ? "-" : times(comparison.target),
      judged(line),
      speed(subject),
      `${whole(control.perSecond)}/s`,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| line | subject / control | ratio (range) | target | | subject | control |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/** What a case takes at half load, in words. */
export function halfLoadLine(half: HalfLoad): string {
  const verdict = half.targetMs === null ? "" : half.p99Ms <= half.targetMs ? ", reached" : ", missed";
  const target = half.targetMs === null ? "" : ` (target ${half.targetMs} ms${verdict})`;
  return `Half load of ${half.name} (${half.ratePerSecond} a second, evenly paced): p50 ${half.p50Ms.toFixed(1)} ms, p99 ${half.p99Ms.toFixed(1)} ms${target}`;
}

/** Keeps every sample of the run in bench/runs. Returns the path, relative to the project. */
export async function keep(run: Run): Promise<string> {
  const { measured, lines, ...rest } = run;
  const kept = {
    ...rest,
    lines: lines.map(({ comparison, ...figures }) => ({
      name: comparison.name,
      subjectCase: comparison.subject.name,
      controlCase: comparison.control.name,
      group: comparison.group,
      target: comparison.target,
      ...figures,
    })),
    samples: Object.fromEntries([...measured].map(([one, samples]) => [one.name, samples])),
  };
  return write(run.at, kept);
}

/** Keeps a run of another kind, with everything it measured. Returns the path, relative to the project. */
export const keepRun = <R extends { readonly at: string }>(kind: string, run: R): Promise<string> =>
  write(`${kind}-${run.at}`, run);

async function write(name: string, kept: unknown): Promise<string> {
  const file = path.join(RUNS, `${name.replaceAll(":", "-")}.json`);
  await mkdir(RUNS, { recursive: true });
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  return path.relative(path.dirname(import.meta.dirname), file);
}
