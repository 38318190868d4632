import type { Ctx } from "@/lib/context";
import { notFound, required } from "@/lib/kernel/errors";
import { isId } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { emailsOf, getOrganization, organizationBySlug, roleIn, type Organization, type Role } from "@/lib/tenancy";
import type { ApiKey } from "./model";
import type { StaffRole } from "./permissions";
import { allStaff, apiKeyIn, countKeysThatWork, countStaff, selectApiKeys, staffRoleOf } from "./store";

export const MAX_KEYS_PAGE = 100;

export interface ApiKeyPage {
  readonly apiKeys: readonly ApiKey[];
  readonly next: { readonly createdAt: Instant; readonly id: string } | null;
}

/** Keys of the context's organization (of the deployment, when it has none), newest first, revoked ones too. */
export async function listApiKeys(
  ctx: Pick<Ctx, "db" | "organization">,
  page: { limit?: number; after?: { createdAt: Instant; id: string } } = {},
): Promise<ApiKeyPage> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), MAX_KEYS_PAGE);
  const found = await selectApiKeys(ctx.db, { organizationId: ctx.organization, after: page.after, limit: limit + 1 });
  const apiKeys = found.slice(0, limit);
  const last = apiKeys.at(-1);
  return { apiKeys, next: found.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

/** How many keys of the context's organization work now. */
export const countKeysInUse = (ctx: Pick<Ctx, "db" | "organization">): Promise<number> =>
  countKeysThatWork(ctx.db, required(ctx.organization, "the organization whose keys are counted"), securityNow());

/** One key of the context's organization; throws NOT_FOUND, also for another's. */
export async function getApiKey(ctx: Pick<Ctx, "db" | "organization">, id: string): Promise<ApiKey> {
  const key = isId("apiKey", id) ? await apiKeyIn(ctx.db, ctx.organization, id) : null;
  if (!key) throw notFound("API key");
  return key;
}

/**
 * The organization that a user names by its address or our id, and what he is in it. Throws NOT_FOUND for one that does
 * not exist, that is archived, or that he does not belong to: they look the same from outside.
 */
export async function requireMember(
  ctx: Pick<Ctx, "db">,
  userId: string,
  reference: string,
): Promise<{ organization: Organization; role: Role }> {
  const organization = isId("organization", reference)
    ? await getOrganization(ctx, reference)
    : await organizationBySlug(ctx, reference);
  const role = organization && organization.status !== "ARCHIVED" ? await roleIn(ctx, organization.id, userId) : null;
  if (!organization || !role) throw notFound("organization");
  return { organization, role };
}

/** What a user is among the deployment's staff; null for everybody else. */
export const staffRole = (ctx: Pick<Ctx, "db">, userId: string): Promise<StaffRole | null> =>
  staffRoleOf(ctx.db, userId);

/** How many people may do everything in the console. */
export const operatorCount = (ctx: Pick<Ctx, "db">): Promise<number> => countStaff(ctx.db, "OPERATOR");

export interface StaffMember {
  readonly userId: string;
  readonly email: string;
  readonly role: StaffRole;
  readonly since: Instant;
}

/** Everybody who is staff of the deployment, longest first. */
export async function listStaff(ctx: Pick<Ctx, "db">): Promise<readonly StaffMember[]> {
  const staff = await allStaff(ctx.db);
  const emails = await emailsOf(
    ctx,
    staff.map(({ userId }) => userId),
  );
  return staff.map((each) => ({ ...each, email: emails.get(each.userId) ?? "" }));
}
