import { addMonths, DAY, HOUR, MINUTE, SECOND, type Instant } from "@/lib/kernel/time";
import type { Span } from "../model";

const UNITS: Readonly<Record<string, Span>> = {
  y: { months: 12, ms: 0 },
  mo: { months: 1, ms: 0 },
  w: { months: 0, ms: 7 * DAY },
  d: { months: 0, ms: DAY },
  h: { months: 0, ms: HOUR },
  m: { months: 0, ms: MINUTE },
  s: { months: 0, ms: SECOND },
};

/** How a span is written, for messages. */
export const SPAN_FORM = "1mo, 2w, 3d, 36h, 90m or 1y, also joined as 1mo3d";

/** Reads a span such as `1mo`, `2w3d` or `36h`; null for anything else. `m` are minutes, `mo` months of the calendar. */
export function parseSpan(text: string): Span | null {
  if (!/^(\d{1,6}(y|mo|w|d|h|m|s))+$/.test(text)) return null;
  let span: Span = { months: 0, ms: 0 };
  for (const [, count, unit] of text.matchAll(/(\d+)(mo|[ywdhms])/g)) {
    const one = UNITS[unit ?? ""];
    if (!one) return null;
    span = { months: span.months + one.months * Number(count), ms: span.ms + one.ms * Number(count) };
  }
  return span.months + span.ms > 0 ? span : null;
}

/** The moment that lies a span after another. Months come first and clamp to the month's last day. */
export const after = (from: Instant, span: Span): Instant => addMonths(from, span.months) + span.ms;
