import pg from "pg";
import { createClock } from "@/lib/platform/clock";
import { connectRedis } from "@/lib/platform/connect-redis";
import { fireAlerts } from "@/lib/notifications";
import { createDb, type Db } from "@/lib/platform/db";
import { readEnvironment } from "@/lib/platform/env";
import { createLog } from "@/lib/platform/log";
import { createMetrics } from "@/lib/platform/metrics";
import { createPool } from "@/lib/platform/pg";
import type { Redis } from "@/lib/platform/redis";
import { changeAllowance, createQuota, type Quota, type UsageRequest } from "@/lib/quota";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/platform/db";
import type { TestDatabase } from "./database";

/** One process' worth of the quota: its own pools, its own connection to Redis. Several of them are several processes. */
export interface Node {
  readonly quota: Quota;
  readonly redis: Redis;
  readonly db: Db;
  changeAllowance<T>(organizationId: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function startNode(
  database: TestDatabase,
  options: { sweeper?: boolean; redisUrl?: string; alerts?: boolean } = {},
): Promise<Node> {
  const clock = createClock();
  const log = createLog({ level: "silent", name: "test" });
  const metrics = createMetrics();
  const pool = createPool({ url: database.appUrl, max: 8, applicationName: "weir-test" });
  const redis = connectRedis(options.redisUrl ?? database.redisUrl);
  const db = createDb(database.appUrl, { max: 4 });
  const firing = { db, log, env: readEnvironment() };
  const quota = createQuota({
    url: database.appUrl,
    name: "test",
    pool,
    redis,
    clock,
    log,
    metrics,
    graceDays: 7,
    ...(options.alerts ? { onLevel: async (fences) => void (await fireAlerts(firing, fences)) } : {}),
  });
  if (options.sweeper ?? true) await quota.start();
  for (let i = 0; i < 200 && redis.token() === null && options.redisUrl === undefined; i++)
    await new Promise((r) => setTimeout(r, 10));
  return {
    quota,
    redis,
    db,
    changeAllowance: (organizationId, change) => changeAllowance({ quota, db } as Ctx, organizationId, change),
    async close() {
      await quota.stop();
      redis.close();
      await Promise.allSettled([pool.close(), db.$disconnect()]);
    },
  };
}

export interface LimitRow {
  readonly meter?: string;
  readonly window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
  readonly amount: number | null;
  readonly policy?: "HARD_STOP" | "METERED";
  /** Of the meter, which keeps what it was made with. */
  readonly aggregation?: "SUM" | "MAX" | "LATEST";
  /** Price of each started `per` units beyond a metered allowance, in minor units. */
  readonly overage?: { readonly amount: number; readonly per: number };
}

/** Lays the facts of an organization straight into the tables: what the quota reads, and nothing that it does not. */
export async function layTenant(
  database: TestDatabase,
  organizationId: string,
  limits: readonly LimitRow[],
  features: Readonly<Record<string, boolean>> = {},
): Promise<void> {
  const c = new pg.Client({ connectionString: database.superUrl });
  await c.connect();
  const plan = `plan_${organizationId}`;
  try {
    await c.query(
      `insert into organization (id, kind, name, slug, created_at, updated_at) values ($1, 'TEAM', $1, lower(replace($1, '_', '-')), now(), now())`,
      [organizationId],
    );
    await c.query(`insert into plan_family (code, name) values ('test', 'Test') on conflict do nothing`);
    for (const [slug] of Object.entries(features))
      await c.query(`insert into feature (slug, name) values ($1, $1) on conflict do nothing`, [slug]);
    const counted = new Map(limits.map((l) => [l.meter ?? "api_calls", l.aggregation ?? "SUM"]));
    for (const [meter, aggregation] of new Map([["api_calls", "SUM"], ...counted])) {
      await c.query(
        `insert into meter (id, slug, name, unit, unit_plural, aggregation, created_at) values ('meter_' || $1, $1, $1, 'unit', 'units', $2::"Aggregation", now()) on conflict do nothing`,
        [meter, aggregation],
      );
    }
    await c.query(
      `insert into plan (id, code, version, family, name, status, content_hash, created_at) values ($1, $1, 1, 'test', 'Test', 'ACTIVE', '', now())`,
      [plan],
    );
    for (const [slug, on] of Object.entries(features))
      await c.query(`insert into plan_feature (plan_id, feature_slug, enabled) values ($1, $2, $3)`, [plan, slug, on]);
    for (const [i, l] of limits.entries()) {
      await c.query(
        `insert into plan_limit (id, plan_id, meter_slug, "window", unlimited, amount, policy, overage_amount, overage_per) values ($1, $2, $3, $4::"WindowKind", $5, $6, $7::"LimitPolicy", $8, $9)`,
        [
          `${plan}_${i}`,
          plan,
          l.meter ?? "api_calls",
          l.window,
          l.amount === null,
          l.amount,
          l.policy ?? "HARD_STOP",
          l.overage?.amount ?? null,
          l.overage?.per ?? null,
        ],
      );
    }
    await c.query(
      `insert into subscription (id, organization_id, plan_id, status, source, interval, anchor_at, current_period_start, current_period_end, created_at, updated_at)
       values ('subn_' || $1, $1, $2, 'ACTIVE', 'INTERNAL', 'MONTH', business_now() - interval '3 days', business_now() - interval '3 days', business_now() + interval '27 days', business_now(), business_now())`,
      [organizationId, plan],
    );
  } finally {
    await c.end();
  }
}

/** A plain request. */
export const use = (
  organizationId: string,
  key: string,
  units = 1,
  more: Partial<UsageRequest> = {},
): UsageRequest => ({
  organizationId,
  environment: "PROD",
  meter: "api_calls",
  units,
  key,
  occurredAt: null,
  facts: {
    source: "api",
    apiKeyId: null,
    subject: null,
    provider: null,
    endpoint: null,
    userId: null,
    requestId: null,
    costMicros: null,
    properties: null,
  },
  ...more,
});

/** Asks the database as its owner. */
export async function ask<Row>(database: TestDatabase, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const c = new pg.Client({ connectionString: database.superUrl });
  await c.connect();
  try {
    return (await c.query(text, [...values])).rows as Row[];
  } finally {
    await c.end();
  }
}

/** Σ units in the log of an organization's meter. */
export async function logged(database: TestDatabase, organizationId: string, meter = "api_calls"): Promise<number> {
  const [row] = await ask<{ units: string }>(
    database,
    `select coalesce(sum(e.units), 0) as units from usage_event e join usage_fence f on f.id = e.fence_id where f.organization_id = $1 and f.meter = $2`,
    [organizationId, meter],
  );
  return Number(row?.units);
}
