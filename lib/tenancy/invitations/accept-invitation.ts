import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { businessNow, securityNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { closedOrganization, invitationEnded, invitedAnotherAddress } from "../errors";
import type { Invitation, Membership, Organization } from "../model";
import { takesSeat } from "../rules/seats";
import { holdSeats, withSeatCure } from "../seats";
import { insertMembershipOnce, membershipOf, organizationForUpdate, organizationNamed, userById } from "../store";
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
  // Whoever presses again, or at the same time as himself, takes no lock that others wait for.
  const before = await answeredBefore(ctx, known);
  if (before) return before;
  const own: Ctx = { ...ctx, organization: known.organizationId };
  return withSeatCure(own, known.organizationId, () =>
    inTransaction(ctx.db, (tx) => accept(tx, own, known.organizationId, tokenHash)),
  );
}

/** The first answer, for the very user who got it and still belongs there; null when there is none. */
async function answeredBefore(
  ctx: Pick<Ctx, "actor"> & { readonly db: DbOrTx },
  known: Invitation,
): Promise<AcceptedInvitation | null> {
  if (known.state !== "accepted" || known.acceptedById !== ctx.actor.id) return null;
  const { organizationId } = known;
  const membership = await membershipOf(ctx.db, organizationId, ctx.actor.id);
  const organization = await organizationNamed(ctx.db, { id: organizationId });
  return membership && organization && { organization, membership, replayed: true };
}

async function accept(tx: Tx, ctx: Ctx, organizationId: string, tokenHash: string): Promise<AcceptedInvitation> {
  const known = await invitationByToken(tx, tokenHash, securityNow());
  const early = known && (await answeredBefore({ db: tx, actor: ctx.actor }, known));
  if (early) return early;
  const seats = await holdSeats(tx, ctx, organizationId);
  const organization = await organizationForUpdate(tx, organizationId);
  const now = securityNow();
  const invitation = await lockInvitationByToken(tx, tokenHash, now);
  const user = ctx.actor.kind === "user" ? await userById(tx, ctx.actor.id) : null;
  if (!organization || !invitation || !user) throw notFound("invitation");
  const before = await answeredBefore({ db: tx, actor: ctx.actor }, invitation);
  if (before) return before;
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
