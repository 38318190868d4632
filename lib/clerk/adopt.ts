import type { World } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { MINUTE, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import {
  addMember,
  adoptOrganization,
  adoptUser,
  findAdoptedOrganization,
  listMembers,
  type Organization,
  type User,
} from "@/lib/tenancy";
import { asClerk } from "./actor";
import { fetchOrganization, fetchUser } from "./api";
import { membershipKey, type ClerkClaims } from "./model";
import { roleOfClerk } from "./rules/role";
import { stateOf } from "./store";
import { inTurn } from "./take-turns";

/** Requests of one browser that come at once ask Clerk once. */
const asking = new Map<string, Promise<User | null>>();

/**
 * Makes the user of a session at his first request, with what Clerk's API knows of him; null when Clerk does not know him
 * any more. FORBIDDEN while he has no verified e-mail there, UNAVAILABLE when Clerk does not answer.
 */
export function adoptSessionUser(world: World, clerkUserId: string): Promise<User | null> {
  const known = asking.get(clerkUserId);
  if (known) return known;
  const adopting = adopt(world, clerkUserId).finally(() => asking.delete(clerkUserId));
  asking.set(clerkUserId, adopting);
  return adopting;
}

async function adopt(world: World, clerkUserId: string): Promise<User | null> {
  const person = await fetchUser(world.env, clerkUserId);
  if (!person) return null;
  if (person.email === null)
    throw new AppError(
      "FORBIDDEN",
      "Your account has no verified e-mail address yet. Verify one, then open this page again.",
    );
  return adoptUser(asClerk(world), { clerkUserId, email: person.email, name: person.name });
}

const LOOKED_FOR = MINUTE / 2;
const MAX_LOOKED = 10_000;
const looked = new WeakMap<World["db"], Map<string, Instant>>();

/**
 * Makes the membership that a token tells of, once: when Clerk has one that was never seen here, or made it anew after it
 * was gone. Who was removed here stays removed. It is a hint: whatever fails is logged, and he is let in without it.
 */
export async function adoptMembership(world: World, claims: ClerkClaims, userId: string): Promise<void> {
  const { organization } = claims;
  if (!organization || wasJustLooked(world, claims)) return;
  try {
    const key = membershipKey(organization.id, claims.userId);
    const known = await stateOf(world.db, key);
    if (known && !(known.deleted && claims.issuedAt > known.version)) return;
    const team = await teamOf(world, organization.id);
    if (!team) return;
    const state = { id: key, kind: "membership", version: claims.issuedAt, deleted: false } as const;
    await inTurn(world, state, () => join(world, team, userId, organization.role));
  } catch (error) {
    world.log.warn({ err: error, clerkOrganization: organization.id }, "a membership of Clerk's could not be made");
  }
}

function wasJustLooked(world: World, { userId, organization }: ClerkClaims): boolean {
  const known = looked.get(world.db) ?? new Map<string, Instant>();
  looked.set(world.db, known);
  const key = `${userId} ${organization?.id} ${organization?.role}`;
  const now = securityNow();
  if ((known.get(key) ?? 0) > now - LOOKED_FOR) return true;
  if (known.size >= MAX_LOOKED) known.clear();
  known.set(key, now);
  return false;
}

/** Our organization for one of Clerk's, made when there is none; null when Clerk has none of that id. */
export async function teamOf(world: World, clerkOrganizationId: string): Promise<Organization | null> {
  const known = await findAdoptedOrganization(world, clerkOrganizationId);
  if (known) return known;
  const team = await fetchOrganization(world.env, clerkOrganizationId);
  return team && adoptOrganization(asClerk(world), { clerkOrganizationId, name: team.name });
}

/** Lets somebody into an organization with the role that Clerk gives him; who is in it already stays what he is. */
export async function join(world: World, team: Organization, userId: string, clerkRole: string): Promise<void> {
  const members = await listMembers(world, team.id);
  const hasOwner = members.some(({ role }) => role === "OWNER");
  await addMember(asClerk(world, team.id), userId, roleOfClerk(clerkRole, hasOwner));
}
