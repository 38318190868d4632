import { gather } from "@/lib/platform/gather";
import { settle, reserve, type Settlement, type Verdict } from "./counter";
import type { Engine, Fence } from "./engine";
import type { Aggregation, FenceName, Item, Outcome, UsageEnvironment } from "./model";
import { decideInPostgres } from "./slow-path";

const KNOWN_FENCES = 50_000;
const MAX_GATHERED = 500;
const SLOW_GATHERED = 200;

const nameOf = (organizationId: string, environment: string, meter: string): string =>
  `${organizationId}\n${environment}\n${meter}`;

/** The fence of a meter if this process has met it already. */
export const knownFence = (
  engine: Engine,
  organizationId: string,
  environment: UsageEnvironment,
  meter: string,
): Fence | undefined => engine.fences.get(nameOf(organizationId, environment, meter));

/** The fence of a meter; its row is made on first use. The caller has checked that organization and meter exist. */
export async function fenceOf(
  engine: Engine,
  organizationId: string,
  environment: UsageEnvironment,
  meter: string,
): Promise<Fence> {
  const known = knownFence(engine, organizationId, environment, meter);
  if (known) return known;
  const values = [organizationId, environment, meter];
  const select = `select ${FENCE_COLUMNS} from usage_fence f where organization_id = $1 and environment = $2 and meter = $3`;
  let [row] = await engine.pool.query<FenceRow>(select, values);
  if (!row) {
    await engine.pool.query(
      `insert into usage_fence (organization_id, environment, meter) values ($1, $2, $3) on conflict do nothing`,
      values,
    );
    [row] = await engine.pool.query<FenceRow>(select, values);
  }
  if (!row) throw new Error("the fence could not be made");
  return remember(engine, row);
}

interface FenceRow {
  id: number;
  organization_id: string;
  environment: UsageEnvironment;
  meter: string;
  aggregation: Aggregation | null;
}
const FENCE_COLUMNS = `f.id::float8 as id, f.organization_id, f.environment, f.meter,
  (select m.aggregation::text from meter m where m.slug = f.meter) as aggregation`;
const fenceName = (row: FenceRow): FenceName => ({
  id: row.id,
  organizationId: row.organization_id,
  environment: row.environment,
  meter: row.meter,
});

export async function fencesById(engine: Engine, ids: readonly number[]): Promise<Fence[]> {
  if (ids.length === 0) return [];
  const rows = await engine.pool.query<FenceRow>(
    `select ${FENCE_COLUMNS} from usage_fence f where id = any($1::bigint[]) order by id`,
    [ids],
  );
  return rows.map((row) => remember(engine, row));
}

/** Every fence of an organization, by id: the order in which they are locked. */
export async function fencesOfOrganization(engine: Engine, organizationId: string): Promise<Fence[]> {
  const rows = await engine.pool.query<FenceRow>(
    `select ${FENCE_COLUMNS} from usage_fence f where organization_id = $1 order by id`,
    [organizationId],
  );
  return rows.map((row) => remember(engine, row));
}

/** Fences with a window whose lateness may have passed, or with a hold that has run out. */
export async function fencesToClose(engine: Engine, limit: number, onlyHolds: boolean): Promise<Fence[]> {
  // An hour is the longest lateness. What closes earlier does so with the next generation; nobody waits for this job.
  const windows = onlyHolds
    ? ""
    : `union select fence_id from usage_window where status = 'OPEN' and ends_at + interval '1 hour' <= business_now()`;
  const rows = await engine.pool.query<{ id: number }>(
    `select distinct fence_id::float8 as id from (select fence_id from usage_hold where status = 'OPEN' and expires_at <= business_now() ${windows}) due limit $1::int`,
    [limit],
  );
  return fencesById(
    engine,
    rows.map((row) => row.id),
  );
}

function remember(engine: Engine, row: FenceRow): Fence {
  const name = fenceName(row);
  const at = nameOf(name.organizationId, name.environment, name.meter);
  const known = engine.fences.get(at);
  if (known) return known;
  // A meter that nobody has defined has no limit either, so it admits nothing; whoever defines it says what it is.
  const aggregation = row.aggregation ?? "SUM";
  const fence: Fence = {
    ...name,
    aggregation,
    reservations: gather<Item, Verdict>((items) => reserveMany(engine, fence, items), {
      lanes: Infinity,
      max: MAX_GATHERED,
    }),
    settlements: gather<Settlement, number>((list) => settle(engine, fence, list), {
      lanes: Infinity,
      max: MAX_GATHERED,
    }),
    slow: gather<Item, Outcome>((items) => decideInPostgres(engine, fence, items), { lanes: 1, max: SLOW_GATHERED }),
    verified: { generation: 0, at: -Infinity },
    refusalNotedAt: -Infinity,
  };
  if (row.aggregation === null) return fence;
  if (engine.fences.size >= KNOWN_FENCES) {
    const oldest = engine.fences.keys().next();
    if (!oldest.done) engine.fences.delete(oldest.value);
  }
  engine.fences.set(at, fence);
  return fence;
}

async function reserveMany(engine: Engine, fence: Fence, items: readonly Item[]): Promise<Verdict[]> {
  const token = engine.redis.token(fence.organizationId);
  if (token === null) throw new Error("Redis is not known");
  return reserve(engine, fence, items, token);
}
