import { Redis } from "ioredis";
import { cloneDatabase, connectionString, type TestServers } from "../../scripts/test/servers.mjs";

/** Connection strings of one test file. */
export interface TestDatabase {
  /** As the application: only what the migrations grant to weir_app. */
  readonly appUrl: string;
  /** As the migration role, which owns the tables but not the journal. */
  readonly migrateUrl: string;
  /** As superuser, for arranging what no role of ours may do. */
  readonly superUrl: string;
  /** A Redis that no other test file uses at the same time; empty at the start. */
  readonly redisUrl: string;
}

async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  await redis.connect();
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

/**
 * Makes the database and empties the Redis of one worker. `worker` counts from 1. Repeating it begins anew.
 */
export async function prepareTestDatabase(servers: TestServers, worker: number): Promise<TestDatabase> {
  const redisUrl = servers.redisUrls[worker - 1];
  if (redisUrl === undefined) throw new Error(`Worker ${worker} has no Redis; there are ${servers.redisUrls.length}.`);
  const name = `weir_test_${worker}`;
  // The worker's file before this one has ended; connections it left open are cut with its database.
  await Promise.all([cloneDatabase(servers, name), emptyRedis(redisUrl)]);
  return {
    appUrl: connectionString(servers, "weir_app", name),
    migrateUrl: connectionString(servers, "weir_migrate", name),
    superUrl: connectionString(servers, "weir_super", name),
    redisUrl,
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: testDatabase() works in the integration tests only.`);
  return value;
}

/** The calling test file's own database and Redis; made before the file is loaded, the same at every call. */
export function testDatabase(): TestDatabase {
  return {
    appUrl: required("DATABASE_URL"),
    migrateUrl: required("DATABASE_MIGRATE_URL"),
    superUrl: required("WEIR_TEST_SUPER_URL"),
    redisUrl: required("REDIS_URL"),
  };
}
