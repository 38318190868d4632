import type { Ctx } from "@/lib/context";
import { inTransaction } from "@/lib/platform/db";
import { commitChange, currentCatalog } from "./commit-change";
import type { Catalog } from "./model";
import { planCatalogChange, type CatalogChange } from "./rules/catalog-change";
import { lockCatalog } from "./store";

/**
 * Makes the database say what the catalog says, in one transaction, and returns the difference that was applied. With
 * `dryRun` nothing is written. Repeating it changes nothing. Every change of a plan is journaled.
 */
export async function applyCatalog(
  ctx: Ctx,
  catalog: Catalog,
  options: { dryRun?: boolean } = {},
): Promise<CatalogChange> {
  if (options.dryRun) return planCatalogChange(await currentCatalog(ctx.db), catalog);
  return inTransaction(ctx.db, async (tx) => {
    await lockCatalog(tx);
    const change = planCatalogChange(await currentCatalog(tx), catalog);
    await commitChange(tx, ctx, change);
    return change;
  });
}
