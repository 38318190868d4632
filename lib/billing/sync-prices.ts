import { isFree, listPlans, savePriceSync, savePriceSyncFailure, type Plan, type PlanPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { money } from "@/lib/kernel/money";
import { inTransaction } from "@/lib/platform/db";

/** What became of each price that had to go to Stripe. */
export interface SyncedPrices {
  readonly synced: readonly string[];
  readonly failed: readonly { readonly plan: string; readonly reason: string }[];
}

/**
 * Brings one price, and the product of its plan, to Stripe and returns Stripe's id of it. One that is there already is
 * adopted. The plan carries the outcome, also the reason of a failure, which is thrown on. Journaled in the deployment's chain.
 */
export async function bringPriceToStripe(ctx: Ctx, plan: Plan, price: PlanPrice): Promise<string> {
  if (price.stripePriceId) return price.stripePriceId;
  try {
    const synced = await ctx.payments.syncPrice({
      planId: plan.id,
      planCode: plan.code,
      planName: plan.name,
      description: plan.description,
      priceId: price.id,
      amount: money(price.amount, price.currency),
      interval: price.interval,
    });
    await inTransaction(ctx.db, async (tx) => {
      const at = { stripeProductId: synced.productId, stripePriceId: synced.priceId };
      await savePriceSync(tx, { planId: plan.id, priceId: price.id, ...at });
      await record(tx, ctx, "plan_price.brought_to_stripe", {
        entity: { type: "plan_price", id: price.id },
        organization: null,
        after: { plan: plan.code, version: plan.version, interval: price.interval, ...at },
      });
    });
    return synced.priceId;
  } catch (error) {
    await savePriceSyncFailure(ctx.db, plan.id, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Brings every price on sale that Stripe does not have yet. One that fails does not hold up the others. */
export async function syncPrices(ctx: Ctx): Promise<SyncedPrices> {
  const synced: string[] = [];
  const failed: { plan: string; reason: string }[] = [];
  for (const plan of await listPlans(ctx, { status: "ACTIVE" })) {
    if (plan.custom || isFree(plan) || plan.collection !== "STRIPE") continue;
    for (const price of plan.prices.filter((candidate) => candidate.stripePriceId === null && candidate.amount > 0n)) {
      try {
        await bringPriceToStripe(ctx, plan, price);
        synced.push(`${plan.code} ${price.interval.toLowerCase()}`);
      } catch (error) {
        failed.push({ plan: plan.code, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return { synced, failed };
}
