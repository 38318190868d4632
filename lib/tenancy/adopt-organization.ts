import type { Ctx } from "@/lib/context";
import { createOrganization } from "./create-organization";
import type { Organization } from "./model";
import { ORGANIZATION_NAME_MAX } from "./rules/form";
import { keepClerkOrganization, organizationByClerkId } from "./store";

/** A team as Clerk knows it. */
export interface ClerkTeam {
  readonly clerkOrganizationId: string;
  readonly name: string;
}

/** The organization that is this team at Clerk, or null. */
export const findAdoptedOrganization = (
  ctx: Pick<Ctx, "db">,
  clerkOrganizationId: string,
): Promise<Organization | null> => organizationByClerkId(ctx.db, clerkOrganizationId);

/**
 * The organization that is this team at Clerk; made with its FREE subscription when there is none. Whoever is known first
 * becomes its owner by `adoptMembership`. Repeated or at the same time it gives the same organization.
 */
export async function adoptOrganization(ctx: Ctx, team: ClerkTeam): Promise<Organization> {
  const known = await findAdoptedOrganization(ctx, team.clerkOrganizationId);
  if (known) return known;
  const name = team.name.trim().slice(0, ORGANIZATION_NAME_MAX) || "Team";
  // The key makes two who come at once agree on one organization.
  const made = await createOrganization(ctx, { name, idempotencyKey: `clerk:${team.clerkOrganizationId}` });
  await keepClerkOrganization(ctx.db, made.id, team.clerkOrganizationId);
  return made;
}
