import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { testDatabase } from "@/tests/support/database";
import { applyMigrations, migrationsOnDisk } from "./migrate.mjs";
import { inProject } from "./paths.mjs";
import { bootstrapRoles } from "./roles.mjs";
import { connectionString } from "./test/servers.mjs";
import { makeTestHome, removeTestHome } from "./test/temporary.mjs";

const servers = inject("servers");
const { superUrl, migrateUrl, appUrl } = testDatabase();
const EMPTY = "weir_migrate_test";
const emptyUrl = connectionString(servers, "weir_migrate", EMPTY);

let home: string;

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function write(name: string, sql: string): void {
  fs.mkdirSync(path.join(home, name), { recursive: true });
  fs.writeFileSync(path.join(home, name, "migration.sql"), sql);
}

const bootstrapEmpty = () => bootstrapRoles({ adminUrl: superUrl, database: EMPTY, ...servers });

beforeEach(async () => {
  home = makeTestHome("migrations");
  await query(superUrl, `drop database if exists ${EMPTY} with (force)`);
  await bootstrapEmpty();
});
afterEach(() => removeTestHome(home));

describe("migrations", () => {
  it("apply once, in order, however often and by however many they are asked for", async () => {
    write("2_second", "alter table thing add column size int");
    write("1_first", "create table thing (id int)");
    const runs = await Promise.all([1, 2, 3].map(() => applyMigrations({ url: emptyUrl, folder: home })));
    expect(runs.map(({ applied }) => applied).sort((a, b) => b.length - a.length)).toEqual([
      ["1_first", "2_second"],
      [],
      [],
    ]);
  });

  it("leave nothing of a migration that fails, and refuse to go on until it is resolved", async () => {
    write("1_broken", "create table half (id int);\nselect 1 / 0;");
    await expect(applyMigrations({ url: emptyUrl, folder: home })).rejects.toThrow(
      /P3018: migration 1_broken failed.*division by zero/,
    );
    expect(await query(emptyUrl, "select to_regclass('half') as half")).toEqual([{ half: null }]);
    await expect(applyMigrations({ url: emptyUrl, folder: home })).rejects.toThrow(/P3009: migration 1_broken/);
  });

  it("say when one was edited after it had been applied", async () => {
    write("1_first", "create table thing (id int)");
    await applyMigrations({ url: emptyUrl, folder: home });
    write("1_first", "create table thing (id bigint)");
    const warnings: string[] = [];
    await applyMigrations({ url: emptyUrl, folder: home, warn: (text) => warnings.push(text) });
    expect(warnings).toEqual([expect.stringContaining("1_first was edited")]);
  });

  it("keep away from a database that is somebody else's", async () => {
    await query(emptyUrl, "create table theirs (id int)");
    await expect(applyMigrations({ url: emptyUrl, folder: home })).rejects.toThrow(/P3005/);
  });

  it("are recorded as Prisma records them, and give exactly the tables the schema describes", () => {
    const env = { ...process.env, DATABASE_MIGRATE_URL: migrateUrl };
    const prisma = (...args: string[]) =>
      execFileSync(process.execPath, [inProject("scripts", "prisma.mjs"), ...args], {
        env,
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(prisma("migrate", "status")).toContain("Database schema is up to date");
    expect(prisma("migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema")).toContain(
      "No difference detected",
    );
  });
});

describe("the three roles", () => {
  it("have no more power than their work needs", async () => {
    const roles = await query(
      superUrl,
      `select rolname as name, rolcanlogin as login, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as power
         from pg_roles where rolname in ('weir_migrate', 'weir_app', 'weir_audit') order by rolname`,
    );
    expect(roles).toEqual([
      { name: "weir_app", login: true, power: false },
      { name: "weir_audit", login: false, power: false },
      { name: "weir_migrate", login: true, power: false },
    ]);
  });

  it("are brought into form again without harm", async () => {
    await bootstrapEmpty();
    await bootstrapEmpty();
    expect(await query(connectionString(servers, "weir_app", EMPTY), "select current_user as me")).toEqual([
      { me: "weir_app" },
    ]);
  });

  it("keep the application away from the record of migrations and from making tables", async () => {
    expect(migrationsOnDisk().length).toBeGreaterThan(0);
    await expect(query(appUrl, `select * from "_prisma_migrations"`)).rejects.toThrow(/permission denied/);
    await expect(query(appUrl, "create table mine (id int)")).rejects.toThrow(/permission denied/);
    await expect(query(appUrl, "set role weir_audit")).rejects.toThrow(/permission denied/);
  });

  it("let the migrator become the journal's owner only on purpose", async () => {
    await expect(query(migrateUrl, "delete from audit.journal_entry")).rejects.toThrow(/permission denied/);
    await expect(query(migrateUrl, "set role weir_audit")).resolves.toEqual([]);
  });
});
