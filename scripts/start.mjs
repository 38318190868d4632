// `npm start`: everything that Weir needs, on this machine, with one command. See `npm start -- --help`.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildBundles, buildWeb } from "./build.mjs";
import { preferPort, requireFreePorts } from "./embedded/ports.mjs";
import { removePostgresData, startPostgres } from "./embedded/postgres.mjs";
import { endForeground, processRegister, run } from "./embedded/processes.mjs";
import { startRedis } from "./embedded/redis.mjs";
import { generateClient } from "./generate.mjs";
import { applyMigrations } from "./migrate.mjs";
import { inProject, loadDotEnv, projectRoot, readJsonFile, weirHome, writePrivateFile } from "./paths.mjs";
import { programPath } from "./process.mjs";
import { PlainError, step } from "./progress.mjs";
import { bootstrapRoles } from "./roles.mjs";
import { loadSecrets } from "./secrets.mjs";
import { lastLines, runningParts, Stopping } from "./start/children.mjs";
import { childSettings, embeddedDatabase, SIMULATOR_KEY } from "./start/environment.mjs";
import { capabilities, isDemonstration, publicPorts, readFlags, requireNode, USAGE } from "./start/options.mjs";
import { reportLines, writeDemoFile } from "./start/report.mjs";

/** Ports nobody types: kept when free so that a database tool finds them again. */
const POSTGRES_PORT = 54329;
const REDIS_PORT = 63790;

const READY_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 100;

/** The order in which things end: the highest layer first. */
const LAYER = { postgres: 0, redis: 1, simulator: 2, doors: 3 };

/** Everything a start leaves in WEIR_HOME; `--fresh` removes these names and nothing else. */
const KEPT = [
  "secrets.json",
  "demo.json",
  "demo-keys.json",
  "running.json",
  "seed.json",
  "stripe.json",
  "audit-heads.jsonl",
  "logs",
];

/** The characters have bought and called for a month, so the simulator of a new demonstration begins before that. */
const STORY_DAYS = 32;

const TSX = inProject("node_modules", "tsx", "dist", "cli.mjs");

async function removeData(home) {
  await removePostgresData(path.join(home, "postgres"));
  for (const name of KEPT) fs.rmSync(path.join(home, name), { recursive: true, force: true });
  step("removed the data of the installation before");
}

/** Keeps the logs of the start before as *.log.1. */
function turnLogs(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(folder)) {
    if (name.endsWith(".log")) fs.renameSync(path.join(folder, name), path.join(folder, `${name}.1`));
  }
}

async function database(context) {
  const { parts, home, secrets, flags, known } = context;
  if (known.postgres === "external") {
    const url = process.env.DATABASE_URL.trim();
    return { DATABASE_URL: url, DATABASE_MIGRATE_URL: process.env.DATABASE_MIGRATE_URL?.trim() || url };
  }
  const server = await parts.begin(async () => {
    const logFile = parts.logFileOf("postgres");
    const options = { folder: path.join(home, "postgres"), password: secrets.postgresSuperPassword, logFile };
    const started = await startPostgres({ ...options, port: await preferPort(POSTGRES_PORT) });
    return parts.adopt("postgres", LAYER.postgres, started, logFile);
  });
  step(`Postgres on port ${server.port}${server.adopted ? " (still running from before, taken over)" : ""}`);
  await parts.begin(() =>
    bootstrapRoles({
      adminUrl: server.superUrl(),
      database: "weir",
      migratePassword: secrets.migratePassword,
      appPassword: secrets.appPassword,
      shadowDatabases: flags.dev,
    }),
  );
  return embeddedDatabase(secrets, server.port);
}

async function redis({ parts, register, known }) {
  if (known.redis === "external") return process.env.REDIS_URL.trim();
  const server = await parts.begin(async () => {
    const logFile = parts.logFileOf("redis");
    const started = await startRedis({ port: await preferPort(REDIS_PORT), logFile });
    register.add("redis", started.record);
    return parts.adopt("redis", LAYER.redis, started, logFile);
  });
  known.redis = server.engine;
  step(
    `Redis on port ${server.port}: ${server.engine}${server.engine === "js-redis-server" ? " (in memory, for trying out only)" : ""}`,
  );
  return server.url;
}

// As in `npm run start:gateway`: what a batch holds until it is committed should not be copied about by the collector meanwhile.
const GATEWAY_FLAGS = ["--max-semi-space-size=64"];

/** Command line of one of our programs: its bundle, or in development its source. */
function program(name, { dev, watch = false }) {
  const sources = {
    gateway: "gateway/main.ts",
    worker: "workers/main.ts",
    "stripe-simulator": "stripe-simulator/bin.ts",
    seed: "prisma/seed/index.ts",
  };
  if (dev) return [TSX, ...(watch ? ["watch", "--clear-screen=false"] : []), sources[name]];
  return [...(name === "gateway" ? GATEWAY_FLAGS : []), inProject("dist", `${name}.mjs`)];
}

