import type { Ctx } from "@/lib/context";
import { inTransaction } from "@/lib/platform/db";
import { record } from "./record";
import { eraseFromEntries } from "./store";

/**
 * Takes a person's name and addresses out of every entry, for one who must be forgotten; answers how many entries had
 * any. What he did stays, under an id that names nobody any more, and every chain stays valid: both lie outside the hash.
 * Journaled in the deployment's chain. Repeating it finds nothing left.
 */
export async function erasePerson(ctx: Ctx, userId: string, reason: string): Promise<bigint> {
  return inTransaction(ctx.db, async (tx) => {
    const entries = await eraseFromEntries(tx, userId);
    await record(tx, ctx, "person.erased", {
      entity: { type: "user", id: userId },
      organization: null,
      after: { entries },
      reason,
    });
    return entries;
  });
}
