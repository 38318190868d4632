import type Stripe from "stripe";
import { DAY, plusIntervals } from "../billing/calendar";
import { invalidRequest } from "../http/errors";
import { newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { Customer, TestClock } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { deleteClock } from "./deletion";

type Create = Wire<Stripe.TestHelpers.TestClockCreateParams>;
type Advance = Wire<Stripe.TestHelpers.TestClockAdvanceParams>;
type Listing = Wire<Stripe.TestHelpers.TestClockListParams>;

const CLOCKS = "/v1/test_helpers/test_clocks";
const LIVES_FOR = 30 * DAY;

export function testClockRoutes(router: Router): void {
  router.on<Create>("POST", CLOCKS, ({ world, params }) => create(world, params));
  router.on("GET", `${CLOCKS}/:id`, ({ world, id }) => need(world, id));
  router.on<Listing>("GET", CLOCKS, ({ world, params }) => page(CLOCKS, newestFirst(world.state.testClocks), params));
  router.on("DELETE", `${CLOCKS}/:id`, ({ world, id }) => deleteClock(world, need(world, id)));
  router.on<Advance>("POST", `${CLOCKS}/:id/advance`, ({ world, id, params }) =>
    advance(world, need(world, id), params.frozen_time),
  );
}

const need = (world: World, id: string): TestClock => world.need(world.state.testClocks, "billingclock", id);

function create(world: World, params: Create): TestClock {
  const customer = params.customer === undefined ? undefined : freeCustomer(world, params.customer);
  if (params.frozen_time <= 0) throw invalidRequest("Invalid timestamp: must be positive", "frozen_time");
  const now = world.now();
  const clock: TestClock = {
    id: newId("clock"),
    object: "test_helpers.test_clock",
    created: now,
    deletes_after: now + LIVES_FOR,
    frozen_time: params.frozen_time,
    livemode: false,
    name: params.name ?? null,
    status: "ready",
    status_details: {},
  };
  world.state.testClocks.set(clock.id, clock);
  if (customer) adopt(world, clock, customer);
  world.emit("test_helpers.test_clock.created", clock);
  return clock;
}

function freeCustomer(world: World, id: string): Customer {
  const customer = world.need(world.state.customers, "customer", id, "customer");
  if (customer.test_clock === null) return customer;
  throw invalidRequest(`The customer is already attached to a test clock: ${String(customer.test_clock)}.`, "customer");
}

/** From here on the customer and everything that is billed to it lives by the clock. */
function adopt(world: World, clock: TestClock, customer: Customer): void {
  customer.test_clock = clock.id;
  const { subscriptions, subscriptionSchedules, invoices } = world.state;
  for (const table of [subscriptions, subscriptionSchedules, invoices]) {
    for (const each of table.values()) if (each.customer === customer.id) each.test_clock = clock.id;
  }
}

/** Sets out for a later time. The moments in between are worked through after the answer, as `status` tells. */
function advance(world: World, clock: TestClock, target: number): TestClock {
  if (clock.status !== "ready") throw invalidRequest("The test clock cannot be advanced in its present state.");
  if (target <= clock.frozen_time)
    throw invalidRequest("The frozen time must be after the test clock's current frozen time.", "frozen_time");
  if (target > furthest(world, clock))
    throw invalidRequest(
      "A test clock can only be advanced by up to two intervals of its shortest subscription, or by two years when it has none.",
      "frozen_time",
    );
  clock.status = "advancing";
  clock.status_details = { advancing: { target_frozen_time: target } };
  world.emit("test_helpers.test_clock.advancing", clock);
  world.onWaiting();
  return clock;
}

function furthest(world: World, clock: TestClock): number {
  const reaches = [...world.state.subscriptions.values()]
    .filter((each) => each.test_clock === clock.id && each.ended_at === null)
    .flatMap((each) => each.items.data)
    .map(({ price }) => price.recurring ?? { interval: "year", interval_count: 1 })
    .map(({ interval, interval_count: count }) => plusIntervals(clock.frozen_time, interval, 2 * count));
  return reaches.length > 0 ? Math.min(...reaches) : plusIntervals(clock.frozen_time, "year", 2);
}
