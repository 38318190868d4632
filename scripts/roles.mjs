// Runs prisma/bootstrap.sql through `pg`, so that one file serves both the embedded Postgres and an operator's psql.
//   node scripts/roles.mjs            reads DATABASE_ADMIN_URL, DATABASE_URL and DATABASE_MIGRATE_URL
import fs from "node:fs";
import pg from "pg";
import { inProject, loadDotEnv } from "./paths.mjs";
import { PlainError, runMain } from "./progress.mjs";

/** Fills in psql's `:'literal'`, `:"identifier"` and `:raw`, for known names only; `::` stays a cast. */
function substitute(sql, variables) {
  return sql.replace(/(?<!:):(?:'(\w+)'|"(\w+)"|(\w+))/g, (whole, literal, identifier, raw) => {
    const value = variables[literal ?? identifier ?? raw];
    if (value === undefined) return whole;
    if (literal) return pg.escapeLiteral(value);
    return identifier ? pg.escapeIdentifier(value) : value;
  });
}

const withoutComments = (text) =>
  text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("--"))
    .join("\n");

/** Splits a script at psql's two commands: [{ sql, then: "gexec" | "connect" | "end", argument }]. */
function steps(text) {
  const found = [];
  let rest = text;
  for (const match of text.matchAll(/^\\(gexec|connect)[ \t]*(.*)$/gm)) {
    const at = rest.indexOf(match[0]);
    found.push({ sql: rest.slice(0, at), then: match[1], argument: match[2].trim() });
    rest = rest.slice(at + match[0].length);
  }
  return [...found, { sql: rest, then: "end", argument: "" }];
}

async function connect(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  return client;
}

/** `\gexec` runs only the last statement's rows; what stands before it in the same step is run as it is. */
async function runAndExecuteRows(client, sql) {
  const results = [await client.query(sql)].flat();
  for (const row of results.at(-1).rows) await client.query(Object.values(row)[0]);
}

/**
 * Makes the roles weir_migrate, weir_app and weir_audit and the database, or brings existing ones into that form.
 * `adminUrl` must be allowed to create roles. Repeating it changes nothing but the passwords given.
 */
export async function bootstrapRoles({ adminUrl, database, migratePassword, appPassword, shadowDatabases = false }) {
  const variables = {
    database,
    migrate_password: migratePassword,
    app_password: appPassword,
    shadow_databases: shadowDatabases ? "CREATEDB" : "NOCREATEDB",
  };
  const script = substitute(withoutComments(fs.readFileSync(inProject("prisma", "bootstrap.sql"), "utf8")), variables);
  let client = await connect(adminUrl);
  try {
    for (const { sql, then } of steps(script)) {
      if (then === "gexec") await runAndExecuteRows(client, sql);
      else if (sql.trim()) await client.query(sql);
      if (then === "connect") {
        await client.end();
        const url = new URL(adminUrl);
        url.pathname = `/${encodeURIComponent(database)}`;
        client = await connect(url.href);
      }
    }
  } finally {
    await client.end();
  }
}

function partsOf(name, role) {
  const url = process.env[name] ? new URL(process.env[name]) : null;
  if (!url || url.username !== role || !url.password) {
    throw new PlainError(`${name} must be a connection string of ${role} with its password.`);
  }
  return { database: decodeURIComponent(url.pathname.slice(1)), password: decodeURIComponent(url.password) };
}

async function main() {
  loadDotEnv();
  const adminUrl = process.env.DATABASE_ADMIN_URL;
  if (!adminUrl)
    throw new PlainError("Set DATABASE_ADMIN_URL to a connection string that may create roles and databases.");
  const app = partsOf("DATABASE_URL", "weir_app");
  const migrate = partsOf("DATABASE_MIGRATE_URL", "weir_migrate");
  await bootstrapRoles({
    adminUrl,
    database: migrate.database,
    migratePassword: migrate.password,
    appPassword: app.password,
  });
  console.log(`Roles weir_migrate, weir_app, weir_audit and database ${migrate.database} are in place.`);
}

if (process.argv[1] === import.meta.filename) await runMain(main);
