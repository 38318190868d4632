import type { Ctx } from "@/lib/context";
import type { DbOrTx } from "@/lib/platform/db";
import { changeUnderWay } from "./errors";
import * as store from "./store";

/** Longer than Stripe's answers take with all their repetitions. A process that died holds others up no longer. */
const TURN_SECONDS = 120;

/**
 * Takes an organization's turn to change its plan at Stripe; the same change may take it again. CONFLICT while another change
 * has it: of two that were previewed side by side, the second would be charged something else than was shown.
 */
export async function takeTurn(db: DbOrTx, organizationId: string, changeId: string): Promise<void> {
  if (!(await store.takeChangeTurn(db, { organizationId, changeId, seconds: TURN_SECONDS }))) throw changeUnderWay();
}

/** Runs a change that has its turn, and ends the turn whatever comes of it. */
export async function inTurn<T>(
  ctx: Pick<Ctx, "db">,
  { organizationId, changeId }: { readonly organizationId: string; readonly changeId: string },
  change: () => Promise<T>,
): Promise<T> {
  await takeTurn(ctx.db, organizationId, changeId);
  try {
    return await change();
  } finally {
    await store.endChangeTurn(ctx.db, organizationId, changeId);
  }
}
