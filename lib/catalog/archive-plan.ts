import type { Ctx } from "@/lib/context";
import { inTransaction } from "@/lib/platform/db";
import { commitChange } from "./commit-change";
import { fallbackStays, planNotFound } from "./errors";
import type { Plan } from "./model";
import { onlyPlans, planArchive, type CatalogChange } from "./rules/catalog-change";
import { loadPlans, lockCatalog } from "./store";

/**
 * Takes a plan out of the shop, its draft too, and returns the difference; journaled. Whoever has bought it keeps it. With
 * `dryRun` nothing is written. Repeating it changes nothing. Throws NOT_FOUND for a code that never was, and CONFLICT for
 * the fallback plan, without which nobody could sign up or end a subscription.
 */
export async function archivePlan(ctx: Ctx, code: string, options: { dryRun?: boolean } = {}): Promise<CatalogChange> {
  if (options.dryRun) return changeFor(await loadPlans(ctx.db, { code }), code);
  return inTransaction(ctx.db, async (tx) => {
    await lockCatalog(tx);
    const change = changeFor(await loadPlans(tx, { code }), code);
    await commitChange(tx, ctx, change);
    return change;
  });
}

function changeFor(versions: readonly Plan[], code: string): CatalogChange {
  if (versions.length === 0) throw planNotFound();
  if (versions.some((version) => version.status === "ACTIVE" && version.fallback)) throw fallbackStays(code);
  return onlyPlans(planArchive(versions));
}
