import { planOfPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import type { PaidSubscription } from "@/lib/payments";
import { bringOverageToStripe } from "./sync-prices";

/**
 * Lets a Stripe subscription count by the prices of what goes beyond its plan's limits, beside the plan, from now on.
 * Prices that count for another plan go. Nothing is charged by it; repeating it changes nothing. Null for a subscription
 * that Stripe does not know, or whose price belongs to no plan here.
 */
export async function countOverage(ctx: Ctx, stripeSubscriptionId: string): Promise<PaidSubscription | null> {
  const paid = await ctx.payments.retrieveSubscription(stripeSubscriptionId);
  const sold = paid && (await planOfPrice(ctx, { stripePriceId: paid.priceId }));
  if (!sold) return null;
  const metered = await bringOverageToStripe(ctx, sold.plan, paid.interval);
  return ctx.payments.setMeteredPrices(stripeSubscriptionId, metered);
}
