import type { Ctx } from "@/lib/context";
import { notFound } from "@/lib/kernel/errors";
import type { Tx } from "@/lib/platform/db";
import { notAllowed } from "./errors";
import type { Membership, Organization } from "./model";
import type { Authority } from "./rules/authority";
import { membershipsForUpdate, organizationNamed } from "./store";

export interface LockedMembers {
  readonly organization: Organization;
  readonly members: readonly Membership[];
  /** What the acting party is here, by the rows that are locked and not by what a door has seen before. */
  readonly by: Authority;
}

/**
 * The context's organization with everybody who belongs to it, locked until the transaction ends: whoever changes
 * memberships does so in turns. Throws NOT_FOUND for no organization, and for a user who is no member (any more).
 */
export async function lockMembers(tx: Tx, ctx: Ctx): Promise<LockedMembers> {
  if (ctx.organization === null) throw notFound("organization");
  const members = await membershipsForUpdate(tx, ctx.organization);
  const organization = await organizationNamed(tx, { id: ctx.organization });
  if (!organization) throw notFound("organization");
  return { organization, members, by: authorityOf(ctx, members) };
}

/**
 * Refuses to go on unless the acting party may end the organization of the context: an owner of it, or who acts from
 * outside. Its members are locked from then on. Throws FORBIDDEN, NOT_FOUND.
 */
export async function requireOwnership(tx: Tx, ctx: Ctx): Promise<void> {
  const { by } = await lockMembers(tx, ctx);
  if (by !== "OWNER" && by !== "HOUSE") throw notAllowed("needs_owner");
}

function authorityOf({ actor }: Pick<Ctx, "actor">, members: readonly Membership[]): Authority {
  const userId = actor.onBehalfOf ?? (actor.kind === "user" ? actor.id : null);
  if (userId === null) return "HOUSE";
  const own = members.find((each) => each.userId === userId);
  if (!own) throw notFound("organization");
  // Who acts in an owner's name decides nothing about owners.
  return own.role === "OWNER" && actor.onBehalfOf !== undefined ? "ADMIN" : own.role;
}
