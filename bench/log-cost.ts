import type { Sql } from "@/lib/platform/sql";
import type { RunningWorld } from "@/lib/context";
import { bump, buildGeneration, lockOrganization } from "@/lib/quota/renew";
import { fencesOfOrganization } from "@/lib/quota/fences";

/** Makes the monthly partitions of the log this many months back, as they would stand had Weir run for so long. */
export async function makeMonths(owner: Sql, months: number): Promise<void> {
  await owner.query(
    `do $$ declare first_day timestamp; begin
       for i in 1..${months} loop
         first_day := date_trunc('month', now() at time zone 'UTC') - make_interval(months => i);
         if to_regclass('public.usage_event_' || to_char(first_day, 'YYYYMM')) is null then
           execute format('create table %I partition of usage_event for values from (%L) to (%L)', 'usage_event_' || to_char(first_day, 'YYYYMM'),
             first_day at time zone 'UTC', (first_day + interval '1 month') at time zone 'UTC');
         end if;
       end loop; end $$`,
  );
}

/** Adds this many events of one unit to a fence, oldest first, evenly over `days` days that ended `daysAgo` days ago. */
export async function fillLog(owner: Sql, fence: number, events: number, days: number, daysAgo = 0): Promise<void> {
  await owner.query(
    `insert into usage_event (fence_id, counted_at, id, key, units, epoch, reservation, occurred_at, recorded_at, source)
     select $1::bigint, t, gen_random_uuid(), 'log-' || i, 1, 1, i, t, t, 'api'
     from (select i, business_now() - ($4::float8 + $3::float8 * ($2::int - i) / $2::int) * interval '1 day' - interval '1 second' as t from generate_series(1, $2::int) i) e`,
    [fence, events, days, daysAgo],
  );
}

/** What statements did to the log. */
export interface LogCost {
  /** Rows of the log that were read. */
  readonly rows: number;
  /** Pages of 8 KiB that were touched, those of indexes included. */
  readonly pages: number;
  /** Tables of the log that were scanned: partitions, a scan each. */
  readonly scans: number;
  readonly planningMs: number;
  readonly executionMs: number;
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows"?: number;
  readonly "Actual Loops"?: number;
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Plan {
  readonly Plan: PlanNode;
  readonly "Planning Time": number;
  readonly "Execution Time": number;
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

function costOf(plan: Plan): LogCost {
  const scans = nodesOf(plan.Plan).filter(
    (node) => node["Relation Name"]?.startsWith("usage_event") === true && (node["Actual Loops"] ?? 0) > 0,
  );
  const sum = (of: (node: PlanNode) => number): number => scans.reduce((total, node) => total + of(node), 0);
  return {
    rows: sum((node) => (node["Actual Rows"] ?? 0) * (node["Actual Loops"] ?? 1)),
    pages: sum((node) => (node["Shared Hit Blocks"] ?? 0) + (node["Shared Read Blocks"] ?? 0)),
    scans: sum((node) => node["Actual Loops"] ?? 1),
    planningMs: plan["Planning Time"],
    executionMs: plan["Execution Time"],
  };
}

/** Renews a fence and tells what the statements did to the log. The renewal is rolled back. */
export async function costOfRenewal(
  world: Pick<RunningWorld, "quota">,
  organizationId: string,
  meter: string,
): Promise<LogCost> {
  const { engine } = world.quota;
  const fence = (await fencesOfOrganization(engine, organizationId)).find((f) => f.meter === meter);
  if (!fence) throw new Error("the organization has no fence for this meter");
  return costOnLog(world, async (sql) => {
    await lockOrganization(sql, organizationId, "shared");
    await buildGeneration(engine, sql, fence, await bump(sql, fence, 0));
  });
}

/** Runs statements in a transaction that is rolled back, and tells what they did to the log. */
export async function costOnLog(
  world: Pick<RunningWorld, "quota">,
  work: (sql: Sql) => Promise<unknown>,
): Promise<LogCost> {
  const plans: Plan[] = [];
  await world.quota.engine.pinned.pinned(async (connection) => {
    const watched: Sql = {
      async query<Row>(text: string, values: readonly unknown[] = []) {
        if (/\busage_event\b/.test(text)) {
          await connection.query("savepoint watched");
          const [row] = await connection.query<{ "QUERY PLAN": [Plan] }>(
            `explain (analyze, buffers, timing off, format json) ${text}`,
            values,
          );
          if (row) plans.push(row["QUERY PLAN"][0]);
          await connection.query("rollback to savepoint watched");
        }
        return connection.query<Row>(text, values);
      },
    };
    await connection.query("begin");
    await work(watched);
    await connection.query("rollback");
  });
  const costs = plans.map(costOf);
  const total = (of: (cost: LogCost) => number): number => costs.reduce((sum, cost) => sum + of(cost), 0);
  return {
    rows: total((c) => c.rows),
    pages: total((c) => c.pages),
    scans: total((c) => c.scans),
    planningMs: total((c) => c.planningMs),
    executionMs: total((c) => c.executionMs),
  };
}
