import { createWorld, type RunningWorld } from "@/lib/context";
import { readEnvironment } from "@/lib/platform/env";

interface Held {
  readonly world: RunningWorld;
  readonly ready: Promise<void>;
}

// Next loads a module several times over; what a process has once lives on the global object.
const AT = Symbol.for("weir.world");
const holder = globalThis as { [AT]?: Held };

function held(): Held {
  const there = holder[AT];
  if (there) return there;
  const world = createWorld(readEnvironment(), "web");
  return hold(world);
}

function hold(world: RunningWorld): Held {
  const ready = startQuota(world);
  const made: Held = { world, ready };
  holder[AT] = made;
  return made;
}

/** The quota starts with the clock; while the database is away it is asked again, and the process serves what it can. */
async function startQuota(world: RunningWorld): Promise<void> {
  try {
    await world.quota.start();
  } catch (error) {
    world.log.error({ err: error }, "the database cannot be reached; trying again");
    setTimeout(() => void startQuota(world), 1_000).unref();
  }
}

/** The world of this process, made at the first call. */
export const world = (): RunningWorld => held().world;

/** The same, once business time is known. */
export async function readyWorld(): Promise<RunningWorld> {
  const { world: w, ready } = held();
  await ready;
  return w;
}

/** Gives this process a world made elsewhere: the gateway's own, or a test's. */
export function useWorld(world: RunningWorld): void {
  hold(world);
}
