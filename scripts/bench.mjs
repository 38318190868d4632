// `npm run bench -- […]`: bench/run.ts, or the file of another bench that is named first, against servers of
// their own, with Postgres as durable as in production.
import crypto from "node:crypto";
import fs from "node:fs";
import { endForeground, run } from "./embedded/processes.mjs";
import { generateClient } from "./generate.mjs";
import { inProject, projectRoot } from "./paths.mjs";
import { PlainError, runMain, step } from "./progress.mjs";
import { cloneDatabase, connectionString, startTestServers } from "./test/servers.mjs";

const DATABASE = "weir_bench";
const OTHERS = ["auth", "console", "journal", "rebuild", "soak", "webhooks"];

const [first = "", ...rest] = process.argv.slice(2);
const other = OTHERS.includes(first);
const ENTRY = inProject("bench", `${other ? first : "run"}.ts`);
const args = other ? rest : process.argv.slice(2);

const secret = () => crypto.randomBytes(32).toString("base64");

await runMain(async () => {
  if (!fs.existsSync(ENTRY)) throw new PlainError(`There is no ${ENTRY} in this checkout.`);
  await generateClient();
  const { servers, stop } = await startTestServers({ durable: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void endForeground());
  try {
    await cloneDatabase(servers, DATABASE);
    step(`Postgres (durable) and ${servers.redisEngine} are ready`);
    const env = {
      ...process.env,
      NODE_ENV: "test",
      DATABASE_URL: connectionString(servers, "weir_app", DATABASE),
      DATABASE_MIGRATE_URL: connectionString(servers, "weir_migrate", DATABASE),
      REDIS_URL: servers.redisUrls[0],
      ENCRYPTION_KEY: secret(),
      API_KEY_PEPPER: secret(),
      BETTER_AUTH_SECRET: secret(),
    };
    const tsx = inProject("node_modules", "tsx", "dist", "cli.mjs");
    const { code } = await run(process.execPath, [tsx, ENTRY, ...args], { env, cwd: projectRoot });
    process.exitCode = code;
  } finally {
    await stop();
  }
});
