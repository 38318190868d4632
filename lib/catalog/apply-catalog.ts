import type { Ctx } from "@/lib/context";
import { inTransaction } from "@/lib/platform/db";
import { commitChange, currentCatalog } from "./commit-change";
import { catalogInvalid } from "./errors";
import type { Catalog } from "./model";
import { planCatalogChange, type CatalogChange, type CurrentCatalog } from "./rules/catalog-change";
import { aggregationFaults } from "./rules/catalog-faults";
import { lockCatalog } from "./store";

/**
 * Makes the database say what the catalog says, in one transaction, and returns the difference that was applied. With
 * `dryRun` nothing is written. Repeating it changes nothing. Every change of a plan is journaled. VALIDATION_ERROR when it
 * would have a meter count in another way than it does.
 */
export async function applyCatalog(
  ctx: Ctx,
  catalog: Catalog,
  options: { dryRun?: boolean } = {},
): Promise<CatalogChange> {
  if (options.dryRun) return changeFor(await currentCatalog(ctx.db), catalog);
  return inTransaction(ctx.db, async (tx) => {
    await lockCatalog(tx);
    const change = changeFor(await currentCatalog(tx), catalog);
    await commitChange(tx, ctx, change);
    return change;
  });
}

function changeFor(current: CurrentCatalog, catalog: Catalog): CatalogChange {
  const faults = aggregationFaults(current.meters, catalog.meters);
  if (faults.length > 0) throw catalogInvalid(faults);
  return planCatalogChange(current, catalog);
}
