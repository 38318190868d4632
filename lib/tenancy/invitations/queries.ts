import type { Ctx } from "@/lib/context";
import { notFound } from "@/lib/kernel/errors";
import { isId } from "@/lib/kernel/ids";
import { securityNow } from "@/lib/platform/clock";
import type { Invitation, InvitationKeyset, InvitationPage, InvitationPeek, InvitationState } from "../model";
import { organizationNamed, userById } from "../store";
import { storedToken } from "./link";
import { invitationByToken, invitationIn, selectInvitations } from "./store";

export const MAX_INVITATIONS_PAGE = 100;

/**
 * Invitations of an organization, newest first. `state` picks one; `unanswered` those that were neither accepted nor
 * revoked, also when their time has run out. `limit` is cut to 100.
 */
export async function listInvitations(
  ctx: Pick<Ctx, "db">,
  organizationId: string,
  about: { state?: InvitationState; unanswered?: boolean; limit?: number; after?: InvitationKeyset } = {},
): Promise<InvitationPage> {
  const limit = Math.min(Math.max(about.limit ?? 20, 1), MAX_INVITATIONS_PAGE);
  const { state, after, unanswered = false } = about;
  const now = securityNow();
  const found = await selectInvitations(ctx.db, { organizationId, state, unanswered, after, limit: limit + 1, now });
  const invitations = found.slice(0, limit);
  const last = invitations.at(-1);
  return { invitations, next: found.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

/** One invitation of an organization; throws NOT_FOUND, also for another's. */
export async function getInvitation(ctx: Pick<Ctx, "db">, organizationId: string, id: string): Promise<Invitation> {
  const found = isId("invitation", id) ? await invitationIn(ctx.db, organizationId, id, securityNow()) : null;
  if (!found) throw notFound("invitation");
  return found;
}

/**
 * What a link invites to, without accepting anything; null for a link that never was, that was replaced by a later one, or
 * whose organization is no more. Whoever holds the link reads it: it asks nobody's permission and changes nothing.
 */
export async function peekInvitation(ctx: Pick<Ctx, "db" | "env">, token: string): Promise<InvitationPeek | null> {
  const tokenHash = storedToken(ctx, token);
  const found = tokenHash === null ? null : await invitationByToken(ctx.db, tokenHash, securityNow());
  if (!found) return null;
  const organization = await organizationNamed(ctx.db, { id: found.organizationId });
  if (!organization || organization.status === "ARCHIVED") return null;
  const inviter = /^user:(usr_.+)$/.exec(found.invitedBy)?.[1];
  const invitedBy = inviter === undefined ? null : ((await userById(ctx.db, inviter))?.name ?? null);
  const { name, slug } = organization;
  const { email, role, state, expiresAt } = found;
  return { organization: { name, slug }, email, role, state, invitedBy, expiresAt };
}
