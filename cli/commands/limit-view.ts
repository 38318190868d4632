import { iso } from "@/lib/kernel/time";
import { moneyInWords, moneyFromWire, moneyOnWire } from "@/lib/kernel/money";
import { percentFloored } from "@/lib/kernel/quantity";
import type { LimitStanding } from "@/lib/quota";
import { words, type Column } from "../print";

/** Where a limit stands, ready for JSON. `limit` null is unlimited. */
export const limitView = (limit: LimitStanding) => ({
  meter: limit.meter,
  window: limit.window,
  used: limit.used,
  held: limit.held,
  limit: limit.limit,
  remaining: limit.remaining,
  policy: limit.policy,
  spendLimit: limit.spendLimit && {
    limit: moneyOnWire(limit.spendLimit.limit),
    spent: moneyOnWire(limit.spendLimit.spent),
    ceiling: limit.spendLimit.ceiling,
  },
  resetsAt: limit.resetsAt === null ? null : iso(limit.resetsAt),
  source: limit.source,
});

export type LimitView = ReturnType<typeof limitView>;

export const limitColumns: readonly Column<LimitView>[] = [
  ["meter", (row) => row.meter],
  ["window", (row) => words(row.window)],
  ["used", (row) => row.used],
  ["limit", (row) => row.limit ?? "unlimited"],
  ["used %", (row) => (row.limit === null ? null : percentFloored(row.used, row.limit))],
  ["beyond", (row) => (row.limit !== null && row.used > row.limit ? row.used - row.limit : 0)],
  ["policy", (row) => (row.limit === null ? null : words(row.policy))],
  ["spend limit", (row) => row.spendLimit && moneyInWords(moneyFromWire(row.spendLimit.limit))],
  ["resets", (row) => row.resetsAt?.slice(0, 16).replace("T", " ")],
  ["from", (row) => row.source],
];
