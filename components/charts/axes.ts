import { formatDay } from "../format";

/** A calendar day as it travels: "2026-11-20". It has no time zone of its own; the page names the zone once. */
export type CalendarDay = string;

/** Charts below this width are drawn for a phone: fewer ticks, shorter labels, less height. */
export const PHONE_CHART_WIDTH = 480;

const NICE_STEPS = [1, 2, 2.5, 5, 10];
const MOST_INTERVALS = 5;

/**
 * Round tick values from zero to just above `highest`, at most five intervals apart, whole units only.
 * The last tick is the top of the axis.
 */
export function countTicks(highest: number): number[] {
  const step = niceStep(Math.max(1, highest) / MOST_INTERVALS);
  const intervals = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: intervals + 1 }, (_, index) => index * step);
}

function niceStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const factor = NICE_STEPS.find((candidate) => candidate * magnitude >= least) ?? 10;
  const step = factor * magnitude;
  return Number.isInteger(step) ? step : Math.ceil(step);
}

const EVERY_WIDE = 5;
const EVERY_NARROW = 10;
const LEAST_DISTANCE = { [EVERY_WIDE]: 3, [EVERY_NARROW]: 5 } as const;

/**
 * Which of the days carry a label: the first, those whose day of the month is a multiple of five (of ten on a phone),
 * and the last, none so near to its neighbour that they would touch.
 */
export function dayTicks(days: readonly CalendarDay[], narrow: boolean): CalendarDay[] {
  const every = narrow ? EVERY_NARROW : EVERY_WIDE;
  const distance = LEAST_DISTANCE[every];
  const last = days.length - 1;
  const chosen: number[] = [];
  days.forEach((day, index) => {
    const round = dayOfMonth(day) % every === 0;
    const free = index - (chosen.at(-1) ?? -distance) >= distance && (index === last || last - index >= distance);
    if (index === 0 || (free && (round || index === last))) chosen.push(index);
  });
  return chosen.map((index) => days[index] as CalendarDay);
}

function dayOfMonth(day: CalendarDay): number {
  return Number(day.slice(8, 10));
}

/** "Nov 30" of a calendar day. */
export function dayName(day: CalendarDay): string {
  return formatDay(`${day}T00:00:00Z`, "UTC");
}

/** A tick's text: the month with the first label and wherever a new month begins, else the day's number alone. */
export function dayTickText(day: CalendarDay, before: CalendarDay | undefined): string {
  const sameMonth = before !== undefined && before.slice(0, 7) === day.slice(0, 7);
  return sameMonth ? String(dayOfMonth(day)) : dayName(day);
}
