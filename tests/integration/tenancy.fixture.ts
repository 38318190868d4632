import { applyCatalog, parseCatalog } from "@/lib/catalog";
import type { Actor, Ctx } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { createClock } from "@/lib/platform/clock";
import { createDb, sqlOf, type Db } from "@/lib/platform/db";
import { readEnvironment } from "@/lib/platform/env";
import { createLog } from "@/lib/platform/log";
import { createMetrics } from "@/lib/platform/metrics";
import { createPool } from "@/lib/platform/pg";
import { connectRedis } from "@/lib/platform/connect-redis";
import { createQuota } from "@/lib/quota";

/** The world without payments, which identity and tenancy never touch, and with a quota that does not sweep. */
export interface Ground {
  readonly ctx: Ctx;
  readonly db: Db;
  as(who: { actor?: Actor; organization?: string | null; requestId?: string }): Ctx;
  rows<Row>(text: string, ...values: unknown[]): Promise<Row[]>;
  count(table: string): Promise<number>;
  close(): Promise<void>;
}

const SYSTEM: Actor = { kind: "system", id: "system", label: "Weir" };

const CATALOG = `
features: { api_access: { name: API access } }
meters: { api_calls: { name: API calls, unit: call, unit_plural: calls } }
families: { workspace: { name: Workspace } }
plans:
  FREE:
    name: Free
    family: workspace
    fallback: true
    prices: { month: 0, year: 0 }
    features: { api_access: true }
    limits: { api_calls: { window: day, amount: 100 } }
`;

/** Opens the test file's own database and sells a FREE plan there, unless it is to stay without one. */
export async function openGround(options: { catalog?: boolean } = {}): Promise<Ground> {
  const env = readEnvironment();
  const db = createDb(env.DATABASE_URL, { max: 20 });
  const redis = connectRedis(env.REDIS_URL);
  const pool = createPool({ url: env.DATABASE_URL, max: 2, applicationName: "weir-test" });
  const machinery = {
    log: createLog({ level: "silent", name: "test" }),
    metrics: createMetrics(),
    clock: createClock(),
    redis,
    pool,
  };
  const quota = createQuota({ ...machinery, url: env.DATABASE_URL, name: "test", graceDays: 7 });
  const world = { ...machinery, env, db, quota };
  const as: Ground["as"] = (who) =>
    ({
      ...world,
      actor: who.actor ?? SYSTEM,
      organization: who.organization ?? null,
      requestId: who.requestId ?? newId("request"),
    }) as Ctx;
  const ctx = as({});
  if (options.catalog !== false) await applyCatalog(ctx, parseCatalog(CATALOG));
  return {
    ctx,
    db,
    as,
    rows: (text, ...values) => sqlOf(db).query(text, values),
    async count(table) {
      const [row] = await sqlOf(db).query<{ n: number }>(`select count(*)::int as n from ${table}`);
      return row?.n ?? 0;
    },
    async close() {
      await quota.stop();
      redis.close();
      await Promise.allSettled([db.$disconnect(), pool.close()]);
    },
  };
}

/** The code of the AppError that a promise ends with; the value itself when it does not. */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
}
