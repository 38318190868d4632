import type { Leap, ReadyTime, TimeModel } from "@/components/screens/operator-time/model";
import { momentAfter, showClock, type ClockReading } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import { DAY, HOUR, iso, MINUTE } from "@/lib/kernel/time";

export const TIME_PATH = "/admin/time";
const NOT_YOURS = "Operators can move time; support can look at it.";

/** How the clocks stand; a database or a simulator that is away is said, not thrown. */
export async function timeModel(ctx: Ctx, mayMove: boolean): Promise<TimeModel> {
  try {
    return readyModel(await showClock(ctx), mayMove);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the clocks could not be read");
    return { kind: "failed", requestId: ctx.requestId, retryHref: TIME_PATH };
  }
}

function readyModel(reading: ClockReading, mayMove: boolean): ReadyTime {
  const { now, real, shiftMs, simulator, next, refusal } = reading;
  const locked = refusal ?? (mayMove ? null : NOT_YOURS);
  return {
    kind: "ready",
    now: iso(now),
    real: iso(real),
    ahead: aheadWords(shiftMs),
    simulator: simulator === null ? null : iso(simulator),
    next: next && { at: iso(next.at), what: next.what },
    locked,
    leaps: locked === null ? leapsFrom(reading) : [],
  };
}

function leapsFrom({ now, next }: ClockReading): Leap[] {
  return [
    ...(next ? [{ label: "To what is next", to: iso(next.at) }] : []),
    { label: "1 day", to: iso(now + DAY) },
    { label: "1 week", to: iso(now + 7 * DAY) },
    { label: "1 month", to: iso(momentAfter(now, { months: 1, ms: 0 })) },
  ];
}

/** A shift in the largest unit that says it well. */
export function aheadWords(shiftMs: number): string {
  if (Math.abs(shiftMs) < MINUTE) return "In step with real time";
  const away = Math.abs(shiftMs);
  const [unit, name] = away >= 2 * DAY ? [DAY, "days"] : away >= 2 * HOUR ? [HOUR, "hours"] : [MINUTE, "minutes"];
  return `${Math.round(away / unit)} ${name} ${shiftMs > 0 ? "ahead of" : "behind"} real time`;
}
