import { readClock } from "@/lib/platform/clock";
import { DAY, type Instant } from "@/lib/kernel/time";
import { testDatabase } from "./database";
import { ask } from "./quota";
import type { TestWorld } from "./world";

/** Business time moves on; this process learns it at once, as every process does within a second. */
export async function later(weir: TestWorld, ms: number): Promise<void> {
  await ask(testDatabase(), `update business_clock set shift_ms = shift_ms + ${Math.ceil(ms)}`);
  await readClock(weir.world.clock, weir.world.pool);
}

/** Moves business time on to a moment that is still to come. */
export const moveTo = (weir: TestWorld, moment: Instant): Promise<void> => later(weir, moment - weir.world.clock.now());

/** The next midnight, UTC. */
export const nextMidnight = (weir: TestWorld): Instant => Math.ceil((weir.world.clock.now() + 1) / DAY) * DAY;

/** Moves on to noon, so that no test of a few minutes meets the end of a day by chance. */
export const moveToNoon = (weir: TestWorld): Promise<void> => moveTo(weir, nextMidnight(weir) + DAY / 2);
