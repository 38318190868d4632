import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { lastOwner } from "./errors";
import type { Membership, Role } from "./model";
import { losesLastOwner } from "./rules/last-owner";
import { deleteMembership, membershipsForUpdate, updateRole } from "./store";

/**
 * Gives a member of the context's organization another role. Repeating it changes nothing. Throws CONFLICT when it would
 * take the last owner away, NOT_FOUND for somebody who is no member.
 */
export async function changeRole(ctx: Ctx, userId: string, role: Role): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const member = await memberToChange(tx, ctx, userId, role);
    if (member.role === role) return;
    await updateRole(tx, member.id, role);
    await record(tx, ctx, "membership.role_changed", {
      entity: { type: "membership", id: member.id },
      before: { user: userId, role: member.role },
      after: { user: userId, role },
    });
  });
}

/**
 * Ends a membership of the context's organization; also how one leaves. Throws CONFLICT for the last owner, NOT_FOUND for
 * somebody who is no member (so also when it is repeated).
 */
export async function removeMember(ctx: Ctx, userId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const member = await memberToChange(tx, ctx, userId, null);
    await deleteMembership(tx, member.id);
    await record(tx, ctx, "membership.removed", {
      entity: { type: "membership", id: member.id },
      before: { user: userId, role: member.role },
    });
  });
}

async function memberToChange(tx: Tx, ctx: Ctx, userId: string, nextRole: Role | null): Promise<Membership> {
  if (ctx.organization === null) throw notFound("member");
  const members = await membershipsForUpdate(tx, ctx.organization);
  const member = members.find((candidate) => candidate.userId === userId);
  if (!member) throw notFound("member");
  if (losesLastOwner(members, userId, nextRole)) throw lastOwner();
  return member;
}
