import { applySubscription } from "@/lib/billing";
import { iso } from "@/lib/kernel/time";
import { inTransaction } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { emit } from "@/lib/platform/outbox";
import type { EventHandler } from "../model";

export const customerSubscriptionTrialWillEnd: EventHandler = {
  type: "customer.subscription.trial_will_end",
  why: "Three days before the first charge the customer is told, once per trial end however often Stripe says so.",
  async handle(ctx, subscriptionId) {
    const { subscription, organizationId, outcome } = await applySubscription(ctx, subscriptionId);
    if (!subscription?.trial || !organizationId || subscription.status !== "TRIALING") return outcome;
    const trialEnd = iso(subscription.trial.end);
    await inTransaction(ctx.db, (tx) =>
      once(tx, { scope: "stripe.trial-will-end", key: `${subscriptionId}:${trialEnd}`, input: null }, () =>
        emit(tx, "subscription.trial_will_end", organizationId, { subscriptionId: subscription.id, trialEnd }),
      ),
    );
    return `told that the trial ends on ${trialEnd}`;
  },
};
