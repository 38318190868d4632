import type { Instant } from "@/lib/kernel/time";
import type { Position, WindowState } from "../model";

export interface Demand {
  readonly units: number;
  readonly occurredAt: Instant | null;
  /** The open hold that this demand settles or releases. */
  readonly hold: { readonly units: number; readonly countedAt: Instant } | null;
}

export type Decision =
  | { readonly fits: true; readonly countedAt: Instant; readonly position: Position | null }
  | { readonly fits: false; readonly window: WindowState };

/** Whether a window contains a moment. */
export const holds = (w: WindowState, t: Instant): boolean => w.start <= t && t < w.end;

/** The one moment at which an event counts, in every window alike: when it happened if all its windows are open, else now. */
export function countedAt(
  windows: readonly WindowState[],
  kinds: number,
  occurredAt: Instant | null,
  now: Instant,
): Instant {
  return occurredAt !== null && windows.filter((w) => holds(w, occurredAt)).length === kinds ? occurredAt : now;
}

/**
 * Whether the demand fits into every window that it touches, and if so, takes its room. This is the rule of the hard stop;
 * `lua/reserve.ts` says the same at speed, and the law tests hold the two against each other.
 */
export function admit(windows: readonly WindowState[], kinds: number, demand: Demand, now: Instant): Decision {
  const t = countedAt(windows, kinds, demand.occurredAt, now);
  const change = windows.map(
    (w) => (holds(w, t) ? demand.units : 0) - (demand.hold && holds(w, demand.hold.countedAt) ? demand.hold.units : 0),
  );
  const full = windows.find((w, i) => w.limit !== null && (change[i] ?? 0) > 0 && w.used + (change[i] ?? 0) > w.limit);
  if (full) return { fits: false, window: full };
  windows.forEach((w, i) => {
    w.used += change[i] ?? 0;
  });
  return { fits: true, countedAt: t, position: tightest(windows, t) };
}

/** The window at `t` with the least room; null when none has a finite allowance. */
export function tightest(windows: readonly WindowState[], t: Instant): Position | null {
  let found: Position | null = null;
  for (const w of windows) {
    if (w.allowance === null || !holds(w, t)) continue;
    if (found === null || w.allowance - w.used < found.limit - found.used)
      found = { window: w.kind, used: w.used, limit: w.allowance, resetsAt: w.end };
  }
  return found;
}
