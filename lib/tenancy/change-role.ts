import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { lastOwner, notAllowed } from "./errors";
import { lockMembers } from "./lock-members";
import type { Membership, Role } from "./model";
import { mayNotChange } from "./rules/authority";
import { losesLastOwner } from "./rules/last-owner";
import { takesSeat } from "./rules/seats";
import { holdSeats, withSeatCure } from "./seats";
import { deleteMembership, updateRole } from "./store";

/**
 * Gives a member of the context's organization another role. Repeating it changes nothing. Throws FORBIDDEN when the
 * acting member's role does not reach that far, CONFLICT when it would take the last owner away, LIMIT_EXCEEDED when a
 * viewer would need a seat and none is free, NOT_FOUND for somebody who is no member.
 */
export async function changeRole(ctx: Ctx, userId: string, role: Role): Promise<void> {
  const organizationId = organizationOf(ctx);
  await withSeatCure(ctx, organizationId, () =>
    inTransaction(ctx.db, async (tx) => {
      const seats = await holdSeats(tx, ctx, organizationId);
      const member = await memberToChange(tx, ctx, userId, role);
      if (member.role === role) return;
      await updateRole(tx, member.id, role);
      await seats.settle(takesSeat(role) && !takesSeat(member.role) ? "came" : "went");
      await emit(tx, "member.role_changed", organizationId, {
        memberId: member.id,
        userId,
        from: member.role,
        to: role,
      });
      await record(tx, ctx, "membership.role_changed", {
        entity: { type: "membership", id: member.id },
        before: { user: userId, role: member.role },
        after: { user: userId, role },
      });
    }),
  );
}

/**
 * What belongs to the end of a membership: asked first, so that it takes its fences before any row is locked, it answers
 * what is done in the same transaction before the journal's entry.
 */
export type Alongside = (tx: Tx) => Promise<() => Promise<void>>;

/**
 * Ends a membership of the context's organization; also how one leaves. It is felt at once: membership is read from the
 * database on every request. Throws FORBIDDEN when the acting member's role does not reach that far, CONFLICT for the
 * last owner, NOT_FOUND for somebody who is no member (so also when it is repeated).
 */
export async function removeMember(ctx: Ctx, userId: string, alongside?: Alongside): Promise<void> {
  const organizationId = organizationOf(ctx);
  await inTransaction(ctx.db, async (tx) => {
    const seats = await holdSeats(tx, ctx, organizationId);
    const finish = await alongside?.(tx);
    const member = await memberToChange(tx, ctx, userId, null);
    await deleteMembership(tx, member.id);
    await seats.settle("went");
    await finish?.();
    await emit(tx, "member.removed", organizationId, { memberId: member.id, userId, role: member.role });
    await record(tx, ctx, "membership.removed", {
      entity: { type: "membership", id: member.id },
      before: { user: userId, role: member.role },
    });
  });
}

function organizationOf(ctx: Ctx): string {
  if (ctx.organization === null) throw notFound("member");
  return ctx.organization;
}

async function memberToChange(tx: Tx, ctx: Ctx, userId: string, nextRole: Role | null): Promise<Membership> {
  const { members, by } = await lockMembers(tx, ctx);
  const member = members.find((candidate) => candidate.userId === userId);
  if (!member) throw notFound("member");
  const self = ctx.actor.kind === "user" && ctx.actor.id === userId;
  const why = mayNotChange(by, { role: member.role, self }, nextRole);
  if (why) throw notAllowed(why);
  if (losesLastOwner(members, userId, nextRole)) throw lastOwner();
  return member;
}
