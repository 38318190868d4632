import { readdir, readFile } from "node:fs/promises";
import type { Sql } from "@/lib/platform/sql";

/** Processor time by part, in microseconds since the part began. Null where the system does not tell. */
export type ProcessorTime = Readonly<Record<string, number>>;

/** A process, or with `family` all children of the one that `pid` descends from. */
export interface Part {
  readonly name: string;
  readonly pid: number;
}

const TICK_US = 10_000;

interface Stat {
  readonly parent: number;
  readonly us: number;
}

/** What Linux says of a process; null for one that has ended, and on other systems. */
async function statOf(pid: number | string): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // The name stands in parentheses and may hold anything; what is counted begins after the last one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { parent: Number(fields[1]), us: (Number(fields[11]) + Number(fields[12])) * TICK_US };
}

/** The processes that serve a database: the backends and all that was started beside them. */
export async function postgresProcesses(sql: Sql): Promise<number | null> {
  const [row] = await sql.query<{ pid: number }>("select pg_backend_pid() as pid");
  return row ? ((await statOf(row.pid))?.parent ?? null) : null;
}

/**
 * Reads how much processor time each part has used. Unlike the time on a clock it hardly changes with what else the
 * machine does, so it tells what a change has gained even on a busy one. Resolution: a hundredth of a second.
 */
export async function readProcessorTime(parts: readonly Part[], postgres: number | null): Promise<ProcessorTime> {
  const read = await Promise.all(parts.map(async ({ name, pid }) => [name, (await statOf(pid))?.us] as const));
  const known = Object.fromEntries(read.flatMap(([name, us]) => (us === undefined ? [] : [[name, us] as const])));
  if (postgres === null) return known;
  const all = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(all.map(statOf));
  return { ...known, postgres: stats.reduce((sum, s) => sum + (s?.parent === postgres ? s.us : 0), 0) };
}
