import { reconcileSubscriptions } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { stripeMode } from "@/lib/platform/env";

export async function compareStripe(ctx: Ctx): Promise<string> {
  if (stripeMode(ctx.env) === "off") return "payments are off";
  const { looked, repaired, failed } = await reconcileSubscriptions(ctx);
  if (repaired.length > 0) ctx.log.warn({ repaired }, "subscriptions had drifted from Stripe and were repaired");
  return `${repaired.length} repaired and ${failed.length} failed of ${looked}`;
}
