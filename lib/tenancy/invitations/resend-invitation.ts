import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { iso, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { closedOrganization, invitationEnded, notAllowed } from "../errors";
import { lockMembers, type LockedMembers } from "../lock-members";
import type { Invitation } from "../model";
import { mayNotInvite } from "../rules/authority";
import { takesSeat } from "../rules/seats";
import { requireSeatsFor, withSeatCure } from "../seats";
import { userById } from "../store";
import { INVITATION_LIFE, requireResendable, requireRoomForMail } from "./limits";
import { newLink } from "./link";
import { orderInvitationMail } from "./mail";
import { endInvitation, invitationIn, renewInvitation, revokeOpenTo } from "./store";

export interface ResentInvitation {
  readonly invitation: Invitation;
  /** The new link. It can be read here, once; the one before it opens nothing any more. */
  readonly acceptUrl: string;
}

/**
 * Sends an invitation of the context's organization again, with a new link and a new week; also one whose time has run
 * out. The old link is dead from then on. Not harmless to repeat: each time a mail goes out, so a minute must lie between.
 * Throws RATE_LIMIT_EXCEEDED, CONFLICT for one that was accepted or revoked, LIMIT_EXCEEDED, FORBIDDEN, NOT_FOUND.
 */
export async function resendInvitation(ctx: Ctx, id: string): Promise<ResentInvitation> {
  const { organization: organizationId } = ctx;
  if (organizationId === null) throw notFound("invitation");
  return withSeatCure(ctx, organizationId, () =>
    inTransaction(ctx.db, async (tx) => {
      const now = securityNow();
      const { locked, invitation } = await invitationToChange(tx, ctx, id, now);
      const { organization } = locked;
      if (organization.status !== "ACTIVE") throw closedOrganization(organization.status);
      if (invitation.state === "accepted" || invitation.state === "revoked") throw invitationEnded(invitation.state);
      requireResendable(invitation, now);
      await requireRoomForMail(tx, organizationId, 1, now);
      const more = takesSeat(invitation.role) ? 1 : 0;
      await requireSeatsFor(tx, ctx, organizationId, { more, except: invitation.id });
      const link = newLink(ctx);
      const renewed = await renewInvitation(tx, id, {
        role: invitation.role,
        tokenHash: link.tokenHash,
        invitedBy: writtenActor(ctx.actor),
        at: now,
        expiresAt: now + INVITATION_LIFE,
      });
      const invitedBy = ctx.actor.kind === "user" ? ((await userById(tx, ctx.actor.id))?.name ?? null) : null;
      await orderInvitationMail(tx, ctx, { organization, invitation: renewed, invitedBy, link });
      await emit(tx, "invitation.resent", organizationId, { invitationId: id, expiresAt: iso(renewed.expiresAt) });
      await record(tx, ctx, "invitation.resent", {
        entity: { type: "invitation", id },
        before: { expiresAt: iso(invitation.expiresAt), sent: invitation.sentCount },
        after: { expiresAt: iso(renewed.expiresAt), sent: renewed.sentCount },
      });
      return { invitation: renewed, acceptUrl: link.url };
    }),
  );
}

/**
 * Withdraws an invitation of the context's organization: its link opens nothing from then on. Repeating it answers the
 * same. Throws CONFLICT for one that was accepted, FORBIDDEN, NOT_FOUND.
 */
export async function revokeInvitation(ctx: Ctx, id: string): Promise<Invitation> {
  return inTransaction(ctx.db, async (tx) => {
    const now = securityNow();
    const { invitation } = await invitationToChange(tx, ctx, id, now);
    if (invitation.state === "revoked") return invitation;
    if (invitation.state === "accepted") throw invitationEnded("accepted");
    await endInvitation(tx, id, { status: "REVOKED" }, now);
    await emit(tx, "invitation.revoked", invitation.organizationId, { invitationId: id });
    await record(tx, ctx, "invitation.revoked", {
      entity: { type: "invitation", id },
      before: { role: invitation.role, expiresAt: iso(invitation.expiresAt) },
    });
    return { ...invitation, state: "revoked", endedAt: now };
  });
}

/** Withdraws every open invitation of an organization that ends, in its transaction; answers how many that were. */
export const revokeOpenInvitations = (tx: Tx, organizationId: string): Promise<number> =>
  revokeOpenTo(tx, organizationId, null, securityNow());

/** The invitation, and the organization's members locked: whoever accepts it meanwhile waits, or was faster. */
async function invitationToChange(
  tx: Tx,
  ctx: Ctx,
  id: string,
  now: Instant,
): Promise<{ locked: LockedMembers; invitation: Invitation }> {
  const locked = await lockMembers(tx, ctx);
  const why = mayNotInvite(locked.by);
  if (why) throw notAllowed(why);
  const invitation = await invitationIn(tx, locked.organization.id, id, now);
  if (!invitation) throw notFound("invitation");
  return { locked, invitation };
}
