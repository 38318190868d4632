import type { Subscription } from "../world/objects";
import type { World } from "../world/world";
import { previewInvoice } from "./preview";

/** Tells once what the renewal at `end` will bill. A subscription that makes no next invoice is told of nothing. */
export function announceRenewal(world: World, subscription: Subscription, end: number): void {
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (facts) facts.upcomingSentFor = end;
  world.emit("invoice.upcoming", previewInvoice(world, { subscription: subscription.id }));
}
