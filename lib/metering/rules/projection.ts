import { DAY, HOUR, type Instant } from "@/lib/kernel/time";

export interface Pace {
  readonly used: number;
  readonly limit: number | null;
  readonly startsAt: Instant;
  /** Null for a window that never ends. */
  readonly resetsAt: Instant | null;
  readonly now: Instant;
}

export interface Projection {
  /** Units at the reset if the pace of this window goes on; null without enough to go by. */
  readonly projected: number | null;
  /** When the allowance is used up at that pace, if before the reset. */
  readonly runsOutAt: Instant | null;
}

/** Least time a window must have run before its pace means anything. */
const ENOUGH: Readonly<Record<"day" | "longer", number>> = { day: HOUR, longer: DAY };

/** A straight line through the start of the window and now. */
export function project(p: Pace): Projection {
  const length = p.resetsAt === null ? null : p.resetsAt - p.startsAt;
  const elapsed = p.now - p.startsAt;
  const enough = length !== null && length <= DAY ? ENOUGH.day : ENOUGH.longer;
  if (p.limit !== null && p.used >= p.limit) return { projected: length === null || elapsed < enough ? null : Math.round((p.used / elapsed) * length), runsOutAt: p.now };
  if (length === null || elapsed < enough || p.used === 0) return { projected: null, runsOutAt: null };
  const pace = p.used / elapsed;
  const projected = Math.round(pace * length);
  if (p.limit === null || projected <= p.limit) return { projected, runsOutAt: null };
  return { projected, runsOutAt: Math.round(p.startsAt + p.limit / pace) };
}
