// `npm run bench -- console`: how long a page of the operator's list takes with ten thousand organizations, each with an owner,
// a subscription and two windows in use.
import { parseArgs } from "node:util";
import { everyTenant, listTenants, type TenantKeyset, type TenantSort } from "@/lib/billing";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { countUsageShares } from "@/lib/metering";
import { readClock } from "@/lib/platform/clock";
import { readEnvironment } from "@/lib/platform/env";
import { createPool, type Pool } from "@/lib/platform/pg";
import { readFile } from "node:fs/promises";
import { keepRun, machine } from "./report";
import { quantile } from "./statistics";

const env = readEnvironment({ ...process.env, LOG_LEVEL: "silent" });
const world = createWorld(env, "bench");

/** As many tenants as asked for, in the tables' own columns: through sign-up it would take a quarter of an hour. */
async function layTenants(owner: Pool, count: number): Promise<void> {
  const ctx = contextFor(world, { actor: SYSTEM, organization: null, requestId: newId("request") });
  await readClock(world.clock, world.pool);
  await applyCatalog(ctx, parseCatalog(await readFile("prisma/seed/catalog.yaml", "utf8")));
  const numbers = `from generate_series(1, ${count}) n`;
  for (const statement of [
    `insert into organization (id, kind, name, slug, external_key, created_at, updated_at)
     select 'og_' || md5(n::text), case when n % 3 = 0 then 'TEAM' else 'PERSONAL' end::"OrganizationKind",
       initcap(substr(md5((n * 7)::text), 1, 6)) || ' ' || initcap(substr(md5((n * 13)::text), 1, 8)), 'tenant-' || n, 'vendor-' || n,
       business_now() - n * interval '13 minutes', business_now() ${numbers}`,
    `insert into app_user (id, email, name) select 'usr_' || md5(n::text), 'owner' || n || '@' || substr(md5((n * 7)::text), 1, 6) || '.example', 'Owner ' || n ${numbers}`,
    `insert into membership (id, organization_id, user_id, role, created_at)
     select 'mbr_' || n, 'og_' || md5(n::text), 'usr_' || md5(n::text), 'OWNER', business_now() ${numbers}`,
    `insert into subscription (id, organization_id, plan_id, status, source, interval, anchor_at, current_period_start, current_period_end, created_at, updated_at)
     select 'subn_' || n, 'og_' || md5(n::text), (select id from plan where code = case when n % 50 = 0 then 'SCALE' when n % 5 = 0 then 'PRO' else 'FREE' end limit 1),
       'ACTIVE', 'INTERNAL', 'MONTH', business_now(), business_now(), business_now() + interval '1 month', business_now(), business_now() ${numbers}`,
    `insert into usage_fence (organization_id, environment, meter) select 'og_' || md5(n::text), 'PROD', meter ${numbers}, (values ('api_calls'), ('ai_tokens')) m (meter)`,
    `insert into usage_window (fence_id, kind, starts_at, ends_at, limit_units, policy, checkpoint_seq, checkpoint_units)
     select id, 'MONTH', date_trunc('month', business_now()), date_trunc('month', business_now()) + interval '2 months', 10000, 'HARD_STOP', 1, id % 10000 from usage_fence`,
    "analyze",
  ])
    await owner.query(statement);
}

interface Turn {
  readonly name: string;
  readonly rows: number;
  readonly p50: number;
  readonly p95: number;
}

async function turn(name: string, times: number, page: () => ReturnType<typeof listTenants>): Promise<Turn> {
  const took: number[] = [];
  let rows = 0;
  for (let i = 0; i < times; i++) {
    const at = performance.now();
    rows = (await page()).tenants.length;
    took.push(performance.now() - at);
  }
  return { name, rows, p50: quantile(took, 0.5), p95: quantile(took, 0.95) };
}

/** Where the page in the middle of everything begins. */
async function middleOf(sort: TenantSort, count: number): Promise<TenantKeyset> {
  let after: TenantKeyset | null = null;
  for (let seen = 0; seen < count / 2; seen += 100) {
    const { next } = await listTenants(world, { sort, after, limit: 100 });
    if (!next) break;
    after = next;
  }
  if (!after) throw new Error("there is no middle");
  return after;
}

/** How long the rows of the whole list take, as the file of it reads them. */
async function wholeFile(): Promise<number> {
  const at = performance.now();
  for await (const tenant of everyTenant(world, { sort: "usage" })) void tenant;
  return performance.now() - at;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { tenants: { type: "string", default: "10000" }, times: { type: "string", default: "200" } },
  });
  const [count, times] = [Number(values.tenants), Number(values.times)];
  const at = new Date().toISOString();
  const load = machine({});
  const owner = createPool({
    url: env.DATABASE_MIGRATE_URL ?? env.DATABASE_URL,
    max: 1,
    applicationName: "weir-bench",
  });
  await layTenants(owner, count);
  await owner.close();
  const counting = performance.now();
  await countUsageShares(world);
  const countedMs = performance.now() - counting;
  const [newest, byName] = [await middleOf("newest", count), await middleOf("name", count)];
  const byUsage = await middleOf("usage", count);
  await turn("unmeasured", 20, () => listTenants(world, {}));
  const turns = [
    await turn("first page", times, () => listTenants(world, {})),
    await turn("page in the middle", times, () => listTenants(world, { after: newest })),
    await turn("middle, by name", times, () => listTenants(world, { sort: "name", after: byName })),
    await turn("most used first", times, () => listTenants(world, { sort: "usage" })),
    await turn("middle, by usage", times, () => listTenants(world, { sort: "usage", after: byUsage })),
    await turn("search, many found", times, () => listTenants(world, { search: "a1" })),
    await turn("search, one owner", times, () => listTenants(world, { search: `owner${count - 1}@` })),
    await turn("search, nothing found", times, () => listTenants(world, { search: "no such tenant" })),
    await turn("by a rare plan", times, () => listTenants(world, { plan: "SCALE" })),
    await turn("by a plan of nobody", times, () => listTenants(world, { plan: "GROWTH" })),
  ];
  for (const { name, rows, p50, p95 } of turns)
    console.log(`${name}: ${rows} rows, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  const fileMs = await wholeFile();
  console.log(`usage of all counted in ${countedMs.toFixed(0)} ms; all rows of the file in ${fileMs.toFixed(0)} ms`);
  console.log(`Kept in ${await keepRun("console", { at, machine: load, tenants: count, turns, countedMs, fileMs })}`);
}

try {
  await main();
} finally {
  await world.close();
}
