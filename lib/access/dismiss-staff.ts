import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import { endImpersonationsOfStaff } from "./impersonate";
import { deleteStaff, staffRoleOf } from "./store";

/**
 * Makes somebody staff no more: his next request finds the console closed, and what he has open in a member's name ends
 * with it. In the deployment's journal. Answers false, and changes nothing, for somebody who is not staff.
 */
export async function dismissStaff(ctx: Ctx, userId: string): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    const before = await staffRoleOf(tx, userId);
    if (before === null || !(await deleteStaff(tx, userId))) return false;
    await endImpersonationsOfStaff(tx, ctx, userId);
    await record(tx, ctx, "staff.dismissed", {
      entity: { type: "user", id: userId },
      organization: null,
      before: { role: before },
      after: { role: null },
    });
    return true;
  });
}
