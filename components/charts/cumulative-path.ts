import { dayName, type CalendarDay } from "./axes";

/** The count of a window so far, at one moment. Moments are milliseconds since the epoch. */
export interface CountAt {
  at: number;
  units: number;
}

export interface CumulativeCourse {
  points: readonly CountAt[];
  /** End of the window. */
  until: number;
  /** Demand expected at the end, not capped; null where nothing can be said. */
  projectedAtEnd: number | null;
  limit: number | null;
  /** A solid wall: the line meets it and goes flat. */
  stops: boolean;
  /** When the limit is met, in the past or by the pace; null when it lasts. */
  meetsLimitAt: number | null;
}

/** Running totals of a window from its day totals; each total stands at the end of its day. */
export function runningTotals(
  days: readonly { day: CalendarDay; total: number }[],
  from: number,
  now: number,
): CountAt[] {
  let units = 0;
  const totals = days.map(({ day, total }) => {
    units += total;
    const endOfDay = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
    return { at: Math.min(now, endOfDay), units };
  });
  return [{ at: from, units: 0 }, ...totals];
}

const DAY_MS = 86_400_000;

/** The dashed line from the last count to the end of the window; it goes flat where a solid wall is met. */
export function projectedPath(course: CumulativeCourse): CountAt[] {
  const last = course.points.at(-1);
  if (!last || course.projectedAtEnd === null || last.at >= course.until) return [];
  const end = { at: course.until, units: course.projectedAtEnd };
  if (!course.stops || course.limit === null || course.projectedAtEnd <= course.limit) return [last, end];
  const flat = { at: course.until, units: course.limit };
  const meets = course.meetsLimitAt;
  if (meets === null || meets <= last.at) return [last, flat];
  return [last, { at: meets, units: course.limit }, flat];
}

/** First, tenth, twentieth and last moment of a window as tick values, each with its text. */
export function momentTicks(from: number, until: number, narrow: boolean): { at: number; text: string }[] {
  const days = Math.max(1, Math.round((until - from) / DAY_MS));
  const wanted = Math.min(narrow ? 3 : 6, days);
  const step = Math.ceil(days / wanted);
  const ticks: { at: number; text: string }[] = [];
  for (let offset = 0; offset <= days - (ticks.length ? step / 2 : 0); offset += step) {
    const at = from + offset * DAY_MS;
    ticks.push({ at, text: dayName(new Date(at).toISOString().slice(0, 10)) });
  }
  return ticks;
}
