import { revokeEveryKey } from "@/lib/access";
import { revokeEveryActivation } from "@/lib/activation";
import { getPlan, type Plan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { supersedePending } from "@/lib/payments";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { changeAllowance } from "@/lib/quota";
import {
  changedMeanwhile,
  choicesFrom,
  findLiveSubscription,
  lockLiveSubscription,
  standingOf,
  type Standing,
} from "@/lib/subscriptions";
import { getOrganization, requireOwnership, revokeOpenInvitations, setOrganizationStatus } from "@/lib/tenancy";
import { goesWithTheAccount, stillPaying } from "./errors";
import { closeSuperseded } from "./start-checkout";

/** Whether the organization ends by itself, or because the account does that it was made with. */
export type ArchiveWith = "alone" | "account";

/**
 * Ends the context's organization: from the answer on nothing is admitted, its keys, installations, activation codes and open
 * invitations are dead and its pages are gone; what it has used, paid and done is kept. Refused with CONFLICT and the way out while it is on any plan
 * but the free one, and for a personal organization, which goes with its account. Open checkouts are closed first, so that
 * nobody pays for what is not there. FORBIDDEN for a member who is no owner. Repeating it changes nothing.
 */
export async function archiveOrganization(ctx: Ctx, how: ArchiveWith = "alone"): Promise<void> {
  const { organization: organizationId } = ctx;
  if (organizationId === null) throw notFound("organization");
  const { status, kind } = await getOrganization(ctx, organizationId);
  if (status === "ARCHIVED") return;
  if (kind === "PERSONAL" && how === "alone") throw goesWithTheAccount();
  await requireFree(ctx.db, organizationId);
  await inTransaction(ctx.db, (tx) => requireOwnership(tx, ctx));
  const open = await inTransaction(ctx.db, (tx) => supersedePending(tx, organizationId));
  await closeSuperseded(
    ctx,
    open.flatMap(({ checkoutSessionId }) => checkoutSessionId ?? []),
  );
  await changeAllowance(ctx, organizationId, async (tx) => {
    const keysRevoked = await revokeEveryKey(tx, ctx, organizationId);
    await requireOwnership(tx, ctx);
    await lockLiveSubscription(tx, organizationId);
    await requireFree(tx, organizationId);
    if ((await supersedePending(tx, organizationId)).length > 0) throw changedMeanwhile();
    if (await setOrganizationStatus(tx, organizationId, "ARCHIVED", await businessNow(sqlOf(tx))))
      await closeDoors(tx, ctx, { organizationId, before: status, keysRevoked });
  });
}

/** The plan that has to be canceled before an organization can end; null where it is on the free one. */
export async function planInTheWay(
  { db }: { readonly db: DbOrTx },
  organizationId: string,
): Promise<{ readonly plan: Plan; readonly standing: Standing } | null> {
  const live = await findLiveSubscription({ db }, organizationId);
  const plan = live && (await getPlan({ db }, live.planId));
  if (!live || !plan) return null;
  const standing = standingOf(live, plan.fallback);
  return standing === "free" ? null : { plan, standing };
}

/** Throws CONFLICT, naming the way out, while an organization is on any plan but the free one. */
export async function requireFree(db: DbOrTx, organizationId: string): Promise<void> {
  const found = await planInTheWay({ db }, organizationId);
  if (found) throw stillPaying(found.plan, found.standing, choicesFrom(found.standing));
}

async function closeDoors(
  tx: Tx,
  ctx: Ctx,
  ended: { readonly organizationId: string; readonly before: string; readonly keysRevoked: number },
): Promise<void> {
  const { organizationId, before, keysRevoked } = ended;
  const { installations, codes } = await revokeEveryActivation(tx, ctx, organizationId);
  const invitations = await revokeOpenInvitations(tx, organizationId);
  await emit(tx, "organization.archived", organizationId, { organizationId, status: "ARCHIVED" });
  await record(tx, ctx, "organization.archived", {
    entity: { type: "organization", id: organizationId },
    organization: organizationId,
    before: { status: before },
    after: {
      ...{ status: "ARCHIVED", keysRevoked, invitationsRevoked: invitations },
      ...{ installationsRevoked: installations, codesRevoked: codes },
    },
  });
}
