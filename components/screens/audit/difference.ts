import type { ChangeLine } from "./model";

const MOST_LINES = 200;
const LONGEST_VALUE = 500;

/**
 * What differs between what was and what is, member by member, in the order in which they are written: a member of a
 * member stands under both names (`limits.api_calls`). Where nothing was before, everything that is there now.
 */
export function differenceOf(before: unknown, after: unknown): readonly ChangeLine[] {
  const [was, is] = [membersOf(before), membersOf(after)];
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  return fields
    .map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }))
    .filter((line) => line.before !== line.after)
    .slice(0, MOST_LINES);
}

function membersOf(value: unknown): Map<string, string> {
  const members = new Map<string, string>();
  collect(value, "", members);
  return members;
}

function collect(value: unknown, path: string, into: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (typeof value === "object" && !Array.isArray(value)) {
    for (const [name, member] of Object.entries(value)) collect(member, path === "" ? name : `${path}.${name}`, into);
    return;
  }
  into.set(path === "" ? "value" : path, textOf(value).slice(0, LONGEST_VALUE));
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join(", ");
  return JSON.stringify(value);
}
