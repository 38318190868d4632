import { setTimeout as sleep } from "node:timers/promises";
import { monotonic } from "@/lib/platform/clock";
import { view, type CounterView } from "./counter";
import type { EngineParts } from "./engine";
import type { FenceName } from "./model";

/** What Redis said before and after something was read elsewhere. */
export interface Beside<T> {
  readonly read: T;
  /** The counter after the reading; null without one, or while Redis is away. */
  readonly counter: CounterView | null;
  readonly before: CounterView | null;
  /** Nothing was in flight and nothing was reserved in between: both sides speak of one and the same moment. */
  readonly still: boolean;
}

/** Reads something while looking at the counter before and after. Changes nothing and waits for nobody. */
export async function besideCounter<T>(
  engine: EngineParts,
  fence: FenceName,
  read: () => Promise<T>,
): Promise<Beside<T>> {
  const before = await counterOrNull(engine, fence);
  const value = await read();
  const counter = await counterOrNull(engine, fence);
  return { read: value, counter, before, still: isStill(before, counter) };
}

const counterOrNull = (engine: EngineParts, fence: FenceName): Promise<CounterView | null> =>
  engine.redis.token(fence.organizationId) === null ? Promise.resolve(null) : view(engine, fence).catch(() => null);

/*
 * Each reservation raises the number of the generation's reservations, and stays pending until its outcome is confirmed.
 * With none pending and none made, no admission of this generation can have become a row between the two looks.
 */
function isStill(before: CounterView | null, after: CounterView | null): boolean {
  if (before === null || after === null) return before === after;
  const quiet = (g: CounterView): boolean => g.windows.every((w) => w.pending === 0);
  return (
    before.generation === after.generation &&
    before.token === after.token &&
    before.reservations === after.reservations &&
    quiet(before) &&
    quiet(after) &&
    before.windows.every((w, i) => w.used === after.windows[i]?.used && w.held === after.windows[i]?.held)
  );
}

const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/** Repeats a look until it is still, at most for so long. Gives the last look, still or not, and how long that took. */
export async function untilStill<L extends { readonly still: boolean }>(
  look: () => Promise<L>,
  withinMs: number,
): Promise<{ readonly look: L; readonly waitedMs: number }> {
  const started = monotonic();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const seen = await look();
    const waitedMs = Math.round(monotonic() - started);
    if (seen.still || waitedMs + pause > withinMs) return { look: seen, waitedMs };
    await sleep(pause);
  }
}
