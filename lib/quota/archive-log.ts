import { setTimeout as sleep } from "node:timers/promises";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import type { Instant } from "@/lib/kernel/time";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import type { Sql } from "@/lib/platform/sql";
import type { Engine } from "./engine";
import { fencesById } from "./fences";
import { renew } from "./rebuild";

const MONTHS_PER_RUN = 12;
const FENCES_PER_MONTH = 5_000;
const TRIES = 5;
const BETWEEN_TRIES_MS = 500;
/** The sums of a month of a large deployment are made in this transaction. */
const TIMEOUT_MS = 20 * 60_000;

/** What became of one month, named YYYYMM. */
export interface ArchivedMonth {
  readonly month: string;
  readonly outcome: "archived" | "needed" | "busy";
  readonly events: number;
}

/**
 * Takes the months out of the log that lie more than `keepMonths` whole months back, oldest first, and ends at the first
 * that must stay: some open window still needs it, or it is being read. Sums, answers of keys and counters stay as they
 * are; each month is journaled. Repeating it goes on where it ended. 0 keeps everything.
 */
export async function archiveLog(engine: Engine, ctx: Ctx, keepMonths: number): Promise<ArchivedMonth[]> {
  const done: ArchivedMonth[] = [];
  if (keepMonths === 0) return done;
  for (const month of (await monthsDue(engine.pool, keepMonths)).slice(0, MONTHS_PER_RUN)) {
    await advanceLifetimeSums(engine, month);
    const result = await archiveMonth(ctx, month, keepMonths);
    if (result.outcome === "absent") continue;
    done.push({ ...result, outcome: result.outcome, month });
    if (result.outcome !== "archived") break;
  }
  return done;
}

/** From when on every event is in the log; null when nothing was ever taken out. */
export async function logFrom(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ ms: number | null }>(
    `select floor(extract(epoch from max(ends_at)) * 1000)::float8 as ms from usage_archived_month`,
  );
  return row?.ms ?? null;
}

async function monthsDue(sql: Sql, keepMonths: number): Promise<string[]> {
  const rows = await sql.query<{ month: string }>(
    `select right(c.relname, 6) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'public.usage_event'::regclass and c.relname ~ '^usage_event_[0-9]{6}$'
       and right(c.relname, 6) < to_char(date_trunc('month', business_now() at time zone 'UTC') - make_interval(months => $1::int), 'YYYYMM')
       and not exists (select from usage_archived_month m where to_char(m.starts_at at time zone 'UTC', 'YYYYMM') = right(c.relname, 6))
     order by 1`,
    [keepMonths],
  );
  return rows.map((row) => row.month);
}

/** A lifetime sum whose checkpoint lies before events of the month would lose them: it is renewed first. */
async function advanceLifetimeSums(engine: Engine, month: string): Promise<void> {
  const rows = await engine.pool.query<{ id: number }>(
    `select w.fence_id::float8 as id from usage_window w
     where w.status = 'OPEN' and w.kind = 'LIFETIME' and exists (
       select from usage_event e where e.fence_id = w.fence_id and e.seq > w.checkpoint_seq
         and e.counted_at >= to_timestamp($1 || ' +00', 'YYYYMM TZH') and e.counted_at < to_timestamp($1 || ' +00', 'YYYYMM TZH') + interval '1 month')
     limit ${FENCES_PER_MONTH}`,
    [month],
  );
  const fences = await fencesById(
    engine,
    rows.map((row) => row.id),
  );
  for (const fence of fences) await renew(engine, fence);
}

interface Archived {
  readonly outcome: ArchivedMonth["outcome"] | "absent";
  readonly events: number;
}

async function archiveMonth(ctx: Ctx, month: string, keepMonths: number): Promise<Archived> {
  for (let attempt = 1; ; attempt++) {
    const result = await inTransaction(
      ctx.db,
      async (tx): Promise<Archived> => {
        const [row] = await sqlOf(tx).query<{ outcome: Archived["outcome"]; events: string; units: string }>(
          `select outcome, events::text, units::text from archive_usage_month($1, $2::int)`,
          [month, keepMonths],
        );
        if (!row) throw new Error("the archive gave no answer");
        const { outcome, events, units } = row;
        if (outcome === "archived") {
          await record(tx, ctx, "usage_log.archived", {
            entity: { type: "usage_log", id: month },
            organization: null,
            after: { table: `archive.usage_event_${month}`, events: Number(events), units },
          });
        }
        return { outcome, events: Number(events ?? 0) };
      },
      TIMEOUT_MS,
    );
    if (result.outcome !== "busy" || attempt === TRIES) return result;
    await sleep(BETWEEN_TRIES_MS);
  }
}
