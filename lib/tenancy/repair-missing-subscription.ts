import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { findLiveSubscription, startFallbackSubscription } from "@/lib/subscriptions";
import { belongingsOf, organizationForUpdate } from "./store";

/** Runs the change of one organization in a transaction of its own. */
export type RunChange = (ctx: Ctx, organizationId: string, change: (tx: Tx) => Promise<boolean>) => Promise<boolean>;

const inPlainTransaction: RunChange = (ctx, _organizationId, change) => inTransaction(ctx.db, change);

/**
 * Gives every organization of the user that has no live subscription the FREE one, and writes so into its journal.
 * Returns the ids of what was repaired; repeating it, also at the same time, repairs nothing twice. `run` is for the
 * conductor, which has the counters told of it in the same transaction: doors call `repairSubscriptions` of billing.
 */
export async function repairMissingSubscription(
  ctx: Ctx,
  userId: string,
  run: RunChange = inPlainTransaction,
): Promise<readonly string[]> {
  const repaired: string[] = [];
  for (const { organization } of await belongingsOf(ctx.db, userId)) {
    if (await findLiveSubscription(ctx, organization.id)) continue;
    const own: Ctx = { ...ctx, organization: organization.id };
    if (await run(own, organization.id, (tx) => repairOne(tx, own, organization.id))) repaired.push(organization.id);
  }
  return repaired;
}

async function repairOne(tx: Tx, ctx: Ctx, organizationId: string): Promise<boolean> {
  await organizationForUpdate(tx, organizationId);
  if (await findLiveSubscription({ db: tx }, organizationId)) return false;
  const subscription = await startFallbackSubscription(tx, ctx, organizationId);
  await record(tx, ctx, "subscription.repaired", {
    entity: { type: "subscription", id: subscription.id },
    reason: "The organization had no live subscription when one of its users signed in.",
  });
  return true;
}
