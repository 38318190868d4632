import { dateOf, instant, type Instant } from "@/lib/kernel/time";
import type { Json } from "@/lib/kernel/json";
import { newId } from "@/lib/kernel/ids";
import { isUniqueViolation, sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type {
  Membership as MembershipRow,
  Organization as OrganizationRow,
  User as UserRow,
} from "@/lib/platform/generated/prisma/client";
import type {
  Belonging,
  Member,
  MemberKeyset,
  Membership,
  Metadata,
  Organization,
  OrganizationKeyset,
  OrganizationKind,
  OrganizationStatus,
  Role,
  User,
} from "./model";

/** The provider of credentials that better-auth knows as e-mail and password. */
const PASSWORD_PROVIDER = "credential";

const organizationOf = (row: OrganizationRow): Organization => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  slug: row.slug,
  externalKey: row.externalKey,
  status: row.status,
  billingEmail: row.billingEmail,
  timeZone: row.timeZone,
  stripeCustomerId: row.stripeCustomerId,
  membersMayBuy: row.membersMayBuy,
  metadata: (row.metadata ?? {}) as Record<string, Json>,
  createdAt: instant(row.createdAt),
  updatedAt: instant(row.updatedAt),
});

const userOf = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  createdAt: instant(row.createdAt),
});

/** Adds a user; null when the e-mail is taken. Waits for somebody else's uncommitted one, and leaves the transaction usable. */
export async function insertUser(tx: Tx, user: { id: string; email: string; name: string }): Promise<User | null> {
  const [row] = await tx.user.createManyAndReturn({ data: [user], skipDuplicates: true });
  return row ? userOf(row) : null;
}

export async function insertPassword(tx: Tx, userId: string, stored: string): Promise<void> {
  await tx.credential.create({
    data: { id: newId("credential"), accountId: userId, providerId: PASSWORD_PROVIDER, userId, password: stored },
  });
}

/** A user with the stored form of his password; the form is null for one who has none here. */
export async function userByEmail(db: DbOrTx, email: string): Promise<{ user: User; password: string | null } | null> {
  const row = await db.user.findUnique({
    where: { email },
    include: { credentials: { where: { providerId: PASSWORD_PROVIDER } } },
  });
  return row ? { user: userOf(row), password: row.credentials[0]?.password ?? null } : null;
}

export async function userById(db: DbOrTx, id: string): Promise<User | null> {
  const row = await db.user.findUnique({ where: { id } });
  return row ? userOf(row) : null;
}

/** Writes a user's name; null when there is no such user. */
export async function updateUserName(tx: Tx, id: string, name: string): Promise<{ before: string } | null> {
  const [row] = await sqlOf(tx).query<{ name: string }>(`select name from app_user where id = $1 for update`, [id]);
  if (!row) return null;
  await tx.user.update({ where: { id }, data: { name } });
  return { before: row.name };
}

/** The user who is this person at Clerk, or null. */
export async function userByClerkId(db: DbOrTx, clerkUserId: string): Promise<User | null> {
  const row = await db.user.findUnique({ where: { clerkUserId } });
  return row ? userOf(row) : null;
}

/** Keeps who a user is at Clerk; false when he is somebody else there already. */
export async function keepClerkUser(tx: Tx, userId: string, clerkUserId: string): Promise<boolean> {
  const where = { id: userId, OR: [{ clerkUserId: null }, { clerkUserId }] };
  return (await tx.user.updateMany({ where, data: { clerkUserId, emailVerified: true } })).count === 1;
}

export async function updateUserIdentity(tx: Tx, id: string, who: { email: string; name: string }): Promise<void> {
  await tx.user.update({ where: { id }, data: who });
}

/** The organization that is this team at Clerk, or null. */
export async function organizationByClerkId(db: DbOrTx, clerkOrganizationId: string): Promise<Organization | null> {
  const row = await db.organization.findUnique({ where: { clerkOrganizationId } });
  return row ? organizationOf(row) : null;
}

/** Keeps which team an organization is at Clerk, unless that is known. */
export async function keepClerkOrganization(db: DbOrTx, id: string, clerkOrganizationId: string): Promise<void> {
  await db.organization.updateMany({ where: { id, clerkOrganizationId: null }, data: { clerkOrganizationId } });
}

export interface NewOrganization {
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly slugs: readonly string[];
  readonly externalKey: string | null;
  readonly billingEmail: string | null;
  readonly timeZone: string;
  readonly metadata: Metadata;
  readonly at: Instant;
}

/**
 * Adds an organization under the first of the slugs that is free. Says "external-key-taken" instead of failing, so that
 * the transaction stays usable; "no-slug" when every candidate was taken.
 */
