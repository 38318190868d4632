import { staffRole } from "@/lib/access";
import type { Ctx } from "@/lib/context";
import { erasePerson } from "@/lib/journal";
import { forbidden } from "@/lib/kernel/errors";
import {
  eraseUser,
  listMembers,
  losesLastOwner,
  organizationsOf,
  removeMember,
  type Organization,
} from "@/lib/tenancy";
import { archiveOrganization, requireFree } from "./archive-organization";
import { onlyOwnerOf, staffAccount } from "./errors";

/**
 * Ends the acting user's account: organizations that are his alone are archived, other memberships end, and what says who
 * he is is erased; what he did stays in the journal under an id that names nobody. Refused, before anything is changed,
 * with CONFLICT and the way out: for the only owner of an organization in which others work, while an organization of his
 * own is on a paid plan, and for staff. Each step is harmless to repeat: what was interrupted goes on where it stopped.
 */
export async function deleteAccount(ctx: Ctx): Promise<void> {
  const { kind, id: userId } = ctx.actor;
  if (kind !== "user") throw forbidden("An account is ended by the person it belongs to.");
  if (await staffRole(ctx, userId)) throw staffAccount();
  const { own, others } = await sortedBelongings(ctx, userId);
  for (const organization of own) await requireFree(ctx.db, organization.id);
  for (const organization of own) await archiveOrganization({ ...ctx, organization: organization.id }, "account");
  for (const organization of others) await removeMember({ ...ctx, organization: organization.id }, userId);
  await eraseUser({ ...ctx, organization: null });
  // From here on nothing may be written down that says who he was.
  const nobody: Ctx = { ...ctx, organization: null, actor: { kind, id: userId, label: "Former user" } };
  await erasePerson(nobody, userId, "The account was deleted by the person it belonged to.");
}

interface Belongings {
  /** Organizations in which nobody else is. */
  readonly own: readonly Organization[];
  readonly others: readonly Organization[];
}

async function sortedBelongings(ctx: Ctx, userId: string): Promise<Belongings> {
  const [own, others, needed]: [Organization[], Organization[], string[]] = [[], [], []];
  for (const { organization, role } of await organizationsOf(ctx, userId)) {
    const members = await listMembers(ctx, organization.id);
    if (members.length === 1 && role === "OWNER") own.push(organization);
    else if (losesLastOwner(members, userId, null)) needed.push(organization.name);
    else others.push(organization);
  }
  if (needed.length > 0) throw onlyOwnerOf(needed);
  return { own, others };
}
