// The servers that tests, fault rounds and benchmarks run against: a Postgres that forgets everything at the end, with
// a migrated database to clone from, and as many separate Redis servers as are asked for.
import crypto from "node:crypto";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "../embedded/postgres.mjs";
import { startRedis } from "../embedded/redis.mjs";
import { applyMigrations } from "../migrate.mjs";
import { bootstrapRoles } from "../roles.mjs";
import { makeTestHome, removeTestHome, testRegister } from "./temporary.mjs";

/** The migrated, empty database that other databases are cloned from. Nobody may stay connected to it. */
export const TEMPLATE_DATABASE = "weir_template";

const secret = () => crypto.randomBytes(18).toString("base64url");

/**
 * @typedef {object} TestServers
 * @property {number} postgresPort
 * @property {string} superPassword
 * @property {string} migratePassword
 * @property {string} appPassword
 * @property {readonly string[]} redisUrls
 * @property {string} redisEngine "redis-server", "valkey-server" or "js-redis-server"
 */

/** @type {(servers: TestServers, role: "weir_app" | "weir_migrate" | "weir_super", database: string) => string} */
export function connectionString(servers, role, database) {
  const passwords = {
    weir_app: servers.appPassword,
    weir_migrate: servers.migratePassword,
    weir_super: servers.superPassword,
  };
  return `postgresql://${role}:${passwords[role]}@127.0.0.1:${servers.postgresPort}/${database}`;
}

/**
 * Makes a database out of the template, with the rights that prisma/bootstrap.sql gives on the real one. One of the same
 * name is removed first, its connections cut. `name` must be a plain lower-case identifier.
 *
 * @type {(servers: TestServers, name: string) => Promise<void>}
 */
export async function cloneDatabase(servers, name) {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" is not a plain database name.`);
  const admin = new pg.Client({ connectionString: connectionString(servers, "weir_super", "postgres") });
  await admin.connect();
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} OWNER weir_migrate`);
    await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await admin.query(`GRANT CONNECT ON DATABASE ${name} TO weir_app`);
  } finally {
    await admin.end();
  }
}

/**
 * Starts the servers in a temporary folder. `stop()` ends them and removes it; should the process be killed, the next
 * `npm test` does. `durable` keeps Postgres's promises about crashes, for tests that kill it.
 *
 * @param {{ redisCount?: number, durable?: boolean }} [options]
 * @returns {Promise<{ servers: TestServers, home: string, stop: () => Promise<void> }>}
 */
export async function startTestServers({ redisCount = 1, durable = false } = {}) {
  const home = makeTestHome("servers");
  const register = testRegister(home);
  await register.claim();
  const stop = () => removeTestHome(home);
  try {
    const passwords = { superPassword: secret(), migratePassword: secret(), appPassword: secret() };
    const postgres = await startPostgres({
      folder: path.join(home, "postgres"),
      password: passwords.superPassword,
      ephemeral: !durable,
      logFile: path.join(home, "postgres.log"),
    });
    register.add("postgres", postgres.record, "SIGINT");
    const redis = [];
    for (let count = 1; count <= redisCount; count += 1) {
      redis.push(await startRedis({ logFile: path.join(home, `redis-${count}.log`) }));
      register.add(`redis-${count}`, redis.at(-1).record);
    }
    const servers = {
      postgresPort: postgres.port,
      ...passwords,
      redisUrls: redis.map(({ url }) => url),
      redisEngine: redis[0]?.engine ?? "none",
    };
    await bootstrapRoles({ adminUrl: postgres.superUrl(), database: TEMPLATE_DATABASE, ...passwords });
    await applyMigrations({ url: connectionString(servers, "weir_migrate", TEMPLATE_DATABASE) });
    return { servers, home, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
