import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { changeAllowance } from "@/lib/quota";
import { getOrganization, setOrganizationStatus } from "@/lib/tenancy";
import { checkedReason } from "./assign-plan";
import { archivedForGood } from "./errors";

/**
 * Stops an organization at once: from the answer on nothing is admitted. Its subscription goes on as it is. Journaled
 * with the reason; suspending a suspended one changes nothing. NOT_FOUND for an unknown one, CONFLICT for an archived one.
 */
export const suspendOrganization = (ctx: Ctx, organizationId: string, reason: string): Promise<void> =>
  setStatus(ctx, organizationId, "SUSPENDED", reason);

/** Lets a suspended organization work again. Journaled with the reason; activating an active one changes nothing. */
export const activateOrganization = (ctx: Ctx, organizationId: string, reason: string): Promise<void> =>
  setStatus(ctx, organizationId, "ACTIVE", reason);

async function setStatus(
  ctx: Ctx,
  organizationId: string,
  status: "ACTIVE" | "SUSPENDED",
  reason: string,
): Promise<void> {
  const why = checkedReason(reason);
  const before = await getOrganization(ctx, organizationId);
  if (before.status === "ARCHIVED") throw archivedForGood();
  await changeAllowance(ctx, organizationId, async (tx) => {
    const changed = await setOrganizationStatus(tx, organizationId, status, await businessNow(sqlOf(tx)));
    if (!changed) return;
    const action = status === "SUSPENDED" ? "organization.suspended" : "organization.activated";
    await emit(tx, action, organizationId, { organizationId, status });
    await record(tx, ctx, action, {
      entity: { type: "organization", id: organizationId },
      organization: organizationId,
      before: { status: before.status },
      after: { status },
      reason: why,
    });
  });
}
