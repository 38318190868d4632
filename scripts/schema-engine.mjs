#!/usr/bin/env node
// Takes the place of Prisma's native schema engine, which the CLI would download: the same command line and JSON-RPC over
// stdio, answered by @prisma/schema-engine-wasm through @prisma/adapter-pg. The CLI finds it by
// PRISMA_SCHEMA_ENGINE_BINARY (scripts/prisma.mjs sets it).
import crypto from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const CONNECT_TIMEOUT_MS = 5000;
const RPC_ERROR = 4466; // the native engine's code for "the engine refused"
const OID_CHAR = 18; // the catalogue's one-byte "char"
const OID_TEXT = 25;

/** Parameters of Prisma's URLs that libpq-style clients do not know. */
const PRISMA_ONLY_PARAMETERS = ["schema", "connection_limit", "pool_timeout", "pgbouncer"];

const wasmFile = createRequire(import.meta.url)
  .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
  .replace(/\.js$/, ".wasm");

const argv = process.argv.slice(2);
const valuesOf = (flag) => argv.flatMap((arg, i) => (arg === flag ? [argv[i + 1]] : []));

const datasource = JSON.parse(valuesOf("--datasource")[0] ?? "{}");
const mainUrl = new URL(datasource.url ?? "postgresql://127.0.0.1/none");
const mainDatabase = decodeURIComponent(mainUrl.pathname.slice(1));
const searchPath = mainUrl.searchParams.get("schema") ?? "public";

