import type { Ctx } from "@/lib/context";
import { reportOverage } from "./report-overage";

/**
 * Cancels a subscription of this organization at Stripe. Now means with a last invoice for what was used beyond its
 * allowances, which is reported first; Stripe charges for nothing else by it.
 */
export async function endAtStripe(
  ctx: Ctx,
  organizationId: string,
  stripeSubscriptionId: string,
  when: "period_end" | "now",
  reason: string,
): Promise<void> {
  if (when === "now") await reportOverage(ctx, { organizationId });
  await ctx.payments.cancelSubscription(stripeSubscriptionId, when, reason, { billUsage: true });
}
