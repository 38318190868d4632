import { endSessionsOf } from "@/lib/auth";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import type { StaffRole } from "./permissions";
import { staffRoleOf, upsertStaff } from "./store";

/**
 * Makes a user staff of the deployment, or changes his role there; in the deployment's journal. He signs in anew: a session
 * from before reaches no further than it did. Repeating it changes nothing.
 */
export async function appointStaff(ctx: Ctx, userId: string, role: StaffRole): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await staffRoleOf(tx, userId);
    if (before === role) return;
    await upsertStaff(tx, userId, role, await businessNow(sqlOf(tx)));
    await endSessionsOf(tx, ctx, userId, null);
    await record(tx, ctx, "staff.appointed", {
      entity: { type: "user", id: userId },
      organization: null,
      before: { role: before },
      after: { role },
    });
  });
}
