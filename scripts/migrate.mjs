// Applies prisma/migrations as `prisma migrate deploy` does (same table, same lock, same checksums), with nothing but
// `pg`: a production image needs neither the Prisma CLI nor its engine.
//   node scripts/migrate.mjs          reads DATABASE_MIGRATE_URL
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { inProject, loadDotEnv } from "./paths.mjs";
import { PlainError, runMain } from "./progress.mjs";

/** The advisory lock that Prisma itself takes, so that both may be used side by side. */
const PRISMA_LOCK = 72707369;
const LOCK_WAIT = "60s";

const TABLE = `create table if not exists "_prisma_migrations" (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

/** The migrations on disk in the order in which they apply: [{ name, sql, checksum }]. */
export function migrationsOnDisk(folder = inProject("prisma", "migrations")) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => fs.existsSync(path.join(folder, name, "migration.sql")))
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: crypto.createHash("sha256").update(sql).digest("hex") };
    });
}

async function refuseForeignTables(client) {
  const { rows } = await client.query(
    `select to_regclass('public._prisma_migrations') is not null as known,
            (select count(*)::int from pg_tables where schemaname = 'public') as tables`,
  );
  if (!rows[0].known && rows[0].tables > 0) {
    throw new PlainError(
      "P3005: the database is not empty and knows no migrations. Use an empty database, or baseline it with Prisma.",
    );
  }
}

async function recordedMigrations(client) {
  const { rows } = await client.query(
    `select migration_name, checksum, finished_at, logs from "_prisma_migrations" where rolled_back_at is null`,
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new PlainError(
      `P3009: migration ${failed.migration_name} failed earlier${failed.logs ? `: ${failed.logs}` : ""}.\n` +
        `Repair the database, then mark it: npm run prisma -- migrate resolve --rolled-back ${failed.migration_name}`,
    );
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client, { name, sql, checksum }) {
  const id = crypto.randomUUID();
  await client.query(`insert into "_prisma_migrations" (id, checksum, migration_name) values ($1, $2, $3)`, [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql); // one simple query: all of it or nothing, unless the script commits by itself
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    await client.query("reset role");
    await client.query(`update "_prisma_migrations" set logs = $2 where id = $1`, [id, error.message]);
    const where = error.position ? ` (near line ${sql.slice(0, Number(error.position)).split("\n").length})` : "";
    throw new PlainError(`P3018: migration ${name} failed${where}: ${error.message}`);
  }
  await client.query("reset role; reset search_path");
  await client.query(`update "_prisma_migrations" set finished_at = now(), applied_steps_count = 1 where id = $1`, [
    id,
  ]);
}

/**
 * Brings a database up to the migrations on disk. Concurrent calls wait for each other. Resolves with
 * `{ applied, known }` (names, count); a failed migration stays recorded and is refused until it is resolved.
 *
 * @param {{ url: string, folder?: string, warn?: (text: string) => void }} options
 */
export async function applyMigrations({ url, folder, warn = console.warn }) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`set lock_timeout = '${LOCK_WAIT}'`);
    await client.query("select pg_advisory_lock($1)", [PRISMA_LOCK]);
    await client.query("reset lock_timeout");
    await refuseForeignTables(client);
    await client.query(TABLE);
    const recorded = await recordedMigrations(client);
    const onDisk = migrationsOnDisk(folder);
    const applied = [];
    for (const migration of onDisk) {
      const before = recorded.get(migration.name);
      if (before === undefined) {
        await apply(client, migration);
        applied.push(migration.name);
      } else if (before !== migration.checksum) {
        warn(`Migration ${migration.name} was edited after it had been applied here; the edit is not applied.`);
      }
    }
    for (const name of recorded.keys()) {
      if (!onDisk.some((migration) => migration.name === name))
        warn(`Migration ${name} is applied here but absent on disk.`);
    }
    return { applied, known: onDisk.length };
  } finally {
    await client.end();
  }
}

async function main() {
  loadDotEnv();
  const url = process.env.DATABASE_MIGRATE_URL;
  if (!url)
    throw new PlainError("Set DATABASE_MIGRATE_URL to a connection string of the migration role (weir_migrate).");
  const { applied, known } = await applyMigrations({ url });
  console.log(
    applied.length ? `Applied ${applied.join(", ")}.` : `Nothing to apply; ${known} migrations are in place.`,
  );
}

if (process.argv[1] === import.meta.filename) await runMain(main);
