import { createApiKey } from "@/lib/access";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Ctx, type RunningWorld } from "@/lib/context";
import { readClock } from "@/lib/platform/clock";
import { readEnvironment } from "@/lib/platform/env";
import { checkQuota, type UsageRequest } from "@/lib/quota";
import { createOrganization } from "@/lib/tenancy";
import { makeBareTable } from "./bare-rows";
import { makePeerCounters } from "./peers";

export const ORGANIZATIONS = 50;

/** One plan for everybody, and a meter for each question. The limits are real ones, out of reach but for the spent meter. */
const CATALOG = `
features: {}
meters:
  one_window: { name: One window, unit: call, unit_plural: calls }
  four_windows: { name: Four windows, unit: call, unit_plural: calls }
  spent: { name: Spent, unit: call, unit_plural: calls }
families:
  bench: { name: Bench }
plans:
  BENCH:
    name: Bench
    family: bench
    fallback: true
    prices: { month: "0" }
    limits:
      one_window: { window: billing_period, amount: 1000000000000 }
      four_windows:
        - { window: day, amount: 1000000000000 }
        - { window: month, amount: 1000000000000 }
        - { window: billing_period, amount: 1000000000000 }
        - { window: lifetime, amount: 1000000000000 }
      spent: { window: lifetime, amount: 1 }
`;

export const METER = { one: "one_window", four: "four_windows", spent: "spent" } as const;

export interface Tenants {
  readonly apiKeys: readonly string[];
  readonly organizations: readonly string[];
  /** What Postgres says about itself: version and the settings that decide whether a commit is durable. */
  readonly postgres: Readonly<Record<string, string>>;
}

/** Lays the catalog, the organizations with a key each, and the table of the bare rows. The databases are new and empty. */
export async function layTenants(): Promise<Tenants> {
  await withWorld(process.env.DATABASE_MIGRATE_URL, async (world) => {
    await makeBareTable(world.pool);
    await makePeerCounters(world.pool);
  });
  return withWorld(process.env.DATABASE_URL, async (world) => {
    await readClock(world.clock, world.pool);
    const system = (organization: string | null): Ctx =>
      contextFor(world, { actor: SYSTEM, organization, requestId: "bench" });
    await applyCatalog(system(null), parseCatalog(CATALOG));
    const organizations: string[] = [];
    const apiKeys: string[] = [];
    for (let i = 1; i <= ORGANIZATIONS; i++) {
      const { id } = await createOrganization(system(null), { name: `Bench ${i}` });
      const { text } = await createApiKey(system(id), {
        name: "bench",
        environment: "PROD",
        scopes: ["usage:write", "usage:read"],
      });
      organizations.push(id);
      apiKeys.push(text);
      await spend(world, id);
    }
    return { apiKeys, organizations, postgres: await durability(world) };
  });
}

async function withWorld<T>(url: string | undefined, work: (world: RunningWorld) => Promise<T>): Promise<T> {
  const world = createWorld(readEnvironment({ ...process.env, DATABASE_URL: url }), "bench-layout");
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

/** An event of which nothing more is known. */
export const NO_FACTS: UsageRequest["facts"] = {
  source: "api",
  apiKeyId: null,
  subject: null,
  provider: null,
  endpoint: null,
  userId: null,
  requestId: null,
  costMicros: null,
  properties: null,
};

/** One unit of a meter, as a program in the same process asks for it. */
export const callOf = (organizationId: string, meter: string, key: string): UsageRequest => ({
  organizationId,
  environment: "PROD",
  meter,
  units: 1,
  key,
  occurredAt: null,
  facts: NO_FACTS,
});

/** Uses up the meter on which every further request is denied. */
async function spend(world: RunningWorld, organizationId: string): Promise<void> {
  const outcome = await checkQuota(world, callOf(organizationId, METER.spent, "the-only-one"));
  if (!outcome.admitted) throw new Error(outcome.refusal.message);
}

async function durability(world: RunningWorld): Promise<Record<string, string>> {
  const rows = await world.pool.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes') order by name",
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}
