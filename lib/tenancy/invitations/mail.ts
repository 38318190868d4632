import type { Ctx } from "@/lib/context";
import { iso } from "@/lib/kernel/time";
import type { Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import type { InvitableRole, Invitation, Organization } from "../model";
import { sealedLink, type InvitationLink } from "./link";

/** Kind of the mail that carries an invitation. */
export const INVITATION_MAIL = "invitation";

/** What that mail is about. `acceptUrl` is sealed until it is written. */
export interface InvitationMail {
  readonly organization: string;
  readonly role: InvitableRole;
  /** Name of whoever invites; null where that is no person of the organization. */
  readonly invitedBy: string | null;
  readonly email: string;
  readonly expiresAt: string;
  readonly timeZone: string;
  readonly acceptUrl: string;
}

export async function orderInvitationMail(
  tx: Tx,
  ctx: Ctx,
  about: { organization: Organization; invitation: Invitation; invitedBy: string | null; link: InvitationLink },
): Promise<void> {
  const { organization, invitation, invitedBy, link } = about;
  const model: Omit<InvitationMail, "acceptUrl"> = {
    organization: organization.name,
    role: invitation.role,
    invitedBy,
    email: invitation.email,
    expiresAt: iso(invitation.expiresAt),
    timeZone: organization.timeZone,
  };
  const order = { to: invitation.email, kind: INVITATION_MAIL, model: { ...model }, sealed: sealedLink(ctx, link) };
  await orderMail(tx, organization.id, order);
}
