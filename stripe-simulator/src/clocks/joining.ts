import { invalidRequest } from "../http/errors";
import type { World } from "../world/world";

const MOST_CUSTOMERS = 3;

/**
 * The clock that a new customer names.
 *
 * @throws ApiError when there is none, or when it has all the customers it can have.
 */
export function clockForCustomer(world: World, id: string): string {
  const clock = world.need(world.state.testClocks, "billingclock", id, "test_clock");
  const customers = [...world.state.customers.values()].filter((each) => each.test_clock === clock.id);
  if (customers.length < MOST_CUSTOMERS) return clock.id;
  throw invalidRequest(`A test clock can have at most ${MOST_CUSTOMERS} customers.`, "test_clock");
}
