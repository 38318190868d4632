import { announceTrialEnd, applySubscription } from "@/lib/billing";
import type { EventHandler } from "../model";

export const customerSubscriptionTrialWillEnd: EventHandler = {
  type: "customer.subscription.trial_will_end",
  why: "Three days before the first charge the customer is told, once per trial end however often Stripe says so.",
  async handle(ctx, subscriptionId) {
    const { subscription, outcome } = await applySubscription(ctx, subscriptionId);
    if (!subscription) return outcome;
    return (await announceTrialEnd(ctx, subscription)) ? "told that the trial ends" : `${outcome}; nothing to tell`;
  },
};