function urlOf(database) {
  const url = new URL(mainUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  for (const name of PRISMA_ONLY_PARAMETERS) url.searchParams.delete(name);
  return url.href;
}

async function withClient(database, work) {
  const client = new pg.Client({ connectionString: urlOf(database), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const createDatabase = (name) =>
  withClient("postgres", (client) => client.query(`create database ${pg.escapeIdentifier(name)}`));

// ── the adapter, repaired ──────────────────────────────────────────────────────────────────────────────────────────
// As shipped, @prisma/adapter-pg cannot drive migrations safely. Four things are put right below:
// 1. it splits a script at every semicolon, also inside function bodies;
// 2. given a connection string, it opens the shadow database on the *main* one, which a reset would then empty;
// 3. it drops the shadow database over a connection that is still open to it;
// 4. it refuses columns of the catalogue type "char".

/** An adapter over one session (the migration lock belongs to a session), disposed of at most once, then `afterClose`. */
async function openAdapter(database, afterClose = async () => undefined) {
  const pool = new pg.Pool({ connectionString: urlOf(database), options: `-c search_path=${searchPath}`, max: 1 });
  pool.on("error", () => undefined);
  const adapter = await new PrismaPg(pool, { schema: searchPath }).connect();
  adapter.executeScript = (script) => executeWhole(adapter, pool, script);
  adapter.queryRaw = readingCharAsText(adapter);
  let closing;
  adapter.dispose = () => (closing ??= pool.end().then(afterClose));
  return adapter;
}

async function executeWhole(adapter, pool, script) {
  try {
    await pool.query(script);
  } catch (error) {
    adapter.onError(error);
  }
}

/** Wraps queryRaw so that "char" columns travel as text and are announced as characters. */
function readingCharAsText(adapter) {
  const queryRaw = adapter.queryRaw;
  return async (query) => {
    const answer = await adapter.performIO(query);
    const isChar = answer.fields.map((field) => field.dataTypeID === OID_CHAR);
    const fields = answer.fields.map((field, i) => (isChar[i] ? { ...field, dataTypeID: OID_TEXT } : field));
    const replay = Object.create(adapter, { performIO: { value: async () => ({ ...answer, fields }) } });
    const set = await queryRaw.call(replay, query);
    return { ...set, columnTypes: set.columnTypes.map((type, i) => (isChar[i] ? ColumnTypeEnum.Character : type)) };
  };
}

async function openShadow() {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const quoted = pg.escapeIdentifier(name);
  await withClient(mainDatabase, (client) => client.query(`create database ${quoted}`));
  return openAdapter(name, () =>
    withClient(
      mainDatabase,
      async (client) => void (await client.query(`drop database if exists ${quoted} with (force)`)),
    ),
  );
}

const adapterFactory = {
  provider: "postgres",
  adapterName: "@prisma/adapter-pg",
  connect: () => openAdapter(mainDatabase),
  connectToShadowDb: openShadow,
};

// ── the engine ─────────────────────────────────────────────────────────────────────────────────────────────────────

const panics = {
  message: "",
  get: () => panics.message,
  set_message: (text) => (panics.message = `RuntimeError: ${text}`),
};

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = panics;
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = valuesOf("--datamodels").map((file) => [file, readFileSync(file, "utf8")]);
  const log = (line) => process.env.DEBUG?.includes("schemaEngine") && process.stderr.write(`${line}\n`);
  return bindings.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    log,
    bindMigrationAwareSqlAdapterFactory(adapterFactory),
  );
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

/** Methods whose name or answer differs between the native engine and the WebAssembly one. */
const methods = {
  getDatabaseVersion: (engine) => engine.version(),
  async createDatabase() {
    await createDatabase(mainDatabase);
    return { databaseName: mainDatabase };
  },
  async diff(engine, params) {
    const result = await engine.diff(params);
    // The native engine prints the difference by asking its client to; the WebAssembly one returns it.
    if (result?.stdout != null) send({ id: crypto.randomUUID(), method: "print", params: { content: result.stdout } });
    return result;
  },
};

function errorAnswer(id, error) {
  const panic = panics.get();
  const message = panic || error?.message || String(error);
  const details = {
    is_panic: panic !== "",
    message,
    error_code: error?.code,
    meta: error?.meta ?? {},
    error: { message },
  };
  return { id, error: { code: RPC_ERROR, message, data: details } };
}

function serve() {
  let engine;
  let inOrder = Promise.resolve();
  const answer = async ({ id, method, params }) => {
    try {
      engine ??= await loadEngine();
      const result = methods[method] ? await methods[method](engine, params) : await engine[method](params);
      send({ id, result: result ?? {} });
    } catch (error) {
      send(errorAnswer(id, error));
    }
  };
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const request = JSON.parse(line);
      if (request.method) inOrder = inOrder.then(() => answer(request));
    })
    .on("close", () => void inOrder.finally(() => process.exit(0)));
}

// ── the command line ───────────────────────────────────────────────────────────────────────────────────────────────

function fail(code, message) {
  const fields = { message, is_panic: false, error_code: code, meta: {} };
  const line = { timestamp: new Date().toISOString(), level: "ERROR", fields, target: "schema_engine::logger" };
  process.stderr.write(`schema-engine\n${JSON.stringify(line)}\n`);
  process.exit(1);
}

async function runCommand(command) {
  try {
    if (command === "can-connect-to-database") await withClient(mainDatabase, (client) => client.query("select 1"));
    else if (command === "create-database") await createDatabase(mainDatabase);
    else fail("P0000", `unsupported command ${command}`);
    process.exit(0);
  } catch (error) {
    if (error.code === "3D000") fail("P1003", `Database \`${mainDatabase}\` does not exist`);
    if (error.code === "28P01")
      fail("P1000", `Authentication failed for \`${mainUrl.username}\` at \`${mainUrl.host}\``);
    fail("P1001", `Can't reach database server at \`${mainUrl.host}\`: ${error.message}`);
  }
}

function version() {
  return JSON.parse(readFileSync(path.join(path.dirname(wasmFile), "package.json"), "utf8")).version;
}

if (argv.includes("--version")) console.log(`schema-engine-cli ${version()}`);
else if (argv.includes("cli")) await runCommand(argv[argv.indexOf("cli") + 1]);
else serve();
