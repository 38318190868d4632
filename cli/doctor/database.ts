import type { World } from "@/lib/context";
import { createDb, sqlOf } from "@/lib/platform/db";
import { lastBeat } from "@/lib/platform/lease";
import { redactSecrets } from "@/lib/platform/log";
import { failed, fine, warning, type Finding } from "./finding";

const SLOW_MS = 50;
const WORKER_SILENT_AFTER = 15;

/** Checks of Postgres, each of which says what to do. None throws, and without a connection only the first one speaks. */
export async function databaseFindings(world: World): Promise<Finding[]> {
  const reach = await reachable(world);
  if (reach.state === "failed") return [reach];
  return [reach, await roles(world), await migrations(world), await worker(world)];
}

async function reachable(world: World): Promise<Finding> {
  try {
    await sqlOf(world.db).query("select 1 as one");
    const started = performance.now();
    const [row] = await sqlOf(world.db).query<{ version: string }>(
      "select current_setting('server_version') as version",
    );
    const ms = Math.round(performance.now() - started);
    const found = `Postgres ${row?.version ?? "?"}, answers in ${ms} ms`;
    return ms > SLOW_MS
      ? warning("database", found, "Every durable call waits for it: bring Weir and Postgres closer together.")
      : fine("database", found);
  } catch (error) {
    return failed(
      "database",
      redactSecrets(reasonOf(error)),
      "Check DATABASE_URL, and that Postgres runs and lets this machine in.",
    );
  }
}

/** The application must not be able to change what it has written into the journal and the usage log. */
async function roles(world: World): Promise<Finding> {
  const [row] = await sqlOf(world.db)
    .query<{ name: string; super: boolean; journal: boolean; events: boolean }>(
      `select current_user::text as name, rolsuper as super,
       has_table_privilege(current_user, 'audit.journal_entry', 'update') or has_table_privilege(current_user, 'audit.journal_entry', 'delete') as journal,
       has_table_privilege(current_user, 'public.usage_event', 'update') or has_table_privilege(current_user, 'public.usage_event', 'delete') as events
     from pg_roles where rolname = current_user`,
    )
    .catch(() => []);
  const fix =
    "Let DATABASE_URL sign in as weir_app; prisma/bootstrap.sql makes the roles, the migrations grant the rights.";
  if (!row)
    return failed(
      "roles",
      "the rights of this role cannot be read: the journal is not there",
      "Run the migrations: npm run migrate",
    );
  if (row.super)
    return failed("roles", `${row.name} is a superuser: nothing protects the journal from the application`, fix);
  if (row.journal || row.events)
    return failed("roles", `${row.name} may change the ${row.journal ? "journal" : "usage log"}`, fix);
  return fine("roles", `${row.name} may add to the journal and the usage log, and change neither`);
}

/** Whether migrations are missing is known to the migrating role; the application sees only whether its tables are there. */
async function migrations(world: World): Promise<Finding> {
  const fix = "Run the migrations: npm run migrate";
  const [row] = await sqlOf(world.db).query<{ there: boolean }>(
    "select to_regclass('public.usage_hold') is not null as there",
  );
  if (!row?.there) return failed("migrations", "the tables are not there", fix);
  const url = world.env.DATABASE_MIGRATE_URL;
  if (!url)
    return fine("migrations", "the tables are there (DATABASE_MIGRATE_URL is not set, so the list was not read)");
  const db = createDb(url, { max: 1 });
  try {
    const [state] = await sqlOf(db).query<{ applied: number; unfinished: number }>(
      `select count(*) filter (where finished_at is not null)::int4 as applied, count(*) filter (where finished_at is null and rolled_back_at is null)::int4 as unfinished from _prisma_migrations`,
    );
    if ((state?.unfinished ?? 0) > 0)
      return failed(
        "migrations",
        `${state?.unfinished} began and did not finish`,
        `See what stopped it in _prisma_migrations. ${fix}`,
      );
    return fine("migrations", `${state?.applied ?? 0} applied`);
  } catch (error) {
    return warning(
      "migrations",
      `the list cannot be read: ${redactSecrets(reasonOf(error))}`,
      "Check DATABASE_MIGRATE_URL.",
    );
  } finally {
    await db.$disconnect();
  }
}

async function worker(world: World): Promise<Finding> {
  const silence = await lastBeat(world.db, "worker").catch(() => null);
  const fix =
    "Start it: npm run start:worker (npm start does so by itself). Until then no webhook is worked on and no window closed.";
  if (silence === null) return failed("worker", "has never been seen", fix);
  const seconds = Math.round(silence);
  return silence > WORKER_SILENT_AFTER
    ? failed("worker", `was last seen ${seconds} s ago`, fix)
    : fine("worker", `was seen ${seconds} s ago`);
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? error.message) : String(error);
