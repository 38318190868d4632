import { mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Owner, ownerOf } from "./owner.js";
import { Turns } from "./turns.js";
/** @import { FileHandle } from "node:fs/promises" */

const SEGMENT_BYTES = 1024 * 1024;
const GROUP_LINES = 1_000;
const MAX_REWRITES = 3;
const PRIVATE = 0o600;

/**
 * @typedef {{ number: number, path: string, bytes: number, events: number }} Segment
 * @typedef {Segment & { handle: FileHandle, inode: bigint }} OpenSegment
 * @typedef {{ text: string, resolve: () => void, reject: (error: unknown) => void }} Waiting
 */

/**
 * Lines in append-only files ("segments") of one directory, oldest first. A line whose `append` has resolved is on disk,
 * and stays there until its segment is dropped.
 *
 * Several processes may use the directory: each writes to segments of its own, and takes over those of dead owners by
 * renaming them. Who is dead can only be guessed, so the guess carries no weight: after each write the writer looks
 * whether the segment is still there under its own name. If so, a later taker reads the line too, since it reads after it
 * renames; if not, the writer writes the line again. Both may then send it, under one key.
 */
export class FileStore {
  durable = true;
  bytes = 0;
  events = 0;
  #owner;
  #directory;
  #fsync;
  #next = 1;
  /** @type {OpenSegment | null} */
  #open = null;
  /** @type {Segment[]} */
  #closed = [];
  /** @type {Waiting[]} */
  #waiting = [];
  #turns = new Turns();

  /** @param {{ directory: string, fsync: boolean }} options */
  constructor({ directory, fsync }) {
    this.#directory = directory;
    this.#fsync = fsync;
    this.#owner = new Owner(directory);
  }

  async start() {
    const made = await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    if (made !== undefined && this.#fsync) await syncAbove(this.#directory, made);
    await this.#owner.appear();
    await this.adopt();
  }

  /** Number of the newest segment; what is appended from now on is in this one or a later one. */
  get newest() {
    return this.#next - 1;
  }

  /** The lowest number of a segment that is still there; Infinity when there is none. */
  get oldest() {
    return Math.min(...this.#closed.map(({ number }) => number), this.#open?.number ?? Infinity);
  }

  /**
   * Writes a line to the disk. Lines that arrive while one group is being written are written together as the next, so
   * that a sync serves all of them. Rejects when the disk refuses; the line may be there even so.
   *
   * @param {string} line
   * @returns {Promise<void>}
   */
  append(line) {
    const written = new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      this.#waiting.push({ text: `${line}\n`, resolve, reject });
    });
    void this.#turns.take(() => this.#writeWaiting());
    return written;
  }

  /**
   * The oldest segment, read and no longer written to; null when there is none. A last line that was cut off in the
   * middle belongs to an `append` that never resolved, and is left out.
   *
   * @returns {Promise<{ number: number, lines: string[], drop: () => Promise<void> } | null>}
   */
  take() {
    return this.#turns.take(async () => {
      if (this.#closed.length === 0) await this.#seal();
      for (let oldest = this.#closed[0]; oldest; oldest = this.#closed[0]) {
        const segment = oldest;
        const lines = await linesOf(segment.path);
        if (lines) return { number: segment.number, lines, drop: () => this.#drop(segment) };
        this.#forget(segment); // somebody took it for a dead one's
      }
      return null;
    });
  }

  /** Takes over what dead owners have left in the directory. */
  adopt() {
    return this.#turns.take(async () => {
      for (const name of await this.#owner.dead()) {
        const files = (await readdir(this.#directory)).filter((file) => ownerOf(file) === name).sort();
        for (const file of files.filter((one) => one.endsWith(".ndjson"))) await this.#takeOver(file);
        await this.#owner.bury(name);
      }
    });
  }

  /** Stops writing. What is left can be taken by others from now on. */
  async close() {
    await this.#turns.take(() => this.#seal());
    await this.#owner.leave();
  }

