// Folders of test runs: made in the system's place for temporary files, and swept when a run was killed.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { endProcess, processRegister } from "../embedded/processes.mjs";
import { removePostgresData } from "../embedded/postgres.mjs";

const PREFIX = "weir-test-";

/** Without a register a folder may belong to a run that is just starting; after this long it cannot. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

const registerOf = (folder) => processRegister(path.join(folder, "processes.json"));

/** A new folder for one run; others may pass through it (Postgres may run as nobody) but not list it. */
export function makeTestHome(purpose) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${purpose}-`));
  fs.chmodSync(folder, 0o711);
  return folder;
}

/** A whole Weir needs this long to end its parts one after the other. */
const LAUNCHER_GRACE_MS = 40_000;

/** Ends the launcher and every process noted in the folder's register, stops a Postgres on it, and removes the folder. */
export async function removeTestHome(folder) {
  if (!fs.existsSync(folder)) return;
  const launcher = registerOf(folder).holder();
  if (launcher) await endProcess(launcher, { graceMs: LAUNCHER_GRACE_MS, group: false });
  await registerOf(folder).claim();
  await removePostgresData(path.join(folder, "postgres"));
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Removes what killed runs have left; a run that still lives is not touched. */
export async function sweepTestHomes() {
  for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(os.tmpdir(), name);
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || (process.getuid && stat.uid !== process.getuid())) continue;
    const known = fs.existsSync(path.join(folder, "processes.json"));
    if (!known && performance.timeOrigin + performance.now() - stat.mtimeMs < ABANDONED_AFTER_MS) continue;
    if (registerOf(folder).isHeld()) continue;
    await removeTestHome(folder);
  }
}

export { registerOf as testRegister };
