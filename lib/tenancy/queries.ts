import type { Ctx } from "@/lib/context";
import { notFound } from "@/lib/kernel/errors";
import { isId } from "@/lib/kernel/ids";
import type {
  Belonging,
  Member,
  MemberKeyset,
  MemberPage,
  Organization,
  OrganizationKeyset,
  OrganizationPage,
  OrganizationStatus,
  User,
} from "./model";
import { isSlug } from "./rules/slug";
import {
  belongingsOf,
  memberNamed,
  membershipOf,
  membersOf,
  emailsOfUsers,
  namesOfOrganizations,
  organizationNamed,
  selectOrganizations,
  userByEmail,
  userById,
} from "./store";

export const MAX_ORGANIZATIONS_PAGE = 100;

type Reading = Pick<Ctx, "db">;

/** The organization with this id of ours; throws NOT_FOUND. It asks nobody's permission: doors pass ids they have checked. */
export async function getOrganization(ctx: Reading, id: string): Promise<Organization> {
  const found = isId("organization", id) ? await organizationNamed(ctx.db, { id }) : null;
  if (!found) throw notFound("organization");
  return found;
}

/**
 * The organization that a deployment key or an operator names: by our id, else by the vendor's externalKey. Null when
 * there is none. A slug is no such name: its owner may change it.
 */
export async function findOrganization(ctx: Reading, reference: string): Promise<Organization | null> {
  return organizationNamed(ctx.db, isId("organization", reference) ? { id: reference } : { externalKey: reference });
}

/** The organization of an address in the portal, or null. */
export async function organizationBySlug(ctx: Reading, slug: string): Promise<Organization | null> {
  return isSlug(slug) ? organizationNamed(ctx.db, { slug }) : null;
}

/**
 * Organizations of the deployment, newest first; for staff and deployment keys. `limit` is cut to 100. `search` finds our
 * id and the vendor's externalKey by the whole of it, slug and name by any part, whatever the case.
 */
export async function listOrganizations(
  ctx: Reading,
  about: { status?: OrganizationStatus; search?: string; limit?: number; after?: OrganizationKeyset } = {},
): Promise<OrganizationPage> {
  const limit = Math.min(Math.max(about.limit ?? 20, 1), MAX_ORGANIZATIONS_PAGE);
  const { status, search, after } = about;
  const found = await selectOrganizations(ctx.db, { status, search, after, limit: limit + 1 });
  const organizations = found.slice(0, limit);
  const last = organizations.at(-1);
  return { organizations, next: found.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

/** What a user belongs to: teams first, then by name. Archived organizations are left out. */
export async function organizationsOf(ctx: Reading, userId: string): Promise<readonly Belonging[]> {
  const belongings = await belongingsOf(ctx.db, userId);
  const rank = ({ organization }: Belonging): number => (organization.kind === "TEAM" ? 0 : 1);
  return belongings.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.organization.name.localeCompare(b.organization.name, "en") ||
      (a.organization.id < b.organization.id ? -1 : 1),
  );
}

/** What a user is in an organization; null when he is nothing there. */
export async function roleIn(ctx: Reading, organizationId: string, userId: string): Promise<Belonging["role"] | null> {
  return (await membershipOf(ctx.db, organizationId, userId))?.role ?? null;
}

/** Everybody who belongs to the organization, longest first. */
export const listMembers = (ctx: Reading, organizationId: string): Promise<readonly Member[]> =>
  membersOf(ctx.db, organizationId, null);

/** What organizations are called, by id; those that are not there are missing. */
export const organizationNames = (ctx: Reading, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  namesOfOrganizations(ctx.db, [...new Set(ids)]);

/** The user with this id; throws NOT_FOUND. */
export async function getUser(ctx: Reading, id: string): Promise<User> {
  const found = await userById(ctx.db, id);
  if (!found) throw notFound("user");
  return found;
}

/** The e-mails of users, by id; those that are not there are missing. For those who may know who there is. */
export const emailsOf = (ctx: Reading, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  emailsOfUsers(ctx.db, [...new Set(userIds)]);

/** Whoever signs in with this e-mail, or null. For those who may know who there is. */
export const findUser = async (ctx: Reading, email: string): Promise<User | null> =>
  (await userByEmail(ctx.db, email.trim().toLowerCase()))?.user ?? null;

export const MAX_MEMBERS_PAGE = 100;

/** The same page by page. `limit` is cut to 100. */
export async function pageOfMembers(
  ctx: Reading,
  organizationId: string,
  page: { limit?: number; after?: MemberKeyset | null } = {},
): Promise<MemberPage> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), MAX_MEMBERS_PAGE);
  const found = await membersOf(ctx.db, organizationId, { after: page.after ?? null, limit: limit + 1 });
  const members = found.slice(0, limit);
  const last = members.at(-1);
  return { members, next: found.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

/** A member by the id of the membership or of the user; throws NOT_FOUND, also for another organization's. */
export async function getMember(ctx: Reading, organizationId: string, reference: string): Promise<Member> {
  const known = isId("membership", reference) || isId("user", reference);
  const found = known ? await memberNamed(ctx.db, organizationId, reference) : null;
  if (!found) throw notFound("member");
  return found;
}
