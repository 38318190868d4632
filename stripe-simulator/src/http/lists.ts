import { invalidRequest } from "./errors";

/** The API's list object. */
export interface List<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  url: string;
}

type Range = number | { gt?: number; gte?: number; lt?: number; lte?: number };
export interface Paging {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/** A list that is complete, as embedded in objects. */
export function wholeList<T>(url: string, data: T[]): List<T> {
  return { object: "list", data, has_more: false, url };
}

/**
 * One page of `newestFirst` by the API's cursor rules: `starting_after` goes down the list, `ending_before` back up.
 *
 * @throws ApiError for a limit outside 1–100, both cursors at once, or a cursor that is not in the collection.
 */
export function page<T extends { id: string }>(url: string, newestFirst: T[], paging: Paging): List<T> {
  const limit = paging.limit ?? 10;
  if (limit < 1 || limit > 100) throw invalidRequest("Invalid integer: limit must be between 1 and 100", "limit");
  if (paging.starting_after !== undefined && paging.ending_before !== undefined) {
    throw invalidRequest(
      "You can only specify one of these parameters: starting_after, ending_before.",
      undefined,
      "parameters_exclusive",
    );
  }
  if (paging.ending_before !== undefined) {
    const end = positionOf(newestFirst, paging.ending_before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: newestFirst.slice(start, end), has_more: start > 0, url };
  }
  const start =
    paging.starting_after === undefined ? 0 : positionOf(newestFirst, paging.starting_after, "starting_after") + 1;
  const data = newestFirst.slice(start, start + limit);
  return { object: "list", data, has_more: start + limit < newestFirst.length, url };
}

function positionOf(items: { id: string }[], id: string, param: string): number {
  const position = items.findIndex((item) => item.id === id);
  if (position < 0) throw invalidRequest(`No such object: '${id}'`, param, "resource_missing");
  return position;
}

/** Newest first, by creation order. */
export function newestFirst<T>(table: Map<string, T>): T[] {
  return [...table.values()].reverse();
}

/** Whether a time lies in the API's `created`-style filter; no filter lets everything through. */
export function inRange(time: number, range: Range | undefined): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return time === range;
  return (
    (range.gt === undefined || time > range.gt) &&
    (range.gte === undefined || time >= range.gte) &&
    (range.lt === undefined || time < range.lt) &&
    (range.lte === undefined || time <= range.lte)
  );
}
