import { uuidv7 } from "@/lib/kernel/ids";
import { sqlOf, type Tx } from "@/lib/platform/db";
import type { Connection } from "@/lib/platform/pg";
import type { Sql } from "@/lib/platform/sql";
import { usageItem } from "./check-quota";
import { insertMany } from "./commit";
import type { Engine } from "./engine";
import type { Aggregation, EventFacts, FenceName, UsageEnvironment } from "./model";
import { buildGeneration, bump, lockOrganization } from "./renew";

/** A level inside a transaction that has its fence: nobody else reports it, and no allowance changes, until that ends. */
export interface HeldLevel {
  /** What was reported last; 0 before the first report. */
  readonly used: number;
  /** The plan's limit as it stands in this transaction; null where nothing bounds the level. */
  readonly limit: number | null;
  /** Writes the new value as a usage event of this transaction. The caller has compared it with the limit. */
  report(value: number, facts: EventFacts): Promise<void>;
}

/**
 * Reports what was counted anew after a change of that which a level bounds. Throws `refusal` when something has come for
 * which there is no room; whatever goes is never held back, also above the limit. Null is a level that the catalog does not have.
 */
export async function settleLevel(
  level: HeldLevel | null,
  counted: number,
  change: "came" | "went",
  refusal: (limit: number) => Error,
): Promise<void> {
  if (!level) return;
  const fits = level.limit === null || counted <= level.limit;
  if (!fits && change === "came") throw refusal(level.limit ?? 0);
  // What stands above the limit without rising is told as it is; what would rise above it cannot be told.
  if (counted !== level.used && (fits || counted < level.used)) await level.report(counted, TOLD_BY_US);
}

const TOLD_BY_US: EventFacts = {
  source: "weir",
  apiKeyId: null,
  subject: null,
  provider: null,
  endpoint: null,
  userId: null,
  requestId: null,
  costMicros: null,
  properties: null,
};

/**
 * Takes the fence of a level for the rest of the caller's transaction, which thereby changes what is counted and reports
 * it as one thing. Must come before any row is locked (lock order). Null where the catalog has no such level. A plan that
 * does not name the meter bounds nothing and keeps no count; nor is anything counted while nothing at all is admitted.
 */
export async function holdLevel(
  engine: Engine,
  tx: Tx,
  about: { readonly organizationId: string; readonly environment: UsageEnvironment; readonly meter: string },
): Promise<HeldLevel | null> {
  const sql = sqlOf(tx);
  const [meter] = await sql.query<{ aggregation: Aggregation }>(
    `select aggregation::text as aggregation from meter where slug = $1`,
    [about.meter],
  );
  if (meter?.aggregation !== "LATEST") return null;
  await lockOrganization(sql, about.organizationId, "shared");
  const fence: FenceName = { ...about, id: await fenceIdOf(sql, about) };
  const epoch = await bump(sql, fence, 0);
  const generation = await buildGeneration(engine, sql, fence, epoch);
  const [window] = generation.windows;
  if (!window || generation.refusal !== null) return { used: 0, limit: window?.limit ?? null, report: async () => {} };
  return {
    used: window.used,
    limit: window.limit,
    async report(value, facts) {
      const countedAt = Math.max(generation.now, window.levelAt ?? generation.now);
      const item = usageItem(
        fence,
        { ...about, units: value, key: `weir:level:${uuidv7()}`, occurredAt: null, facts },
        null,
      );
      const body = item.answer(countedAt, null);
      const written = await insertMany(connectionOver(sql), [
        { item, generation: epoch, reservation: 1, countedAt, body },
      ]);
      if (written.size === 0) throw new Error("a level was not written although its fence was held");
      const { kind, start, allowance } = window;
      engine.levels.mark(fence, [{ kind, start, committed: value, allowance }]);
    },
  };
}

async function fenceIdOf(
  sql: Sql,
  { organizationId, environment, meter }: { organizationId: string; environment: string; meter: string },
): Promise<number> {
  const values = [organizationId, environment, meter];
  await sql.query(
    `insert into usage_fence (organization_id, environment, meter) values ($1, $2, $3) on conflict do nothing returning id::text`,
    values,
  );
  const [row] = await sql.query<{ id: number }>(
    `select id::float8 as id from usage_fence where organization_id = $1 and environment = $2 and meter = $3`,
    values,
  );
  if (!row) throw new Error("the fence could not be made");
  return row.id;
}

/** The transaction as the quota's statements know a connection; their names are for pools of the quota's own. */
const connectionOver = (sql: Sql): Connection => ({
  query: (text, values) => sql.query(text, values),
  named: ({ text }, values) => sql.query(text, values),
});
