import { SECOND, type Instant } from "@/lib/kernel/time";
import type { DueMoment } from "../model";

/**
 * The moment to step on next: the earliest due one on the way, else the end of the way. Rounded up to a whole second,
 * which is as fine as the simulator's clock goes; what is due within one second happens in one step.
 */
export function nextStep(now: Instant, until: Instant, due: readonly (DueMoment | null)[]): Instant {
  const ahead = due.flatMap((moment) => (moment && moment.at > now ? [Math.ceil(moment.at / SECOND) * SECOND] : []));
  return Math.min(until, ...ahead);
}

/** The earlier of two things that are due; null when nothing is. */
export function earlier(a: DueMoment | null, b: DueMoment | null): DueMoment | null {
  if (!a || !b) return a ?? b;
  return b.at < a.at ? b : a;
}