  /** @param {string} file */
  async #takeOver(file) {
    const segment = this.#named();
    try {
      await rename(join(this.#directory, file), segment.path);
    } catch {
      return; // another process was faster, or the system keeps the file for its owner
    }
    // Ours from now on, also if it cannot be measured.
    this.#closed.push(segment);
    segment.bytes = (await stat(segment.path)).size;
    segment.events = (await linesOf(segment.path))?.length ?? 0;
    this.bytes += segment.bytes;
    this.events += segment.events;
  }

  async #writeWaiting() {
    const group = this.#waiting.splice(0, GROUP_LINES);
    if (group.length === 0) return;
    try {
      await this.#write(Buffer.from(group.map(({ text }) => text).join("")), group.length);
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /**
   * @param {Buffer} group
   * @param {number} count
   */
  async #write(group, count) {
    for (let rewrite = 0; rewrite <= MAX_REWRITES; rewrite += 1) {
      const segment = this.#open ?? (await this.#begin());
      try {
        await segment.handle.appendFile(group);
        if (this.#fsync) await segment.handle.datasync();
        if (await isStill(segment)) return await this.#written(segment, group.length, count);
      } catch (error) {
        await this.#cutOff(segment);
        throw error;
      }
      await this.#giveUp(segment);
    }
    throw new Error(`The segments in ${this.#directory} are taken away as soon as they are written.`);
  }

  /**
   * @param {OpenSegment} segment
   * @param {number} bytes
   * @param {number} count
   */
  async #written(segment, bytes, count) {
    segment.bytes += bytes;
    segment.events += count;
    this.bytes += bytes;
    this.events += count;
    if (segment.bytes >= SEGMENT_BYTES) await this.#seal();
  }

  /** @returns {Segment} */
  #named() {
    const number = this.#next++;
    const path = join(this.#directory, `${this.#owner.name}-${String(number).padStart(10, "0")}.ndjson`);
    return { number, path, bytes: 0, events: 0 };
  }

  async #begin() {
    const segment = this.#named();
    const handle = await open(segment.path, "ax", PRIVATE);
    const { ino } = await handle.stat({ bigint: true });
    if (this.#fsync) await syncFolder(this.#directory);
    this.#open = { ...segment, handle, inode: ino };
    return this.#open;
  }

  async #seal() {
    if (!this.#open) return;
    const { handle, inode: _inode, ...segment } = this.#open;
    this.#open = null;
    this.#closed.push(segment);
    await handle.close();
  }

  /**
   * Half a line may stand at the end now; nothing may be written behind it. A disk that is full must not fill with what it
   * did not take: what was not promised goes, and the file with it if nothing else is in it.
   *
   * @param {OpenSegment} segment
   */
  async #cutOff(segment) {
    if (this.#open === segment) await segment.handle.truncate(segment.bytes).catch(() => undefined);
    await this.#seal();
    if (segment.bytes === 0) await this.#drop(segment).catch(() => undefined);
  }

  /** The segment was taken over, and its lines with it. @param {OpenSegment} segment */
  async #giveUp(segment) {
    this.#open = null;
    this.#forget(segment);
    await segment.handle.close();
  }

  /** @param {Segment} segment */
  async #drop(segment) {
    await unlink(segment.path).catch(nullIfAbsent);
    this.#forget(segment);
  }

  /** @param {Segment} segment */
  #forget(segment) {
    this.#closed = this.#closed.filter(({ number }) => number !== segment.number);
    this.bytes -= segment.bytes;
    this.events -= segment.events;
  }
}

/** Whether the file that was opened is still the one under its name. @param {OpenSegment} segment */
async function isStill({ path, inode }) {
  const found = await stat(path, { bigint: true }).catch(nullIfAbsent);
  return found?.ino === inode;
}

/** @param {NodeJS.ErrnoException} error */
function nullIfAbsent(error) {
  if (error.code === "ENOENT") return null;
  throw error;
}

/** The whole lines of a segment; null when it is not there any more. @param {string} path */
async function linesOf(path) {
  const text = await readFile(path, "utf8").catch(nullIfAbsent);
  return text?.split("\n").slice(0, -1) ?? null;
}

/** Makes a new name survive a loss of power. Some systems cannot, and need not. @param {string} directory */
async function syncFolder(directory) {
  const handle = await open(directory, "r").catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * The same for directories that have just been made.
 *
 * @param {string} directory the innermost
 * @param {string} made the outermost
 */
async function syncAbove(directory, made) {
  const outside = dirname(resolve(made));
  for (let at = dirname(resolve(directory)); at.length >= outside.length; at = dirname(at)) {
    await syncFolder(at);
    if (at === dirname(at)) return;
  }
}
