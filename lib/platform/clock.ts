import type { Instant } from "@/lib/kernel/time";
import type { Sql } from "./sql";

/**
 * Business time: the database's clock plus one offset row. `now()` is this process's estimate of it, set right by every
 * reading; where a decision hangs on the exact moment, the statement asks the database itself (`business_now()`).
 */
export interface Clock {
  now(): Instant;
  /** Takes a reading of the database's business time; `before` is `monotonic()` from just before the question. */
  set(reading: Instant, before: number): void;
}

/** Milliseconds that never go back, for measuring. */
export const monotonic = (): number => performance.now();

/** Security time: sessions, tokens, rate limits, leases, signature stamps. Real, whatever business time says. */
export const securityNow = (): Instant => Date.now();

export function createClock(): Clock {
  let offset: number | null = null;
  return {
    now: () => (offset === null ? Date.now() : Math.floor(performance.now() + offset)),
    set(reading, before) {
      offset = reading - (before + performance.now()) / 2;
    },
  };
}

/** Exact business time, by the database. */
export async function businessNow(sql: Sql): Promise<Instant> {
  const rows = await sql.query<{ ms: string }>(
    "select floor(extract(epoch from business_now()) * 1000)::bigint::text as ms",
  );
  return Number(rows[0]?.ms);
}

/** Reads business time from the database and sets the estimate right. */
export async function readClock(clock: Clock, sql: Sql): Promise<Instant> {
  const before = monotonic();
  const now = await businessNow(sql);
  clock.set(now, before);
  return now;
}
