import type { Ctx, World } from "@/lib/context";
import { DAY, utcDay, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { addKeyDays, deleteKeyDays, keyDays, type KeyDay } from "./store";

const WRITTEN_AFTER_MS = 10_000;
const KEPT = 35 * DAY;
/** A process that counts more keys than this between two writes leaves the rest uncounted. */
const MOST_KEYS = 20_000;

type TallyWorld = Pick<World, "db" | "log">;

interface Tally {
  /** Requests by key of the day that is being counted. */
  counts: Map<string, number>;
  day: Instant;
  timer: NodeJS.Timeout | null;
  /** What is under way to the database. */
  writing: Promise<void>;
}

/** What one process has counted for one database and not written yet. */
const tallies = new WeakMap<World["db"], Tally>();

/**
 * Counts one request that a key was accepted for. Costs the request a number in memory: what was counted is written some
 * seconds later, many keys in one statement, and a process that dies meanwhile has not written it.
 */
export function countRequest(world: TallyWorld, keyId: string, now: Instant): void {
  const day = utcDay(now).start;
  const tally = tallies.get(world.db) ?? begin(world, day);
  if (tally.day !== day) {
    void write(world, tally);
    tally.day = day;
  }
  const before = tally.counts.get(keyId);
  if (before === undefined && tally.counts.size >= MOST_KEYS) return;
  tally.counts.set(keyId, (before ?? 0) + 1);
  tally.timer ??= setTimeout(() => {
    tally.timer = null;
    void write(world, tally);
  }, WRITTEN_AFTER_MS).unref();
}

/** Writes what is counted and waits until it is there, for a process that ends and for tests. Never throws. */
export async function writeRequestTally(world: TallyWorld): Promise<void> {
  const tally = tallies.get(world.db);
  if (!tally) return;
  if (tally.timer) clearTimeout(tally.timer);
  tally.timer = null;
  await write(world, tally);
}

/** The requests of keys on each of the last so many days of security time, the oldest first; days without any are 0. */
export async function requestsByDay(
  ctx: Pick<Ctx, "db">,
  keyIds: readonly string[],
  days: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const today = utcDay(securityNow()).start;
  const first = today - (days - 1) * DAY;
  const found = new Map(keyIds.map((id): [string, number[]] => [id, Array.from({ length: days }, () => 0)]));
  for (const { keyId, day, requests } of await keyDays(ctx.db, keyIds, first)) {
    const at = Math.round((day - first) / DAY);
    const counts = found.get(keyId);
    if (counts && at < days) counts[at] = requests;
  }
  return found;
}

/** Clears away days that nobody draws any more. Returns how many rows went. */
export const clearOldRequestDays = (ctx: Pick<Ctx, "db">): Promise<number> =>
  deleteKeyDays(ctx.db, utcDay(securityNow()).start - KEPT);

function begin({ db }: TallyWorld, day: Instant): Tally {
  const tally: Tally = { counts: new Map(), day, timer: null, writing: Promise.resolve() };
  tallies.set(db, tally);
  return tally;
}

/** One write after the other; what cannot be written is lost and said so, for a tally is not worth a queue. */
function write(world: TallyWorld, tally: Tally): Promise<void> {
  const { counts, day } = tally;
  tally.counts = new Map();
  const rows = [...counts].map(([keyId, requests]): KeyDay => ({ keyId, day, requests }));
  tally.writing = tally.writing.then(async () => {
    if (rows.length === 0) return;
    try {
      await addKeyDays(world.db, rows);
    } catch (error) {
      world.log.warn({ err: error, keys: rows.length }, "the requests of API keys were not counted");
    }
  });
  return tally.writing;
}
