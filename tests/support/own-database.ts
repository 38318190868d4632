// Runs in each worker before a test file is loaded, so that modules which read their settings on import find them.
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { prepareTestDatabase } from "./database";

const worker = Number(process.env.VITEST_POOL_ID ?? "1");
const database = await prepareTestDatabase(inject("servers"), worker);

Object.assign(process.env, {
  NODE_ENV: "test",
  DATABASE_URL: database.appUrl,
  DATABASE_MIGRATE_URL: database.migrateUrl,
  WEIR_TEST_SUPER_URL: database.superUrl,
  REDIS_URL: database.redisUrl,
  ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  API_KEY_PEPPER: randomBytes(32).toString("base64"),
  BETTER_AUTH_SECRET: randomBytes(32).toString("base64"),
  LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
});

// What a person has set for real must never reach a test.
for (const name of ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "CLERK_SECRET_KEY", "SMTP_URL", "AXIOM_TOKEN"]) {
  Reflect.deleteProperty(process.env, name);
}
