// Once per run of the integration tests: one Postgres that forgets everything at the end, with a migrated database to
// clone from, and one Redis per worker, so that a test may flush or fill its Redis without asking anybody.
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgres } from "../../scripts/embedded/postgres.mjs";
import { startRedis } from "../../scripts/embedded/redis.mjs";
import { applyMigrations } from "../../scripts/migrate.mjs";
import { bootstrapRoles } from "../../scripts/roles.mjs";
import { makeTestHome, removeTestHome, testRegister } from "../../scripts/test/temporary.mjs";
import { TEMPLATE_DATABASE, type TestServers } from "./database";

declare module "vitest" {
  export interface ProvidedContext {
    servers: TestServers;
  }
}

const secret = (): string => randomBytes(18).toString("base64url");

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = makeTestHome("servers");
  const register = testRegister(home);
  await register.claim();
  const teardown = (): Promise<void> => removeTestHome(home);
  try {
    const superPassword = secret();
    const passwords = { migratePassword: secret(), appPassword: secret() };
    const folder = path.join(home, "postgres");
    const logFile = path.join(home, "postgres.log");
    const postgres = await startPostgres({ folder, password: superPassword, port: undefined, ephemeral: true, logFile });
    register.add("postgres", postgres.record, "SIGINT");
    const redisUrls: string[] = [];
    for (let worker = 0; worker < project.vitest.config.maxWorkers; worker += 1) {
      const redis = await startRedis({ port: undefined, logFile: path.join(home, `redis-${worker}.log`) });
      register.add(`redis-${worker}`, redis.record);
      redisUrls.push(redis.url);
    }
    await bootstrapRoles({ adminUrl: postgres.superUrl("postgres"), database: TEMPLATE_DATABASE, ...passwords });
    const template = `postgresql://weir_migrate:${passwords.migratePassword}@127.0.0.1:${postgres.port}/${TEMPLATE_DATABASE}`;
    await applyMigrations({ url: template, folder: undefined });
    project.provide("servers", { postgresPort: postgres.port, superPassword, ...passwords, redisUrls });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
