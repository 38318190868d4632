import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { businessNow, securityNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { closedOrganization, invitationEnded, invitedAnotherAddress } from "../errors";
import type { Invitation, Membership, Organization, User } from "../model";
import { takesSeat } from "../rules/seats";
import { holdSeats, withSeatCure } from "../seats";
import { insertMembershipOnce, membershipOf, organizationForUpdate, userById } from "../store";
import { storedToken } from "./link";
import { endInvitation, invitationByToken, lockInvitationByToken } from "./store";

/** What accepting has led to. */
export interface AcceptedInvitation {
  readonly organization: Organization;
  readonly membership: Membership;
  /** This user had accepted it before. */
  readonly replayed: boolean;
}

/**
 * Takes the acting user into the organization whose link he holds. Used once: the same user again gets the first answer,
 * however many ask at the same time; for everybody else it is spent. Somebody who belongs there already keeps his role.
 * Throws NOT_FOUND for a link that never was or was replaced, CONFLICT (expired, revoked, accepted), FORBIDDEN when it was
 * sent to another address than the user's, LIMIT_EXCEEDED when no seat is free, ORGANIZATION_SUSPENDED.
 */
export async function acceptInvitation(ctx: Ctx, token: string): Promise<AcceptedInvitation> {
  const tokenHash = storedToken(ctx, token);
  const known = tokenHash === null ? null : await invitationByToken(ctx.db, tokenHash, securityNow());
  if (tokenHash === null || !known) throw notFound("invitation");
  const own: Ctx = { ...ctx, organization: known.organizationId };
  return withSeatCure(own, known.organizationId, () =>
    inTransaction(ctx.db, (tx) => accept(tx, own, known.organizationId, tokenHash)),
  );
}

async function accept(tx: Tx, ctx: Ctx, organizationId: string, tokenHash: string): Promise<AcceptedInvitation> {
  const seats = await holdSeats(tx, ctx, organizationId);
  const organization = await organizationForUpdate(tx, organizationId);
  const now = securityNow();
  const invitation = await lockInvitationByToken(tx, tokenHash, now);
  const user = ctx.actor.kind === "user" ? await userById(tx, ctx.actor.id) : null;
  if (!organization || !invitation || !user) throw notFound("invitation");
  const before = await acceptedBefore(tx, invitation, user);
  if (before) return { organization, membership: before, replayed: true };
  if (organization.status === "ARCHIVED") throw closedOrganization("ARCHIVED");
  if (user.email !== invitation.email) throw invitedAnotherAddress();
  if (invitation.state !== "open") throw invitationEnded(invitation.state);
  if (organization.status === "SUSPENDED") throw closedOrganization("SUSPENDED");

  const { role } = invitation;
  const wanted = { organizationId, userId: user.id, role, at: await businessNow(sqlOf(tx)) };
  const { membership, added } = await insertMembershipOnce(tx, wanted);
  await endInvitation(tx, invitation.id, { status: "ACCEPTED", acceptedById: user.id }, now);
  if (added) await seats.settle(takesSeat(role) ? "came" : "went");
  const facts = { memberId: membership.id, userId: user.id, role: membership.role };
  await emit(tx, "invitation.accepted", organizationId, { invitationId: invitation.id, ...facts });
  if (added) await emit(tx, "member.added", organizationId, facts);
  await record(tx, ctx, "invitation.accepted", {
    entity: { type: "invitation", id: invitation.id },
    after: { user: user.id, role },
  });
  if (added) {
    await record(tx, ctx, "membership.created", {
      entity: { type: "membership", id: membership.id },
      after: { user: user.id, role },
    });
  }
  return { organization, membership, replayed: false };
}

/** The membership that this very user got by it, while he has it; null when it is to be accepted. */
async function acceptedBefore(tx: Tx, invitation: Invitation, user: User): Promise<Membership | null> {
  if (invitation.state !== "accepted" || invitation.acceptedById !== user.id) return null;
  return membershipOf(tx, invitation.organizationId, user.id);
}
