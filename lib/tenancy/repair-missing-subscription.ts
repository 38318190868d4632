import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import { findLiveSubscription, startFallbackSubscription } from "@/lib/subscriptions";
import { belongingsOf, organizationForUpdate } from "./store";

/**
 * Gives every organization of the user that has no live subscription the FREE one, and writes so into its journal. Doors
 * call it at sign-in. Returns the ids of what was repaired; repeating it, also at the same time, repairs nothing twice.
 */
export async function repairMissingSubscription(ctx: Ctx, userId: string): Promise<readonly string[]> {
  const repaired: string[] = [];
  for (const { organization } of await belongingsOf(ctx.db, userId)) {
    if (await findLiveSubscription(ctx, organization.id)) continue;
    if (await repairOne({ ...ctx, organization: organization.id }, organization.id)) repaired.push(organization.id);
  }
  return repaired;
}

async function repairOne(ctx: Ctx, organizationId: string): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    await organizationForUpdate(tx, organizationId);
    if (await findLiveSubscription({ db: tx }, organizationId)) return false;
    const subscription = await startFallbackSubscription(tx, ctx, organizationId);
    await record(tx, ctx, "subscription.repaired", {
      entity: { type: "subscription", id: subscription.id },
      reason: "The organization had no live subscription when one of its users signed in.",
    });
    return true;
  });
}
