import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { changeAllowance } from "@/lib/quota";
import {
  changedMeanwhile,
  fallBackToFree,
  internalSubscriptionsDueToEnd,
  lockLiveSubscription,
  type Subscription,
} from "@/lib/subscriptions";

/**
 * Ends subscriptions that we keep ourselves and whose moment has come: a cancellation at period end, or a trial without
 * a means of payment behind it. Each falls back in one transaction. Returns how many; repeating it continues.
 */
export async function endDueSubscriptions(ctx: Ctx): Promise<number> {
  let ended = 0;
  for (const due of await internalSubscriptionsDueToEnd(ctx)) if (await endOne(ctx, due)) ended += 1;
  return ended;
}

async function endOne(ctx: Ctx, due: Subscription): Promise<boolean> {
  const reason = due.status === "TRIALING" ? "the trial ended" : "the period ended after a cancellation";
  try {
    await changeAllowance(ctx, due.organizationId, async (tx) => {
      const live = await lockLiveSubscription(tx, due.organizationId);
      if (live?.id !== due.id || live.revision !== due.revision) throw changedMeanwhile();
      return fallBackToFree(tx, ctx, due.organizationId, reason);
    });
    return true;
  } catch (error) {
    // Resumed or replaced at the last moment; the next run looks again.
    if (error instanceof AppError && error.code === "CONFLICT") return false;
    throw error;
  }
}
