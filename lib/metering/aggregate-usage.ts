import type { World } from "@/lib/context";
import { DAY, HOUR, utcDay, type Instant } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import type { Sql } from "@/lib/platform/sql";
import { inspecting } from "@/lib/quota";
import { fencesAfter, firstCounted, upsertDays, upsertLifetimes, upsertWindows } from "./aggregates";

/** The longest lateness of a window: a day is over once nothing that is on time can still be counted in it. */
const LATENESS = HOUR;
/** Late events are counted where they belong while their windows are open; a day's row follows them for so long. */
const LATE_FOR = 36 * DAY;
const LONGEST_RUN = 31 * DAY;
const FENCES_TOGETHER = 50;

export interface AggregatedUsage {
  /** Every day before this one is summed; null while nothing was ever metered. */
  readonly summedBefore: Instant | null;
  /** Rows that were new or have changed. */
  readonly written: number;
}

/**
 * Writes one row for each window and each finished UTC day, from the log. `summedBefore` is what the run before gave; from
 * there on missed days are done in order, a month of them in one run. The same days again write the same rows. Does
 * nothing while no day has ended since.
 */
export async function aggregateUsage(
  world: Pick<World, "quota">,
  summedBefore: Instant | null,
): Promise<AggregatedUsage> {
  return inspecting(world, async (sql) => {
    const today = utcDay((await businessNow(sql)) - LATENESS).start;
    const begin = summedBefore ?? (await firstDay(sql));
    if (begin === null) return { summedBefore: null, written: 0 };
    if (begin >= today) return { summedBefore: begin, written: 0 };
    const end = Math.min(today, begin + LONGEST_RUN);
    // Only the night that catches up with the present looks back for late events: those before it were followed by it.
    const from = end === today ? Math.min(begin, today - LATE_FOR) : begin;
    let written = 0;
    for (let after = 0; ;) {
      const fences = await fencesAfter(sql, after, FENCES_TOGETHER);
      const last = fences.at(-1);
      if (last === undefined) break;
      written += await upsertDays(sql, fences, { start: from, end }, LATE_FOR);
      if (end === today) {
        written += await upsertWindows(sql, fences);
        written += await upsertLifetimes(sql, fences, today);
      }
      after = last;
    }
    return { summedBefore: end, written };
  });
}

async function firstDay(sql: Sql): Promise<Instant | null> {
  const first = await firstCounted(sql);
  return first === null ? null : utcDay(first).start;
}
