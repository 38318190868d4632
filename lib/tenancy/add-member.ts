import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import type { Membership, Role } from "./model";
import { takesSeat } from "./rules/seats";
import { holdSeats, withSeatCure } from "./seats";
import { insertMembershipOnce, organizationForUpdate, userById } from "./store";

/**
 * Makes a user a member of the context's organization; journaled. Somebody who is a member already stays what he is, so
 * repeating it changes nothing. Throws NOT_FOUND for an organization or a user that does not exist, LIMIT_EXCEEDED when
 * no seat is free.
 */
export async function addMember(ctx: Ctx, userId: string, role: Role): Promise<Membership> {
  const { organization: organizationId } = ctx;
  if (organizationId === null) throw notFound("organization");
  return withSeatCure(ctx, organizationId, () =>
    inTransaction(ctx.db, async (tx) => {
      const seats = await holdSeats(tx, ctx, organizationId);
      const organization = await organizationForUpdate(tx, organizationId);
      if (!organization) throw notFound("organization");
      if (!(await userById(tx, userId))) throw notFound("user");
      const wanted = { organizationId, userId, role, at: await businessNow(sqlOf(tx)) };
      const { membership, added } = await insertMembershipOnce(tx, wanted);
      if (!added) return membership;
      await seats.settle(takesSeat(role) ? "came" : "went");
      await emit(tx, "member.added", organizationId, { memberId: membership.id, userId, role });
      await record(tx, ctx, "membership.created", {
        entity: { type: "membership", id: membership.id },
        after: { user: userId, role },
      });
      return membership;
    }),
  );
}
