import type { Ctx } from "@/lib/context";
import { revokeOverride } from "@/lib/entitlements";
import { record } from "@/lib/journal";
import { sqlOf } from "@/lib/platform/db";
import { changeAllowance } from "@/lib/quota";
import * as store from "./store";

const BATCH = 100;

/**
 * Closes overrides whose time is over and journals it. Nobody's allowance waits for this: an expired override has not
 * counted since its very moment. Returns how many; repeating it continues.
 */
export async function expireOverrides(ctx: Ctx): Promise<number> {
  let expired = 0;
  for (const override of await store.expiredOverrides(ctx.db, BATCH)) if (await expireOne(ctx, override)) expired += 1;
  return expired;
}

function expireOne(ctx: Ctx, override: store.ExpiredOverride): Promise<boolean> {
  const { organizationId, subject } = override;
  return changeAllowance(ctx, organizationId, async (tx) => {
    // Replaced since it was read: the one that stands now has a time of its own.
    if (!(await store.lockExpiredOverride(tx, override.id))) return false;
    await revokeOverride(sqlOf(tx), { organizationId, ...subject });
    await record(tx, ctx, "override.expired", {
      entity: { type: "override", id: override.id },
      organization: organizationId,
      before: subject,
    });
    return true;
  });
}
