import { iso } from "@/lib/kernel/time";
import type { Invitation, Invited } from "@/lib/tenancy";
import { isoOrNull } from "../../../fields";

export const invitationOnWire = (invitation: Invitation) => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role.toLowerCase(),
  state: invitation.state,
  invitedBy: invitation.invitedBy,
  createdAt: iso(invitation.createdAt),
  sentAt: iso(invitation.sentAt),
  expiresAt: iso(invitation.expiresAt),
  endedAt: isoOrNull(invitation.endedAt),
});

/** Without the link: it goes to the invited address, and an answer that is kept for repetition must not hold it. */
export const invitedOnWire = (invited: Invited) => ({
  email: invited.email,
  outcome: invited.outcome,
  ...("invitation" in invited ? { invitation: invitationOnWire(invited.invitation) } : {}),
  ...("memberId" in invited ? { memberId: invited.memberId } : {}),
});
