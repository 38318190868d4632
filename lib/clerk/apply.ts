import type { World } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import {
  changeRole,
  findAdoptedOrganization,
  removeMember,
  roleIn,
  updateAdoptedUser,
  updateOrganization,
} from "@/lib/tenancy";
import { asClerk } from "./actor";
import { join, teamOf } from "./adopt";
import { membershipKey, type ClerkMembership, type ClerkOrganization, type ClerkUser } from "./model";
import { roleOfClerk } from "./rules/role";
import { userOfClerk } from "./store";
import { inTurn } from "./take-turns";

/** Each writes what Clerk says about one thing, unless newer news was written. Returns whether it was news. */

/** E-mail and name of a user who is known here. Somebody who has never come is made when he comes. */
export const applyUser = (world: World, user: ClerkUser): Promise<boolean> =>
  inTurn(world, { id: user.id, kind: "user", version: user.updatedAt, deleted: false }, async () => {
    if (user.email === null) return;
    await updateAdoptedUser(asClerk(world), { clerkUserId: user.id, email: user.email, name: user.name });
  });

/** Somebody who is gone at Clerk: his tokens open nothing any more. What he has done here stays. */
export const applyUserGone = (world: World, id: string, at: number): Promise<boolean> =>
  inTurn(world, { id, kind: "user", version: at, deleted: true }, async () => undefined);

export const applyOrganization = (world: World, team: ClerkOrganization): Promise<boolean> =>
  inTurn(world, { id: team.id, kind: "organization", version: team.updatedAt, deleted: false }, async () => {
    const known = await findAdoptedOrganization(world, team.id);
    const name = team.name.trim().slice(0, 200);
    if (known && name !== "" && known.name !== name) await updateOrganization(asClerk(world, known.id), { name });
  });

/**
 * An organization that is gone at Clerk stays here with its members: what it has bought is ended here first, by a person.
 */
export const applyOrganizationGone = (world: World, id: string, at: number): Promise<boolean> =>
  inTurn(world, { id, kind: "organization", version: at, deleted: true }, async () => {
    world.log.warn({ clerkOrganization: id }, "an organization is gone at Clerk; here it stays until it is ended here");
  });

export const applySessionGone = (world: World, id: string, at: number): Promise<boolean> =>
  inTurn(world, { id, kind: "session", version: at, deleted: true }, async () => undefined);

/**
 * A membership of somebody who is known here. He is let in when it is new: said to be, never seen before, or gone meanwhile.
 * Of one that was seen only the role is changed, and only while he is here: who was removed here stays removed.
 */
export async function applyMembership(world: World, membership: ClerkMembership, isNew: boolean): Promise<boolean> {
  const { organization, userId, role, updatedAt } = membership;
  const user = await userOfClerk(world.db, userId);
  // He is let in when he comes, by his token or the next night. To note it now would be to have seen it.
  if (!user) return false;
  const state = {
    id: membershipKey(organization.id, userId),
    kind: "membership",
    version: updatedAt,
    deleted: false,
  } as const;
  return inTurn(world, state, async (known) => {
    const team = await teamOf(world, organization.id);
    if (!team) return;
    const present = await roleIn(world, team.id, user.id);
    if (present === null) {
      if (isNew || known === null || known.deleted) await join(world, team, user.id, role);
      return;
    }
    const wanted = roleOfClerk(role, true);
    // Clerk knows no owners: its administrator may be one here.
    if (present === wanted || (present === "OWNER" && wanted === "ADMIN")) return;
    await unlessLastOwner(world, () => changeRole(asClerk(world, team.id), user.id, wanted));
  });
}

export async function applyMembershipGone(
  world: World,
  organizationId: string,
  userId: string,
  at: number,
): Promise<boolean> {
  const state = { id: membershipKey(organizationId, userId), kind: "membership", version: at, deleted: true } as const;
  return inTurn(world, state, async () => {
    const [team, user] = await Promise.all([
      findAdoptedOrganization(world, organizationId),
      userOfClerk(world.db, userId),
    ]);
    if (!team || !user || (await roleIn(world, team.id, user.id)) === null) return;
    await unlessLastOwner(world, () => removeMember(asClerk(world, team.id), user.id));
  });
}

/** A team keeps its last owner, whatever Clerk says; the log tells the operator. */
async function unlessLastOwner(world: World, change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "CONFLICT") throw error;
    world.log.warn({ err: error }, "Clerk's word would have left an organization without an owner; it was not done");
  }
}
