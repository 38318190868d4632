import type { Role } from "../model";

/** Whether a role takes a seat: whoever may use something does, whoever only looks does not. */
export const takesSeat = (role: Role): boolean => role !== "VIEWER";

/** Whether so many more seats are free; `limit` null is without end. */
export const seatsLeft = (seats: { readonly used: number; readonly limit: number | null }, more: number): boolean =>
  seats.limit === null || seats.used + more <= seats.limit;
