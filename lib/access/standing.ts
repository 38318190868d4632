import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { securityNow } from "@/lib/platform/clock";
import { getOrganization, roleIn, type Organization, type Role } from "@/lib/tenancy";
import { can, memberAsker, type Asker } from "./can";
import type { Impersonation } from "./model";
import type { StaffRole } from "./permissions";
import { requireMember } from "./queries";
import { openOfOrganization, openOfSession, staffRoleOf } from "./store";

/** What somebody is in an organization: a member, or staff that acts for one. */
export interface Belongs {
  readonly organization: Organization;
  /** The member's role, his own or of the one he acts for. */
  readonly role: Role;
  readonly acting: ActingStaff | null;
  /** The same as `can` wants it. */
  readonly asker: Asker;
}

export interface ActingStaff {
  readonly impersonation: Impersonation;
  readonly staffRole: StaffRole;
  /** What the member is for whom it acts. */
  readonly memberRole: Role;
}

type Reading = Pick<Ctx, "db">;

/**
 * The organization that somebody names by its address or our id, and what he is there: a member by his membership, or
 * staff by what it has open in this sign-in. Asks the database each time: whoever is removed, dismissed or out of time is
 * nothing from then on. NOT_FOUND where he is nothing.
 */
export async function belongsTo(
  ctx: Reading,
  user: { readonly id: string; readonly sessionId: string },
  reference: string,
): Promise<Belongs> {
  try {
    const belonging = await requireMember(ctx, user.id, reference);
    return { ...belonging, acting: null, asker: memberAsker(belonging) };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "NOT_FOUND")) throw error;
    const there = await actsIn(ctx, user);
    if (there && (reference === there.organization.slug || reference === there.organization.id)) return there;
    throw error;
  }
}

/** Where the sign-in acts for somebody now; null for nowhere. */
async function actsIn(ctx: Reading, user: { id: string; sessionId: string }): Promise<Belongs | null> {
  const impersonation = await openOfSession(ctx.db, user.sessionId);
  if (!impersonation || impersonation.staffUserId !== user.id || impersonation.expiresAt <= securityNow()) return null;
  const [organization, staffRole, role] = await Promise.all([
    getOrganization(ctx, impersonation.organizationId),
    staffRoleOf(ctx.db, user.id),
    roleIn(ctx, impersonation.organizationId, impersonation.onBehalfOf),
  ]);
  if (!staffRole || !can({ as: "staff", role: staffRole }, "operator:impersonate")) return null;
  if (!role || organization.status === "ARCHIVED") return null;
  return {
    ...{ organization, role },
    acting: { impersonation, staffRole, memberRole: role },
    asker: { as: "acting", staffRole, memberRole: role },
  };
}

/** What staff has open in an organization now, newest first. */
export const openImpersonations = (ctx: Reading, organizationId: string): Promise<readonly Impersonation[]> =>
  openOfOrganization(ctx.db, organizationId, securityNow());
