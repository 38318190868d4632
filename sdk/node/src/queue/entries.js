/** @import { QueuedEvent } from "../index.d.ts" */

const MAX_UNITS = 1_000_000_000;
/** What the API takes for one event. */
const MAX_LINE_BYTES = 64 * 1024;

/**
 * What stands in the queue: an event to count or, with `settle`, a hold to settle with it. An event that stands for a
 * hold is counted by itself when the hold has meanwhile expired.
 *
 * @typedef {{ event: QueuedEvent, settle?: { hold: string, body: Record<string, unknown> } }} Entry
 */

/**
 * An entry as one line. Throws TypeError for an event that Weir would refuse whatever the quota says.
 *
 * @param {Entry} entry
 */
export function lineOf(entry) {
  const { meter, units, idempotencyKey } = entry.event;
  if (typeof meter !== "string" || meter === "") throw new TypeError("meter must be the slug of a meter.");
  if (!Number.isInteger(units) || units < 1 || units > MAX_UNITS)
    throw new TypeError(`units must be a whole number from 1 to ${MAX_UNITS}.`);
  if (typeof idempotencyKey !== "string" || !/^[\x20-\x7e]{1,255}$/.test(idempotencyKey))
    throw new TypeError("key must be 1 to 255 printable ASCII characters.");
  const line = JSON.stringify(entry);
  if (Buffer.byteLength(line) > MAX_LINE_BYTES)
    throw new TypeError(`An event may have ${MAX_LINE_BYTES} bytes at most.`);
  return line;
}

/**
 * The entry in a line; null for a line that a failing disk has garbled.
 *
 * @param {string} line
 * @returns {Entry | null}
 */
export function entryOf(line) {
  try {
    const entry = /** @type {Partial<Entry> | null} */ (JSON.parse(line));
    return typeof entry?.event?.idempotencyKey === "string" ? /** @type {Entry} */ (entry) : null;
  } catch {
    return null;
  }
}
