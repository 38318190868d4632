import type { Instant } from "@/lib/kernel/time";
import type { Aggregation, WindowState } from "../model";
import { countedAt, holds, tightest, type Decision } from "./admit";

/** A meter whose events report a new value: `LATEST` a level that stands until the next one, `MAX` the peak of a window. */
export type Gauge = Extract<Aggregation, "LATEST" | "MAX">;

export const isGauge = (aggregation: Aggregation): aggregation is Gauge =>
  aggregation === "LATEST" || aggregation === "MAX";

export interface ReportedValue {
  readonly units: number;
  readonly occurredAt: Instant | null;
}

/**
 * When a value counts. A peak counts as an amount does. A level may be late, and is never ahead: one that is dated in the
 * future would hide all that are reported until then. What is said without a date is said now, after everything that was
 * said before, also when the clock has been set back.
 */
function valueCountedAt(
  gauge: Gauge,
  windows: readonly WindowState[],
  kinds: number,
  occurredAt: Instant | null,
  now: Instant,
): Instant {
  if (gauge === "MAX") return countedAt(windows, kinds, occurredAt, now);
  if (occurredAt !== null && occurredAt < now) return occurredAt;
  return Math.max(now, ...windows.map((w) => w.levelAt ?? now));
}

/** What a value that counts at `t` would change in a window that holds `t`. Zero: it is late, or no new peak. */
export function changeBy(gauge: Gauge, w: Pick<WindowState, "used" | "levelAt">, units: number, t: Instant): number {
  if (gauge === "MAX") return Math.max(0, units - w.used);
  return t >= (w.levelAt ?? -Infinity) ? units - w.used : 0;
}

/**
 * Whether a reported value fits into every window that it touches, and if so, puts it there. A value that raises nothing
 * is always taken, also above a limit that has been lowered; one that raises must fit as any amount must.
 */
export function admitValue(
  gauge: Gauge,
  windows: readonly WindowState[],
  kinds: number,
  value: ReportedValue,
  now: Instant,
): Decision {
  const t = valueCountedAt(gauge, windows, kinds, value.occurredAt, now);
  const change = windows.map((w) => (holds(w, t) ? changeBy(gauge, w, value.units, t) : 0));
  const full = windows.find((w, i) => w.limit !== null && (change[i] ?? 0) > 0 && w.used + (change[i] ?? 0) > w.limit);
  if (full) return { fits: false, window: full };
  windows.forEach((w, i) => {
    w.used += change[i] ?? 0;
    if (gauge === "LATEST" && holds(w, t) && t >= (w.levelAt ?? -Infinity)) w.levelAt = t;
  });
  return { fits: true, countedAt: t, position: tightest(windows, t) };
}