function requirePrograms({ known, flags }) {
  const needed = [
    "app/layout.tsx",
    "gateway/main.ts",
    "workers/main.ts",
    "prisma/seed/index.ts",
    ...(known.stripe === "simulator" ? ["stripe-simulator/bin.ts"] : []),
  ];
  const missing = needed.filter((file) => !fs.existsSync(inProject(file)));
  if (missing.length > 0) throw new PlainError(`This checkout cannot start yet; missing: ${missing.join(", ")}.`);
  if (!flags.dev) for (const name of ["web", "gateway", "worker"]) programPath(name);
}

async function build({ parts, flags }) {
  await parts.begin(generateClient);
  if (flags.dev) return;
  const bundles = await parts.begin(buildBundles);
  const onBuild = () => step("building the web (once; later starts skip it) …");
  const web = await parts.begin(() => buildWeb({ logFile: parts.logFileOf("build"), onBuild }));
  step(`build: web ${web}, processes ${bundles}`);
}

async function until(description, url, parts) {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let last = "no answer";
  while (performance.now() < deadline) {
    if (parts.isStopping) throw new Stopping();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: "manual" });
      const body = await response.text();
      if (response.ok) return;
      last = `${response.status} ${body.slice(0, 400)}`;
    } catch (error) {
      last = error.cause?.code ?? error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new PlainError(`${description} did not become ready in ${READY_TIMEOUT_MS / 1000} s: ${url} answered ${last}`);
}

async function simulator({ parts, settings, ports, home, flags, demonstration }) {
  const state = path.join(home, "stripe.json");
  const tellsAStory = demonstration && !flags.empty && !fs.existsSync(state);
  const begin = new Date(Date.now() - STORY_DAYS * 24 * 60 * 60 * 1000).toISOString();
  const args = [
    ...["--host", "127.0.0.1", "--port", String(ports.simulator), "--key", SIMULATOR_KEY],
    ...[
      "--webhook-url",
      `http://127.0.0.1:${ports.web}/api/webhooks/stripe`,
      "--webhook-secret",
      settings.STRIPE_WEBHOOK_SECRET.split(",")[0].trim(),
    ],
    ...["--state", state],
    ...(tellsAStory ? ["--start-at", begin] : []),
  ];
  const env = { ...process.env, ...settings };
  parts.start("simulator", LAYER.simulator, process.execPath, [...program("stripe-simulator", flags), ...args], {
    env,
    cwd: projectRoot,
  });
  // It has no health route of its own, as Stripe has none: a refused key is an answer too.
  await untilAnswers(`http://127.0.0.1:${ports.simulator}/v1/customers`, parts);
  step(`Stripe simulator on port ${ports.simulator}`);
}

async function untilAnswers(url, parts) {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (parts.isStopping) throw new Stopping();
    const answered = await fetch(url, { signal: AbortSignal.timeout(5000) }).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new PlainError(`${url} did not answer in ${READY_TIMEOUT_MS / 1000} s.`);
}

/** Runs a program that talks with whoever sits at the terminal. */
function atTheTerminal(args, env) {
  const child = spawn(process.execPath, args, { stdio: "inherit", env, cwd: projectRoot });
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code })));
}

async function seed({ parts, settings, home, flags, demonstration }) {
  const file = path.join(home, "seed.json");
  const empty = flags.empty || !demonstration;
  const args = [...program("seed", flags), "--json-out", file, ...(empty ? ["--empty"] : [])];
  const logFile = parts.logFileOf("seed");
  const env = { ...process.env, ...settings };
  // A deployment without an operator asks for one, and only a terminal can be asked.
  const asks = empty && process.stdin.isTTY && process.stdout.isTTY;
  const { code } = await parts.begin(() =>
    asks ? atTheTerminal(args, env) : run(process.execPath, args, { env, cwd: projectRoot, logFile }),
  );
  if (parts.isStopping) throw new Stopping();
  if (code !== 0) throw new PlainError(`The seed failed (exit ${code}). Its last lines:\n${lastLines(logFile)}`);
  if (fs.existsSync(file)) fs.chmodSync(file, 0o600);
  step(empty ? "catalog in place, no demonstration tenants" : "demonstration tenants in place");
  return { logins: [], apiKeys: [], deploymentKey: null, ...readJsonFile(file) };
}

