import type { Ctx } from "@/lib/context";
import { required } from "@/lib/kernel/errors";
import { liveSubscription, type Subscription } from "@/lib/subscriptions";
import { applySubscription } from "./apply-subscription";

/**
 * The context's organization's live subscription after a look at Stripe, for whoever comes back from the provider's
 * portal and must not wait for a webhook. One that we keep ourselves is returned as it is.
 */
export async function refreshSubscription(ctx: Ctx): Promise<Subscription> {
  const organizationId = required(ctx.organization, "the organization whose subscription is looked at");
  const live = await liveSubscription(ctx, organizationId);
  if (live.stripeSubscriptionId === null) return live;
  await applySubscription(ctx, live.stripeSubscriptionId);
  return liveSubscription(ctx, organizationId);
}
