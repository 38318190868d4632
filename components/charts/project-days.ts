import type { CalendarDay } from "./axes";

/** Whole weeks tell a Saturday from a Monday; with less than this, every day is expected to be like the average. */
const DAYS_FOR_WEEKDAYS = 14;

/**
 * Expected units of the days to come: the average of the same weekday where two weeks are known, else of all days.
 * Held to `cap` where the limit of a day stops. Days still running must not be among `known`.
 * @returns nothing while no whole day is known.
 */
export function projectDays(
  known: readonly { day: CalendarDay; total: number }[],
  ahead: readonly CalendarDay[],
  cap: number | null,
): { day: CalendarDay; units: number }[] {
  if (known.length === 0) return [];
  const overall = average(known.map((day) => day.total));
  const byWeekday = known.length >= DAYS_FOR_WEEKDAYS;
  return ahead.map((day) => {
    const alike = byWeekday ? known.filter((past) => weekday(past.day) === weekday(day)) : [];
    const expected = alike.length > 0 ? average(alike.map((past) => past.total)) : overall;
    return { day, units: Math.round(cap === null ? expected : Math.min(cap, expected)) };
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function weekday(day: CalendarDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
