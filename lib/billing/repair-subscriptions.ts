import type { Ctx } from "@/lib/context";
import { changeAllowance } from "@/lib/quota";
import { repairMissingSubscription } from "@/lib/tenancy";

/**
 * Gives every organization of the user that has no live subscription the FREE one, journaled. Doors call it at sign-in.
 * From the answer on its calls are admitted: a counter that has refused them for want of a subscription is told in the
 * same transaction. Returns the ids of what was repaired; repeating it, also at the same time, repairs nothing twice.
 */
export const repairSubscriptions = (ctx: Ctx, userId: string): Promise<readonly string[]> =>
  repairMissingSubscription(ctx, userId, changeAllowance);
