// A real Postgres out of an npm package: made, started, taken over from a killed launcher, and ended.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { PlainError } from "../progress.mjs";
import { freePort, portIsFree } from "./ports.mjs";
import { dataFolderFor, postgresBinaries, postgresIdentity, runsAsRoot } from "./postgres-binaries.mjs";
import { endProcess, exitOf, processBirth, processCommand, recordOf, spawnDetached } from "./processes.mjs";

/** Name of the embedded superuser. Weir itself never connects as this role. */
export const SUPERUSER = "weir_super";

const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 20_000;
const MAX_CONNECTIONS = 200;

/** For data that nobody will miss; a password guards nothing then, and each connection pays for its iterations on both sides. */
const FAST_AND_FORGETFUL = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "scram_iterations=1",
].flatMap((setting) => ["-c", setting]);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Connection string of the superuser. */
export const superUrl = (port, password, database = "postgres") =>
  `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** Environment without the variables that would steer initdb or postgres elsewhere. */
function quietEnv() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG") && !name.startsWith("LC_"));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

function makeFolder(folder) {
  fs.mkdirSync(folder, { recursive: true }); // closed below: with a mode here, mkdir would close the parents too
  const { uid, gid } = postgresIdentity();
  if (uid === undefined) return fs.chmodSync(folder, 0o700);
  const { uid: owner } = fs.lstatSync(folder);
  if (owner !== 0 && owner !== uid)
    throw new PlainError(`${folder} belongs to user ${owner}. Remove it and start again.`);
  fs.chownSync(folder, uid, gid);
  fs.chmodSync(folder, 0o700);
}

function initialise(initdb, folder, password) {
  const { uid, gid } = postgresIdentity();
  const secret = fs.mkdtempSync(path.join(runsAsRoot() ? "/var/tmp" : os.tmpdir(), "weir-initdb-"));
  const passwordFile = path.join(secret, "password");
  try {
    fs.writeFileSync(passwordFile, password, { mode: 0o600 });
    if (uid !== undefined) for (const at of [passwordFile, secret]) fs.chownSync(at, uid, gid);
    const args = ["-D", folder, "-U", SUPERUSER, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "-E", "UTF8"];
    const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    const options = { env: quietEnv(), cwd: path.parse(folder).root, stdio: "pipe", uid, gid };
    execFileSync(initdb, [...args, ...locale, "--no-sync", "--no-instructions"], options);
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true }); // half a cluster would be taken for a whole one
    const said = String(error.stderr ?? error.message);
    if (/user does not exist/.test(said)) {
      throw new PlainError(
        `Postgres needs a user that the system knows by name; user ${process.getuid?.()} has no entry in /etc/passwd.`,
      );
    }
    throw new Error(`initdb failed: ${said}`);
  } finally {
    fs.rmSync(secret, { recursive: true, force: true });
  }
}

async function tryConnect(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const WRONG_PASSWORD = "28P01";

function wrongPassword(folder) {
  return new PlainError(
    `The embedded database in ${folder} does not accept the password kept in secrets.json.\n` +
      "Put the secrets.json that belongs to it back, or give the data up with: npm start -- --fresh",
  );
}

/** The postmaster that a lock file speaks of, when it really lives and really is a postgres of this folder. */
function livingPostmaster(folder) {
  let lines;
  try {
    lines = fs.readFileSync(path.join(folder, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const birth = processBirth(pid);
  if (!birth || !processCommand(pid).includes(folder)) return null;
  return { pid, port, birth };
}

async function endPostmaster(postmaster) {
  // SIGINT is Postgres's fast shutdown: open sessions are cut, everything is written. Only the postmaster may get it.
  await endProcess(postmaster, { signal: "SIGINT", graceMs: STOP_GRACE_MS, group: false });
}

/** Takes over a postmaster that a killed launcher left, if it answers; ends it if it does not; clears a stale lock file. */
async function adoptOrClear(folder, password) {
  const postmaster = livingPostmaster(folder);
  if (!postmaster) {
    fs.rmSync(path.join(folder, "postmaster.pid"), { force: true });
    return null;
  }
  for (let attempt = 0; attempt < 20 && processBirth(postmaster.pid) === postmaster.birth; attempt += 1) {
    const error = await tryConnect(superUrl(postmaster.port, password));
    if (!error) return postmaster;
    if (error.code === WRONG_PASSWORD) break;
    await pause(250);
  }
  await endPostmaster(postmaster);
  fs.rmSync(path.join(folder, "postmaster.pid"), { force: true });
  return null;
}

function tailOf(file) {
  try {
    return fs.readFileSync(file, "utf8").split("\n").slice(-15).join("\n");
  } catch {
    return "";
  }
}

async function waitUntilReady(child, port, password, folder, logFile) {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let ended = null;
  void child.exited.then((how) => (ended = how));
  while (performance.now() < deadline && !ended) {
    const error = await tryConnect(superUrl(port, password));
    if (!error) return;
    if (error.code === WRONG_PASSWORD) {
      await endPostmaster(recordOf(child));
      throw wrongPassword(folder);
    }
    await pause(30);
  }
  if (!ended) await endPostmaster(recordOf(child));
  throw new Error(
    `Postgres did not start (${ended?.error?.message ?? `exit ${ended?.code ?? "none"}`}).\n${tailOf(logFile)}`,
  );
}

function handle({ record, exited, port, password, folder, fresh, adopted, removeFolder }) {
  return {
    exited,
    port,
    folder,
    fresh,
    adopted,
    record,
    superUrl: (database) => superUrl(port, password, database),
    async stop() {
      await endPostmaster(record);
      if (removeFolder) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function choosePort(wanted) {
  if (wanted === undefined) return freePort();
  if (await portIsFree(wanted)) return wanted;
  throw new PlainError(`Port ${wanted} (embedded Postgres) is in use by another program. Stop that program first.`);
}

/**
 * Starts Postgres on 127.0.0.1 with password authentication (SCRAM) and no Unix socket, or takes over one that a killed
 * launcher left running on the same folder. `folder` keeps the data; `ephemeral` trades durability for speed and removes
 * the folder on stop. Without `port` a free one is chosen; a port that is taken is an error that says so.
 * Resolves with `{ port, folder, fresh, adopted, record, exited, superUrl(database?), stop() }`; stopping twice does nothing more.
 *
 * @param {{ folder: string, password: string, port?: number, ephemeral?: boolean, logFile?: string }} options
 * @returns {Promise<{ port: number, folder: string, fresh: boolean, adopted: boolean, record: { pid: number, birth: string | null },
 *   exited: Promise<unknown>, superUrl: (database?: string) => string, stop: () => Promise<void> }>}
 */
export async function startPostgres({ folder: wanted, password, port: wantedPort, ephemeral = false, logFile }) {
  const folder = dataFolderFor(wanted);
  const { initdb, postgres } = await postgresBinaries();
  const fresh = !fs.existsSync(path.join(folder, "PG_VERSION"));
  if (fresh) {
    makeFolder(folder);
    initialise(initdb, folder, password);
  } else {
    const orphan = await adoptOrClear(folder, password);
    if (orphan) {
      const { port, ...record } = orphan;
      return handle({
        record,
        exited: exitOf(record),
        port,
        password,
        folder,
        fresh: false,
        adopted: true,
        removeFolder: ephemeral,
      });
    }
  }
  const port = await choosePort(wantedPort);
  const settings = [
    ["listen_addresses", "127.0.0.1"],
    ["unix_socket_directories", ""],
    ["max_connections", MAX_CONNECTIONS],
    ["timezone", "UTC"],
    ["log_timezone", "UTC"],
  ].flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const args = ["-D", folder, "-p", String(port), ...settings, ...(ephemeral ? FAST_AND_FORGETFUL : [])];
  const child = spawnDetached(postgres, args, {
    logFile,
    env: quietEnv(),
    cwd: path.parse(folder).root,
    ...postgresIdentity(),
  });
  await waitUntilReady(child, port, password, folder, logFile);
  child.unref();
  return handle({
    record: recordOf(child),
    exited: child.exited,
    port,
    password,
    folder,
    fresh,
    adopted: false,
    removeFolder: ephemeral,
  });
}

/** Ends a Postgres that still runs on the folder, then removes the folder. Used by `--fresh`; absent data is no error. */
export async function removePostgresData(wanted) {
  const folder = dataFolderFor(wanted);
  const postmaster = livingPostmaster(folder);
  if (postmaster) await endPostmaster(postmaster);
  fs.rmSync(folder, { recursive: true, force: true });
}
