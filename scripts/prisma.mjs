// `npm run prisma -- migrate dev --name add_wallets`: the Prisma CLI with our engine, which downloads nothing.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { inProject, loadDotEnv, readJsonFile, weirHome } from "./paths.mjs";
import { runMain } from "./progress.mjs";

const ENGINE = inProject("scripts", "schema-engine.mjs");

/** The CLI starts the engine as a program; a checkout from an archive may have lost the bit that allows it. */
function engineProgram() {
  try {
    fs.accessSync(ENGINE, fs.constants.X_OK);
  } catch {
    fs.chmodSync(ENGINE, 0o755);
  }
  return ENGINE;
}

/** What the Prisma CLI needs in its environment to stay offline. */
export const prismaEnvironment = () => ({
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  PRISMA_SCHEMA_ENGINE_BINARY: engineProgram(),
});

/** Absolute path of the CLI's entry. */
export const prismaCli = inProject("node_modules", "prisma", "build", "index.js");

/** The migration URL of the running embedded installation, when there is one. */
function runningMigrateUrl() {
  return readJsonFile(path.join(weirHome(), "running.json"))?.DATABASE_MIGRATE_URL;
}

async function main() {
  loadDotEnv();
  const url = process.env.DATABASE_MIGRATE_URL ?? runningMigrateUrl();
  const env = { ...process.env, ...prismaEnvironment(), ...(url ? { DATABASE_MIGRATE_URL: url } : {}) };
  const { status } = spawnSync(process.execPath, [prismaCli, ...process.argv.slice(2)], {
    stdio: "inherit",
    env,
    cwd: inProject(),
  });
  process.exit(status ?? 1);
}

if (process.argv[1] === import.meta.filename) await runMain(main);
