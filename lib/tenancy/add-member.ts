import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import type { Membership, Role } from "./model";
import { insertMembershipOnce, organizationForUpdate, userById } from "./store";

/**
 * Makes a user a member of the context's organization; journaled. Somebody who is a member already stays what he is, so
 * repeating it changes nothing. Throws NOT_FOUND for an organization or a user that does not exist.
 */
export async function addMember(ctx: Ctx, userId: string, role: Role): Promise<Membership> {
  return inTransaction(ctx.db, async (tx) => {
    const organization = ctx.organization === null ? null : await organizationForUpdate(tx, ctx.organization);
    if (!organization) throw notFound("organization");
    if (!(await userById(tx, userId))) throw notFound("user");
    const wanted = { organizationId: organization.id, userId, role, at: await businessNow(sqlOf(tx)) };
    const { membership, added } = await insertMembershipOnce(tx, wanted);
    if (added) {
      await record(tx, ctx, "membership.created", {
        entity: { type: "membership", id: membership.id },
        after: { user: userId, role },
      });
    }
    return membership;
  });
}
