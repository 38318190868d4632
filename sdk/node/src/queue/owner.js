import { createHash, randomBytes } from "node:crypto";
import { readdir, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const SIGN_OF_LIFE_MS = 5_000;
/** Six signs missed: the owner is dead, or so busy that others may as well send what it has left. */
const SILENT_MS = 30_000;
const ALIVE = ".alive";
const OWNER = /^([0-9a-f]{8})\.(\d+)\.[0-9a-f]{8}$/;

const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
const STARTED_AT_MS = Date.now() - process.uptime() * 1000;

/**
 * The part of a directory that one queue writes to. An owner gives a sign of life every five seconds; what a dead one has
 * left behind is for others to take. Whether somebody is dead is a guess, and a wrong one costs a repetition, never an
 * event: see FileStore.
 */
export class Owner {
  /** @param {string} directory */
  constructor(directory) {
    this.directory = directory;
    this.name = `${host}.${process.pid}.${randomBytes(4).toString("hex")}`;
    this.sign = join(directory, this.name + ALIVE);
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
  }

  /** Says so before the first file is there: a file without a living owner would be taken at once. */
  async appear() {
    await this.giveSign();
    clearInterval(this.timer);
    this.timer = setInterval(() => void this.giveSign().catch(() => undefined), SIGN_OF_LIFE_MS).unref();
  }

  /** From now on whoever comes may take what is left. */
  async leave() {
    clearInterval(this.timer);
    await unlink(this.sign).catch(() => undefined);
  }

  /** A write, not utimes: on a shared disk the time is then the disk's for everybody. */
  giveSign() {
    return writeFile(this.sign, `${process.pid}\n`, { mode: 0o600 });
  }

  /**
   * The other owners that have files here and are dead.
   *
   * @returns {Promise<string[]>}
   */
  async dead() {
    await this.giveSign();
    const now = (await stat(this.sign)).mtimeMs;
    const names = new Set((await readdir(this.directory)).map(ownerOf));
    const verdicts = [...names].map(async (name) =>
      name === null || name === this.name || !(await isDead(name, join(this.directory, name + ALIVE), now)) ? [] : name,
    );
    return (await Promise.all(verdicts)).flat();
  }

  /** Removes the last trace of a dead owner. @param {string} name */
  async bury(name) {
    await unlink(join(this.directory, name + ALIVE)).catch(() => undefined);
  }
}

/** Whose a file is; null for a file that is not a queue's. @param {string} file */
export function ownerOf(file) {
  const name = file.replace(/(-\d+\.ndjson|\.alive)$/, "");
  return name !== file && OWNER.test(name) ? name : null;
}

/**
 * @param {string} name
 * @param {string} sign
 * @param {number} now
 */
async function isDead(name, sign, now) {
  const last = await stat(sign).then(
    (found) => found.mtimeMs,
    () => null,
  );
  if (last === null || now - last > SILENT_MS) return true;
  const [, itsHost, pid] = OWNER.exec(name) ?? [];
  if (itsHost !== host) return false;
  // A container that starts again gets the same process id: then an earlier sign than this start is somebody else's.
  if (Number(pid) === process.pid) return last < STARTED_AT_MS;
  return !isRunning(Number(pid));
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not allowed to signal it: it is there.
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
