import { lastUsageLines } from "../metering/invoiced-usage";
import type { Subscription } from "../world/objects";
import type { World } from "../world/world";
import { cancelNow, type CancellationWords } from "./cancellation";
import { invoiceNow } from "./invoice-now";
import { creditLines, keepPendingLines } from "./proration";

/** Nobody is there when a subscription ends by itself. */
const UNATTENDED = { behavior: "allow_incomplete", offSession: true };

/**
 * Ends a subscription now. `prorate` gives the unused time back as lines that wait; `invoiceNow` bills whatever waits in
 * a last invoice (https://docs.stripe.com/billing/subscriptions/cancel).
 */
export function cancelWith(
  world: World,
  subscription: Subscription,
  words: CancellationWords,
  asked: { prorate?: boolean; invoiceNow?: boolean },
): Subscription {
  if (asked.prorate && subscription.status !== "trialing")
    for (const item of subscription.items.data)
      keepPendingLines(world, subscription, creditLines(world, subscription, item, world.now()));
  if (asked.invoiceNow) keepPendingLines(world, subscription, lastUsageLines(world, subscription));
  cancelNow(world, subscription, words);
  if (asked.invoiceNow && waits(world, subscription)) invoiceNow(world, subscription, UNATTENDED);
  return subscription;
}

/** The end that was asked for has come. What still waits and what was used is billed in a last invoice. */
export function endAsAsked(world: World, subscription: Subscription): void {
  keepPendingLines(world, subscription, lastUsageLines(world, subscription));
  cancelNow(world, subscription, {});
  if (waits(world, subscription)) invoiceNow(world, subscription, UNATTENDED, "subscription_cycle");
}

const waits = (world: World, subscription: Subscription): boolean =>
  (world.state.pendingLines.get(subscription.id) ?? []).length > 0;
