import type { Ctx } from "@/lib/context";
import { required } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import { commitChange, currentCatalog } from "./commit-change";
import { catalogInvalid, planExists } from "./errors";
import type { WantedPlan } from "./model";
import { onlyPlans, planOneMore, type CatalogChange, type CurrentCatalog } from "./rules/catalog-change";
import { singlePlanFaults } from "./rules/catalog-faults";
import { lockCatalog } from "./store";

/**
 * Adds one plan to the catalog, as a draft or on sale, shown behind the others, and returns the difference; journaled.
 * With `dryRun` nothing is written. Repeating it changes nothing. Throws VALIDATION_ERROR naming every fault, also a
 * family, feature or meter that is not defined; CONFLICT when the code stands for a plan that says something else.
 */
export async function createPlan(
  ctx: Ctx,
  wanted: WantedPlan,
  options: { dryRun?: boolean } = {},
): Promise<CatalogChange> {
  if (options.dryRun) return changeFor(await currentCatalog(ctx.db), wanted);
  return inTransaction(ctx.db, async (tx) => {
    await lockCatalog(tx);
    const change = changeFor(await currentCatalog(tx), wanted);
    await commitChange(tx, ctx, change);
    return change;
  });
}

function changeFor(current: CurrentCatalog, wanted: WantedPlan): CatalogChange {
  const faults = singlePlanFaults(wanted, current);
  if (faults.length > 0) throw catalogInvalid(faults);
  const change = planOneMore(current.plans, wanted);
  if (change) return onlyPlans([change]);
  const { code } = wanted.terms;
  const there = current.plans.find((plan) => plan.code === code && plan.status !== "ARCHIVED");
  const { version, status } = required(there, "the plan that is there already");
  throw planExists(code, version, status);
}
