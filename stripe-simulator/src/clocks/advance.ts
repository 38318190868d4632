import { workThrough } from "../billing/agenda";
import type { TestClock } from "../world/objects";
import type { World } from "../world/world";

/**
 * Takes every advancing test clock to its target, through each due moment of its customers, one by one. A clock whose
 * moment fails says `internal_failure` and stays where it was.
 *
 * @throws whatever a due moment threw, once the others are done.
 */
export function finishAdvances(world: World): void {
  const failures: unknown[] = [];
  for (const clock of world.state.testClocks.values()) {
    const target = clock.status_details.advancing?.target_frozen_time;
    if (clock.status !== "advancing" || target === undefined) continue;
    try {
      workThrough(world, target, clock);
      arrive(world, clock, target);
    } catch (error) {
      failures.push(error);
      tell(world, clock, "internal_failure");
    }
  }
  if (failures.length > 0) throw failures[0];
}

function arrive(world: World, clock: TestClock, target: number): void {
  clock.frozen_time = target;
  tell(world, clock, "ready");
}

function tell(world: World, clock: TestClock, status: "ready" | "internal_failure"): void {
  clock.status = status;
  clock.status_details = {};
  world.clock.standingAt(clock.frozen_time, () => world.emit(`test_helpers.test_clock.${status}`, clock));
}
