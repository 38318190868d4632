import { syncPrices } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { stripeMode } from "@/lib/platform/env";

/** Also after an outage, and after a catalog was applied: what is on sale can be bought without waiting for Stripe first. */
export async function syncCatalog(ctx: Ctx): Promise<string> {
  if (stripeMode(ctx.env) === "off") return "payments are off";
  const { synced, failed } = await syncPrices(ctx);
  if (failed.length > 0) ctx.log.error({ failed }, "plans could not be brought to Stripe");
  return `${synced.length} prices brought, ${failed.length} plans failed`;
}
