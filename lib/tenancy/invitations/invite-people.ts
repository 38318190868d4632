import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { invalid, notFound } from "@/lib/kernel/errors";
import { iso, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { closedOrganization, notAllowed } from "../errors";
import { lockMembers, type LockedMembers } from "../lock-members";
import { INVITABLE_ROLES, type InvitableRole, type Invitation } from "../model";
import { normalAddresses } from "../rules/addresses";
import { mayNotInvite } from "../rules/authority";
import { fieldError } from "../rules/form";
import { takesSeat } from "../rules/seats";
import { requireSeatsFor, withSeatCure } from "../seats";
import { membersAmong, userById } from "../store";
import { INVITATION_LIFE, MAX_SENT, requireRoomForMail } from "./limits";
import { newLink } from "./link";
import { orderInvitationMail } from "./mail";
import { insertInvitation, renewInvitation, revokeOpenTo, unansweredTo } from "./store";

export interface InvitePeople {
  /** 1 to 50 addresses; the case does not matter. */
  readonly emails: readonly string[];
  readonly role: string;
}

/** What became of one address. */
export type Invited =
  | {
      readonly outcome: "invited";
      readonly email: string;
      readonly invitation: Invitation;
      /** The link of the mail. It can be read here, once. */
      readonly acceptUrl: string;
    }
  /** An open invitation lies there already and stays as it is; `resendInvitation` sends it again. */
  | { readonly outcome: "already_invited"; readonly email: string; readonly invitation: Invitation }
  | { readonly outcome: "already_member"; readonly email: string; readonly memberId: string }
  /** The address stands further up in the same list. */
  | { readonly outcome: "repeated"; readonly email: string };

/**
 * Invites people into the context's organization and orders their mails; each address gets an answer of its own, in the
 * order given. All or nothing: throws VALIDATION_ERROR naming each address that is none, FORBIDDEN, LIMIT_EXCEEDED when
 * not all of them would find a seat, RATE_LIMIT_EXCEEDED when so many mails may not go out this hour, and then nobody is
 * invited. Repeating it finds the open invitations and sends nothing.
 */
export async function invitePeople(ctx: Ctx, input: InvitePeople): Promise<readonly Invited[]> {
  const { emails, role } = validated(input);
  const { organization: organizationId } = ctx;
  if (organizationId === null) throw notFound("organization");
  return withSeatCure(ctx, organizationId, () =>
    inTransaction(ctx.db, async (tx) => {
      const locked = await lockMembers(tx, ctx);
      const why = mayNotInvite(locked.by);
      if (why) throw notAllowed(why);
      if (locked.organization.status !== "ACTIVE") throw closedOrganization(locked.organization.status);
      const now = securityNow();
      const standing = await sortOut(tx, organizationId, emails, now);
      const fresh = standing.filter(({ is }) => is === "to_invite").length;
      await requireRoomForMail(tx, organizationId, fresh, now);
      await requireSeatsFor(tx, ctx, organizationId, { more: takesSeat(role) ? fresh : 0 });
      return send(tx, ctx, { locked, standing, role, now });
    }),
  );
}

function validated({ emails: given, role }: InvitePeople): { emails: readonly string[]; role: InvitableRole } {
  const { emails, errors } = normalAddresses(given);
  const known = INVITABLE_ROLES.find((each) => each === role);
  const all = known
    ? errors
    : [...errors, fieldError("/role", "role", "People are invited as ADMIN, MEMBER or VIEWER.", "Choose one of them.")];
  if (!known || all.length > 0) throw invalid(all);
  return { emails, role: known };
}

type Standing =
  | { readonly is: "repeated"; readonly email: string }
  /** Somebody new; or an invitation whose time has run out, which begins anew. */
  | { readonly is: "to_invite"; readonly email: string; readonly expired: Invitation | null }
  | { readonly is: "invited"; readonly email: string; readonly invitation: Invitation }
  | { readonly is: "member"; readonly email: string; readonly memberId: string };

/** How each address stands to the organization before anything is done. */
async function sortOut(
  tx: Tx,
  organizationId: string,
  emails: readonly string[],
  now: Instant,
): Promise<readonly Standing[]> {
  const members = await membersAmong(tx, organizationId, emails);
  const unanswered = await unansweredTo(tx, organizationId, emails, now);
  return emails.map((email, i): Standing => {
    if (emails.indexOf(email) < i) return { is: "repeated", email };
    const memberId = members.get(email);
    if (memberId !== undefined) return { is: "member", email, memberId };
    const invitation = unanswered.get(email) ?? null;
    return invitation?.state === "open"
      ? { is: "invited", email, invitation }
      : { is: "to_invite", email, expired: invitation };
  });
}

interface Sending {
  readonly locked: LockedMembers;
  readonly standing: readonly Standing[];
  readonly role: InvitableRole;
  readonly now: Instant;
}

async function send(tx: Tx, ctx: Ctx, sending: Sending): Promise<readonly Invited[]> {
  const invitedBy = ctx.actor.kind === "user" ? ((await userById(tx, ctx.actor.id))?.name ?? null) : null;
  const out: Invited[] = [];
  for (const each of sending.standing) {
    if (each.is === "repeated") out.push({ outcome: "repeated", email: each.email });
    else if (each.is === "member") out.push({ outcome: "already_member", email: each.email, memberId: each.memberId });
    else if (each.is === "invited")
      out.push({ outcome: "already_invited", email: each.email, invitation: each.invitation });
    else out.push(await sendOne(tx, ctx, sending, each, invitedBy));
  }
  // The journal's head is the last lock of the house.
  for (const each of out) if (each.outcome === "invited") await recordInvited(tx, ctx, each.invitation);
  return out;
}

async function sendOne(
  tx: Tx,
  ctx: Ctx,
  { locked: { organization }, role, now }: Sending,
  { email, expired: old }: Extract<Standing, { is: "to_invite" }>,
  invitedBy: string | null,
): Promise<Extract<Invited, { outcome: "invited" }>> {
  const link = newLink(ctx);
  const terms = {
    role,
    tokenHash: link.tokenHash,
    invitedBy: writtenActor(ctx.actor),
    at: now,
    expiresAt: now + INVITATION_LIFE,
  };
  const renewable = old !== null && old.sentCount < MAX_SENT;
  // One that has gone out as often as it may makes room for another: its hour is counted all the same.
  if (old !== null && !renewable) await revokeOpenTo(tx, organization.id, email, now);
  const invitation = renewable
    ? await renewInvitation(tx, old.id, terms)
    : await insertInvitation(tx, { ...terms, organizationId: organization.id, email });
  await orderInvitationMail(tx, ctx, { organization, invitation, invitedBy, link });
  const facts = { invitationId: invitation.id, role, expiresAt: iso(invitation.expiresAt) };
  await emit(tx, "invitation.created", organization.id, facts);
  return { outcome: "invited", email, invitation, acceptUrl: link.url };
}

/** Without the address: the journal keeps no personal data, and the invitation's row has it. */
const recordInvited = (tx: Tx, ctx: Ctx, { id, role, expiresAt }: Invitation): Promise<string> =>
  record(tx, ctx, "invitation.created", {
    entity: { type: "invitation", id },
    after: { role, expiresAt: iso(expiresAt) },
  });
