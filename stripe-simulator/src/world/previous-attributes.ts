import { isSameData } from "./copy";

type Fields = Record<string, unknown>;

/** The old values of what changed: whole values, except that hashes name only their changed fields. */
export function previousAttributes(before: object, after: object): Fields {
  const previous: Fields = {};
  const [old, now] = [before as Fields, after as Fields];
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (isSameData(old[key], now[key])) continue;
    previous[key] = oldValue(old[key], now[key]);
  }
  return previous;
}

function oldValue(old: unknown, now: unknown): unknown {
  if (isHash(old) && isHash(now)) {
    // A list object (`items`) is told whole: half a list would mean nothing to a reader.
    return old.object === "list" ? old : previousAttributes(old, now);
  }
  return old === undefined ? null : old;
}

function isHash(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