async function doors({ parts, settings, ports, flags }) {
  const env = { ...process.env, ...settings, NEXT_TELEMETRY_DISABLED: "1" };
  // The standalone server listens on HOSTNAME and builds absolute URLs from it; by IPv4, as everything else here does.
  const webEnv = {
    ...env,
    HOSTNAME: "localhost",
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ""} --dns-result-order=ipv4first`.trim(),
  };
  const next = inProject("node_modules", "next", "dist", "bin", "next");
  const web = flags.dev
    ? [next, "dev", "-H", "localhost", "-p", String(ports.web)]
    : ["--import", pathToFileURL(inProject("scripts", "refuse-trace.mjs")).href, programPath("web")];
  const start = (name, args, itsEnv) =>
    parts.start(name, LAYER.doors, process.execPath, args, { env: itsEnv, cwd: projectRoot });
  start("gateway", program("gateway", { dev: flags.dev, watch: true }), env);
  start("worker", program("worker", { dev: flags.dev, watch: true }), env);
  start("web", web, webEnv);
  await until("The gateway", `http://127.0.0.1:${ports.gateway}/healthz`, parts);
  await until("The web", `http://127.0.0.1:${ports.web}/readyz`, parts);
  step("web, gateway and worker are ready");
}

function announce({ settings, home, known, seeded }) {
  const demo = {
    web: settings.WEIR_URL,
    gateway: settings.GATEWAY_URL,
    stripeSimulator: settings.STRIPE_SIMULATOR_URL ?? null,
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    logins: seeded.logins,
    apiKeys: seeded.apiKeys,
    deploymentKey: seeded.deploymentKey,
  };
  writeDemoFile(home, demo);
  const withSimulator = known.stripe === "simulator";
  for (const line of reportLines({ demo, capabilities: known, home, withSimulator })) console.log(line);
  console.log(`Weir is ready: ${settings.WEIR_URL}`);
}

async function bringUp(context) {
  const { register, home, ports, flags, known } = context;
  const ended = await register.claim();
  if (ended.length > 0) step(`ended what an earlier start left behind: ${ended.join(", ")}`);
  if (flags.fresh) await removeData(home);
  await requireFreePorts([
    { port: ports.web, purpose: "web", variable: "PORT" },
    { port: ports.gateway, purpose: "metering API", variable: "GATEWAY_PORT" },
    ...(known.stripe === "simulator"
      ? [{ port: ports.simulator, purpose: "Stripe simulator", variable: "STRIPE_SIMULATOR_PORT" }]
      : []),
  ]);
  turnLogs(path.join(home, "logs"));
  context.secrets = loadSecrets(home);
  const urls = await database(context);
  const redisUrl = await redis(context);
  const { applied, known: total } = await context.parts.begin(() =>
    applyMigrations({ url: urls.DATABASE_MIGRATE_URL }),
  );
  step(
    applied.length > 0
      ? `applied ${applied.length} ${applied.length === 1 ? "migration" : "migrations"}`
      : `${total} ${total === 1 ? "migration" : "migrations"} in place`,
  );
  await build(context);
  requirePrograms(context);
  const withSimulator = known.stripe === "simulator";
  const { demonstration, secrets } = context;
  context.settings = childSettings({
    home,
    secrets,
    ports,
    database: urls,
    redisUrl,
    simulator: withSimulator,
    demonstration,
    dev: flags.dev,
  });
  // For the CLI and for Prisma in another terminal; gone when Weir ends.
  writePrivateFile(path.join(home, "running.json"), JSON.stringify(context.settings, null, 2) + "\n");
  if (withSimulator) await simulator(context);
  const seeded = await seed(context);
  await doors(context);
  announce({ ...context, seeded });
}

async function main() {
  requireNode();
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) return console.log(USAGE);
  loadDotEnv();
  const home = weirHome();
  fs.mkdirSync(home, { recursive: true });
  const register = processRegister(path.join(home, "processes.json"));
  const holder = register.holder();
  if (holder)
    throw new PlainError(
      `Weir already runs from ${home} (process ${holder.pid}). Stop it first, or set another WEIR_HOME.`,
    );

  const end = async (code) => {
    await Promise.all([endForeground(), parts.stop()]);
    fs.rmSync(path.join(home, "running.json"), { force: true });
    process.exit(code);
  };
  const onDeath = (name, how, logFile) => {
    const manner = how.error?.message ?? (how.signal ? `signal ${how.signal}` : `exit ${how.code}`);
    console.error(`\n${name} ended unexpectedly (${manner}). Last lines of ${logFile}:\n${lastLines(logFile)}\n`);
    void end(1);
  };
  const parts = runningParts({ logFolder: path.join(home, "logs"), register, onDeath, verbose: flags.dev });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (!parts.isStopping) console.log("\nStopping …");
      void end(0);
    });
  }
  try {
    await bringUp({
      parts,
      register,
      home,
      flags,
      ports: publicPorts(),
      known: capabilities(),
      demonstration: isDemonstration(),
    });
  } catch (error) {
    if (parts.isStopping) return;
    console.error(error instanceof PlainError ? `\n${error.message}\n` : error);
    await end(1);
  }
}

await main().catch((error) => {
  console.error(error instanceof PlainError ? `\n${error.message}\n` : error);
  process.exit(1);
});
