import { deleteCustomer } from "../payments/customers";
import type { TestClock } from "../world/objects";
import type { World } from "../world/world";

/** Deletes a test clock with its customers, whose subscriptions end. */
export function deleteClock(world: World, clock: TestClock): { id: string; object: string; deleted: true } {
  for (const customer of [...world.state.customers.values()]) {
    if (customer.test_clock === clock.id) deleteCustomer(world, customer.id);
  }
  world.state.testClocks.delete(clock.id);
  world.emit("test_helpers.test_clock.deleted", clock);
  return { id: clock.id, object: "test_helpers.test_clock", deleted: true };
}