export async function insertOrganization(
  tx: Tx,
  wanted: NewOrganization,
): Promise<Organization | "external-key-taken" | "no-slug"> {
  const at = dateOf(wanted.at);
  const { kind, name, externalKey, billingEmail, timeZone, metadata } = wanted;
  for (const slug of wanted.slugs) {
    const [row] = await tx.organization.createManyAndReturn({
      data: [
        {
          id: newId("organization"),
          kind,
          name,
          slug,
          externalKey,
          billingEmail,
          timeZone,
          metadata,
          createdAt: at,
          updatedAt: at,
        },
      ],
      skipDuplicates: true,
    });
    if (row) return organizationOf(row);
    if (externalKey !== null && (await tx.organization.count({ where: { externalKey } })) > 0)
      return "external-key-taken";
  }
  return "no-slug";
}

export async function insertMembership(
  tx: Tx,
  membership: { organizationId: string; userId: string; role: Role; at: Instant },
): Promise<Membership> {
  const { organizationId, userId, role, at } = membership;
  const row = await tx.membership.create({
    data: { id: newId("membership"), organizationId, userId, role, createdAt: dateOf(at) },
  });
  return { id: row.id, organizationId, userId, role, createdAt: at };
}

/** Adds a membership unless there is one; then that one, as it is. */
export async function insertMembershipOnce(
  tx: Tx,
  membership: { organizationId: string; userId: string; role: Role; at: Instant },
): Promise<{ membership: Membership; added: boolean }> {
  const { organizationId, userId, role, at } = membership;
  const known = await membershipOf(tx, organizationId, userId);
  if (known) return { membership: known, added: false };
  return { membership: await insertMembership(tx, { organizationId, userId, role, at }), added: true };
}

export type OrganizationName = { readonly id: string } | { readonly externalKey: string } | { readonly slug: string };

export async function organizationNamed(db: DbOrTx, name: OrganizationName): Promise<Organization | null> {
  const row = await db.organization.findUnique({ where: name });
  return row ? organizationOf(row) : null;
}

export async function namesOfOrganizations(db: DbOrTx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.organization.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function emailsOfUsers(db: DbOrTx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, email: true } });
  return new Map(rows.map(({ id, email }) => [id, email]));
}

/** The organization, locked until the transaction ends. */
export async function organizationForUpdate(tx: Tx, id: string): Promise<Organization | null> {
  await sqlOf(tx).query(`select id from organization where id = $1 for update`, [id]);
  return organizationNamed(tx, { id });
}

