import type { TestClock } from "../world/objects";
import type { World } from "../world/world";

type Fields = Record<string, unknown>;

/** Where an object names what it belongs to; the nearest owner first. */
const OWNERS = ["test_clock", "customer", "subscription", "invoice"] as const;

/** Parameters that name an object whose time is a call's time. */
const NAMING = ["test_clock", "customer", "subscription", "from_subscription", "schedule", "invoice"] as const;

/** The test clock that an object lives by, found through its owner; undefined when it lives by the clock of all. */
export function clockBehind(world: World, id: string): TestClock | undefined {
  const clock = world.state.testClocks.get(id);
  if (clock) return clock;
  const found = (world.state.find(id) ?? itemWith(world, id)) as Fields | undefined;
  if (!found) return undefined;
  for (const owner of OWNERS) {
    const named = found[owner];
    if (typeof named !== "string" || named === id) continue;
    const behind = clockBehind(world, named);
    if (behind) return behind;
  }
  return undefined;
}

/** Items live inside their subscription. */
function itemWith(world: World, id: string): object | undefined {
  if (!id.startsWith("si_")) return undefined;
  return [...world.state.subscriptions.values()].find((each) => each.items.data.some((item) => item.id === id));
}

/** A meter event names its customer in its payload. */
const payer = (payload: unknown): unknown =>
  typeof payload === "object" && payload !== null ? (payload as Fields).stripe_customer_id : undefined;

/** The test clock of a call: the one behind an id in its path or behind an object that its parameters name. */
export function clockOfCall(world: World, ids: readonly string[], params: Fields): TestClock | undefined {
  if (world.state.testClocks.size === 0) return undefined;
  for (const id of [...ids, ...NAMING.map((name) => params[name]), payer(params.payload)]) {
    const clock = typeof id === "string" ? clockBehind(world, id) : undefined;
    if (clock) return clock;
  }
  return undefined;
}

/**
 * Runs `work` in the time of a test clock, or in the time of all without one. Time stands still meanwhile, so that what
 * one request makes has one time.
 */
export function inTimeOf<T>(world: World, clock: TestClock | undefined, work: () => T): T {
  return world.clock.standingAt(clock?.frozen_time ?? world.now(), work);
}
