import fs from "node:fs";
import { InvalidArgumentError } from "commander";
import { momentAfter, parseSpan, SPAN_FORM } from "@/lib/clock";
import { isReportable, MAX_ALLOWANCE, MAX_UNITS_PER_EVENT } from "@/lib/kernel/quantity";
import { parseInstant, type Instant } from "@/lib/kernel/time";
import { Stop, usageError } from "./stop";

/** A moment: an RFC 3339 time, or a span from `from` on. */
export function momentOf(text: string, from: Instant, what: string): Instant {
  const moment = parseInstant(text);
  if (moment !== null) return moment;
  const span = parseSpan(text);
  if (!span) throw usageError(`${what} is a time such as 2026-11-21T10:00:00Z, or a span such as ${SPAN_FORM}.`);
  return momentAfter(from, span);
}

/** A moment in the past: an RFC 3339 time, or a span back from `from`. */
export function pastMomentOf(text: string, from: Instant, what: string): Instant {
  const moment = parseInstant(text);
  if (moment !== null) return moment;
  const span = parseSpan(text);
  if (!span) throw usageError(`${what} is a time such as 2026-11-21T10:00:00Z, or a span back such as ${SPAN_FORM}.`);
  return momentAfter(from, { months: -span.months, ms: -span.ms });
}

/** Milliseconds that a span lasts from `from` on; 0 is written plainly. */
export function spanFrom(text: string, from: Instant, what: string): number {
  if (text === "0") return 0;
  const span = parseSpan(text);
  if (!span) throw usageError(`${what} is 0, or a span such as ${SPAN_FORM}.`);
  return momentAfter(from, span) - from;
}

/** A small file as text. */
export function textOfFile(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new Stop(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Units of one event; whether it may be 0 is seen when the meter is known. */
export function unitsOf(text: string): number {
  const units = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!isReportable(units))
    throw usageError(`UNITS is a whole number from 1 to ${MAX_UNITS_PER_EVENT}, or 0 on a gauge.`);
  return units;
}

/** A whole number of an option, from 0. */
export function wholeNumber(text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value > MAX_ALLOWANCE)
    throw new InvalidArgumentError("It must be a whole number from 0.");
  return value;
}

export function pageSize(text: string): number {
  const size = wholeNumber(text);
  if (size < 1 || size > 100) throw new InvalidArgumentError("It must lie between 1 and 100.");
  return size;
}

/** Several words between commas. */
export const commaList = (text: string): string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** true or false, written so. */
export function trueOrFalse(text: string): boolean {
  if (text !== "true" && text !== "false") throw new InvalidArgumentError("It must be true or false.");
  return text === "true";
}

/** A word of a fixed list, in any case; given back in upper case. */
export const oneOf =
  <const Word extends string>(...allowed: readonly Word[]) =>
  (text: string): Word => {
    const wanted = text.toUpperCase().replaceAll("-", "_");
    const found = allowed.find((word) => word === wanted);
    if (found === undefined)
      throw new InvalidArgumentError(
        `One of: ${allowed.map((word) => word.toLowerCase().replaceAll("_", "-")).join(", ")}.`,
      );
    return found;
  };
