import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { World } from "./world";

const QUIET_MS = 200;
/** Writing takes at most one part in so many of the time, however large the state has become. */
const PATIENCE = 10;
/** A log is written anew when so many times as many lines as entries are in it. */
const MOST_WASTE = 3;
const FEW_LINES = 1_000;

type Line = [table: string, key: string, value?: unknown];

/**
 * Keeps the world in a file and, beside it, a log of what grows with every request: events, deliveries and idempotency
 * records. The file is written whole to a neighbour and renamed, and says how much of which log belongs to it, so that a
 * crash never leaves half a state. A change reaches the disk within a second while the state is small, and within ten times
 * what writing it takes when it is large.
 */
export class StateFile {
  private timer: NodeJS.Timeout | null = null;
  private log: { name: string; bytes: number; lines: number } | null = null;
  private lastWriteMs = 0;

  constructor(
    private readonly path: string,
    private readonly world: World,
  ) {
    for (const [, table] of world.state.logged()) table.follow();
  }

  /** Reads the file when there is one. @throws Error when it is not a state of ours. @returns whether it was there. */
  load(): boolean {
    if (!existsSync(this.path)) {
      for (const turn of [0, 1]) rmSync(this.logPath(this.logName(turn)), { force: true });
      return false;
    }
    const { clockOffset, log } = this.world.state.restore(readFileSync(this.path, "utf8"));
    this.world.clock.offsetSeconds = clockOffset;
    if (log) this.log = { ...log, lines: this.readLog(log.name, log.bytes) };
    return true;
  }

  /** Asks for a write soon; many changes share one. */
  changed(): void {
    this.timer ??= setTimeout(() => this.flush(), Math.max(QUIET_MS, PATIENCE * this.lastWriteMs));
  }

  /** Writes now. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const began = performance.now();
    mkdirSync(dirname(this.path), { recursive: true });
    const before = this.log?.name;
    this.writeLog();
    const { log, world } = this;
    const head = { clockOffset: world.clock.offsetSeconds, log: log && { name: log.name, bytes: log.bytes } };
    const next = `${this.path}.next`;
    write(next, "w", world.state.serialize(head));
    renameSync(next, this.path);
    if (before !== undefined && before !== log?.name) rmSync(this.logPath(before), { force: true });
    this.lastWriteMs = performance.now() - began;
  }

  private writeLog(): void {
    const tables = this.world.state.logged();
    const taken = tables.map(([name, table]) => ({ name, table, ...table.takeUnwritten() }));
    const entries = tables.reduce((sum, [, table]) => sum + table.size, 0);
    const { log } = this;
    const wasteful = log !== null && log.lines > MOST_WASTE * entries + FEW_LINES;
    if (log === null || wasteful || taken.some((each) => each.cleared)) {
      const name = this.logName(log?.name === this.logName(0) ? 1 : 0);
      const lines = tables.flatMap(([table, map]) => [...map].map(([key, value]): Line => [table, key, value]));
      this.log = { name, bytes: write(this.logPath(name), "w", textOf(lines)), lines: lines.length };
      return;
    }
    const lines = taken.flatMap(({ name, table, keys }) =>
      keys.map((key): Line => (table.has(key) ? [name, key, table.get(key)] : [name, key])),
    );
    if (lines.length === 0) return;
    log.bytes += write(this.logPath(log.name), "a", textOf(lines));
    log.lines += lines.length;
  }

  /** Fills the logged tables. What a crash left behind the end that the state knows is cut off. */
  private readLog(name: string, bytes: number): number {
    const path = this.logPath(name);
    const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    if (content.length < bytes) throw new Error(`The state file's log ${name} is missing or too short`);
    const file = openSync(path, "r+");
    ftruncateSync(file, bytes);
    closeSync(file);
    const tables = new Map(this.world.state.logged());
    const lines = content.subarray(0, bytes).toString("utf8").split("\n").slice(0, -1);
    for (const line of lines) {
      const [table, key, value] = JSON.parse(line) as Line;
      if (value === undefined) tables.get(table)?.drop(key);
      else tables.get(table)?.fill(key, value);
    }
    for (const table of tables.values()) table.takeUnwritten();
    return lines.length;
  }

  private logName(turn: number): string {
    return `${basename(this.path)}.${turn === 0 ? "a" : "b"}.log`;
  }

  private logPath(name: string): string {
    return join(dirname(this.path), basename(name));
  }
}

function textOf(lines: Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Writes and waits for the disk. @returns the bytes written. */
function write(path: string, flags: "w" | "a", text: string): number {
  const file = openSync(path, flags, 0o600);
  try {
    const content = Buffer.from(text, "utf8");
    for (let done = 0; done < content.length;) done += writeSync(file, content, done);
    fsyncSync(file);
    return content.length;
  } finally {
    closeSync(file);
  }
}
