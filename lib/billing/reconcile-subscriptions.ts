import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { liveStripeSubscriptions, type Subscription } from "@/lib/subscriptions";
import { applySubscription } from "./apply-subscription";

/** How far ours and Stripe's state lay apart. */
export interface Reconciled {
  readonly looked: number;
  /** What differed and has been brought to Stripe's present state. */
  readonly repaired: readonly {
    readonly subscriptionId: string;
    readonly organizationId: string;
    readonly outcome: string;
  }[];
  /** What could not be brought in step; the reason is in the log. */
  readonly failed: readonly string[];
}

const PAGE = 100;
const IN_STEP = new Set(["unchanged", "nothing to do"]);

/**
 * Compares every live subscription that Stripe collects with Stripe, one by one, and repairs what differs: the last net
 * under webhooks and sweeps. One that fails does not hold up the others, unless Stripe is away (UNAVAILABLE). Repeating
 * it repairs nothing twice.
 */
export async function reconcileSubscriptions(ctx: Ctx): Promise<Reconciled> {
  const repaired: { subscriptionId: string; organizationId: string; outcome: string }[] = [];
  const failed: string[] = [];
  let looked = 0;
  let after: string | null = null;
  for (;;) {
    const page: Subscription[] = await liveStripeSubscriptions(ctx, { after, limit: PAGE });
    for (const subscription of page) {
      const outcome = await outcomeOf(ctx, subscription);
      if (outcome === null) failed.push(subscription.id);
      else if (!IN_STEP.has(outcome))
        repaired.push({ subscriptionId: subscription.id, organizationId: subscription.organizationId, outcome });
    }
    looked += page.length;
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return { looked, repaired, failed };
  }
}

async function outcomeOf(ctx: Ctx, subscription: Subscription): Promise<string | null> {
  if (subscription.stripeSubscriptionId === null) return "unchanged";
  try {
    return (await applySubscription(ctx, subscription.stripeSubscriptionId)).outcome;
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAVAILABLE") throw error;
    ctx.log.error(
      { err: error, subscriptionId: subscription.id },
      "a subscription could not be brought in step with Stripe",
    );
    return null;
  }
}
