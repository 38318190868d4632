import type Stripe from "stripe";
import { withInlinePrices } from "../catalog/inline-prices";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Phases = NonNullable<Wire<Stripe.SubscriptionScheduleUpdateParams>["phases"]>;

/**
 * Runs `work` with phases whose inline prices have come to be, inactive and each for its item alone. When `work` throws, none
 * is left behind.
 *
 * @throws ApiError naming the phase, the item and the field of `price_data` that makes no price.
 */
export function withInlinePhasePrices<Phase extends Phases[number], T>(
  world: World,
  phases: Phase[] | undefined,
  work: (phases: Phase[] | undefined) => T,
): T {
  if (!phases) return work(phases);
  const priced: Phase[] = [];
  const from = (at: number): T => {
    const phase = phases[at];
    if (!phase) return work(priced);
    const path = `phases[${at}][items]`;
    return withInlinePrices(
      world,
      phase.items,
      (items) => {
        priced.push({ ...phase, items: items ?? [] });
        return from(at + 1);
      },
      { path },
    );
  };
  return from(0);
}