const isNamed = (search: string) => {
  // In LIKE these three mean something; a person who types them means the characters.
  const part = { contains: search.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" as const };
  return [{ id: search }, { externalKey: search }, { slug: part }, { name: part }];
};

export async function selectOrganizations(
  db: DbOrTx,
  about: {
    status: OrganizationStatus | undefined;
    search: string | undefined;
    after: OrganizationKeyset | undefined;
    limit: number;
  },
): Promise<Organization[]> {
  const { status, search, after, limit } = about;
  const rows = await db.organization.findMany({
    where: {
      ...(status ? { status } : {}),
      AND: [
        ...(search ? [{ OR: isNamed(search) }] : []),
        ...(after
          ? [
              {
                OR: [
                  { createdAt: { lt: dateOf(after.createdAt) } },
                  { createdAt: dateOf(after.createdAt), id: { gt: after.id } },
                ],
              },
            ]
          : []),
      ],
    },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(organizationOf);
}

export interface OrganizationChanges {
  readonly name?: string;
  readonly slug?: string;
  readonly externalKey?: string | null;
  readonly billingEmail?: string | null;
  readonly timeZone?: string;
  readonly membersMayBuy?: boolean;
  readonly metadata?: Metadata;
}

/** Writes changes; "taken" when a slug or an externalKey belongs to somebody else. The transaction is lost then. */
export async function updateOrganizationRow(
  tx: Tx,
  id: string,
  changes: OrganizationChanges,
  at: Instant,
): Promise<Organization | "taken"> {
  try {
    return organizationOf(await tx.organization.update({ where: { id }, data: { ...changes, updatedAt: dateOf(at) } }));
  } catch (error) {
    if (isUniqueViolation(error)) return "taken";
    throw error;
  }
}

/**
 * Sets an organization's status. Only the row: the stop of its quota belongs to the same moment, so this is called
 * inside `quota.changeAllowance` by the conductor, which journals it too. False when it has that status already.
 */
export async function setOrganizationStatus(
  tx: Tx,
  id: string,
  status: OrganizationStatus,
  at: Instant,
): Promise<boolean> {
  const { count } = await tx.organization.updateMany({
    where: { id, status: { not: status } },
    data: { status, updatedAt: dateOf(at) },
  });
  return count === 1;
}

/** Keeps Stripe's id of the organization's customer. False when it already has another one. */
export async function keepStripeCustomer(tx: Tx, id: string, stripeCustomerId: string, at: Instant): Promise<boolean> {
  const where = { id, OR: [{ stripeCustomerId: null }, { stripeCustomerId }] };
  return (await tx.organization.updateMany({ where, data: { stripeCustomerId, updatedAt: dateOf(at) } })).count === 1;
}

export async function membershipOf(db: DbOrTx, organizationId: string, userId: string): Promise<Membership | null> {
  const row = await db.membership.findUnique({ where: { organizationId_userId: { organizationId, userId } } });
  return row ? { ...row, createdAt: instant(row.createdAt) } : null;
}

export async function belongingsOf(db: DbOrTx, userId: string): Promise<Belonging[]> {
  const rows = await db.membership.findMany({
    where: { userId, organization: { status: { not: "ARCHIVED" } } },
    include: { organization: true },
  });
  return rows.map((row) => ({ organization: organizationOf(row.organization), role: row.role }));
}

const memberOf = ({ user, ...row }: MembershipRow & { user: UserRow }): Member => ({
  ...row,
  createdAt: instant(row.createdAt),
  name: user.name,
  email: user.email,
});

export async function membersOf(
  db: DbOrTx,
  organizationId: string,
  page: { after: MemberKeyset | null; limit: number } | null,
): Promise<Member[]> {
  const after = page?.after ?? null;
  const rows = await db.membership.findMany({
    where: {
      organizationId,
      ...(after && {
        OR: [
          { createdAt: { gt: dateOf(after.createdAt) } },
          { createdAt: dateOf(after.createdAt), id: { gt: after.id } },
        ],
      }),
    },
    include: { user: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    ...(page ? { take: page.limit } : {}),
  });
  return rows.map(memberOf);
}

/** A member by the id of the membership or of the user. */
export async function memberNamed(db: DbOrTx, organizationId: string, reference: string): Promise<Member | null> {
  const row = await db.membership.findFirst({
    where: { organizationId, OR: [{ id: reference }, { userId: reference }] },
    include: { user: true },
  });
  return row && memberOf(row);
}

/** Ids of the memberships that belong to these e-mails, by e-mail. */
export async function membersAmong(
  db: DbOrTx,
  organizationId: string,
  emails: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.membership.findMany({
    where: { organizationId, user: { email: { in: [...emails] } } },
    include: { user: true },
  });
  return new Map(rows.map((row) => [row.user.email, row.id]));
}

/** How many members take a seat. */
export const countSeats = (db: DbOrTx, organizationId: string): Promise<number> =>
  db.membership.count({ where: { organizationId, role: { not: "VIEWER" } } });

/** The user's row, locked until the transaction ends: what one person makes is made in turns. */
export const lockUser = async (tx: Tx, userId: string): Promise<void> =>
  void (await sqlOf(tx).query(`select id from app_user where id = $1 for update`, [userId]));

/** Leaves of a user's row nothing but its id, and ends what hangs on it. Never deletes it: the journal speaks of the id. */
export async function forgetUser(tx: Tx, userId: string): Promise<void> {
  const nobody = `${userId.replace("_", "-")}@erased.invalid`;
  await tx.membership.deleteMany({ where: { userId } });
  await tx.session.deleteMany({ where: { userId } });
  await tx.credential.deleteMany({ where: { userId } });
  await tx.secondStep.deleteMany({ where: { userId } });
  await tx.invitation.updateMany({ where: { acceptedById: userId }, data: { email: nobody } });
  await tx.user.update({
    where: { id: userId },
    data: { email: nobody, name: "Former user", image: null, clerkUserId: null, emailVerified: false },
  });
}

/** How many team organizations a user owns that are not archived. */
export const teamsOwnedBy = (db: DbOrTx, userId: string): Promise<number> =>
  db.membership.count({
    where: { userId, role: "OWNER", organization: { kind: "TEAM", status: { not: "ARCHIVED" } } },
  });

/** Every membership of the organization, its row locked first: two who both want to be the last to leave take turns. */
export async function membershipsForUpdate(tx: Tx, organizationId: string): Promise<Membership[]> {
  await sqlOf(tx).query(`select id from organization where id = $1 for update`, [organizationId]);
  const rows = await tx.membership.findMany({ where: { organizationId } });
  return rows.map((row) => ({ ...row, createdAt: instant(row.createdAt) }));
}

export async function updateRole(tx: Tx, membershipId: string, role: Role): Promise<void> {
  await tx.membership.update({ where: { id: membershipId }, data: { role } });
}

export async function deleteMembership(tx: Tx, membershipId: string): Promise<void> {
  await tx.membership.delete({ where: { id: membershipId } });
}
