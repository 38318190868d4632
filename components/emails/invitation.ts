import type { InvitationMail } from "@/lib/tenancy";
import { formatDateTime, zoneName } from "../format";
import type { Letter } from "./letter";

const ROLE_WORDS: Readonly<Record<InvitationMail["role"], string>> = {
  ADMIN: "an admin, who sees to people, keys and billing",
  MEMBER: "a member, who works with it",
  VIEWER: "a viewer, who reads and changes nothing",
};

/** The mail that carries an invitation: who invites, to what, until when, and the one link. */
export function invitationLetter(mail: InvitationMail): Letter {
  const { organization, invitedBy, email, timeZone } = mail;
  const subject = invitedBy ? `${invitedBy} invites you to ${organization}` : `You are invited to ${organization}`;
  const until = `${formatDateTime(mail.expiresAt, timeZone)} ${zoneName(timeZone)}`;
  return {
    subject,
    preview: `Join ${organization} as ${ROLE_WORDS[mail.role]}.`,
    heading: subject,
    paragraphs: [
      `You can join ${organization} as ${ROLE_WORDS[mail.role]}. It costs you nothing: the organization pays for its plan.`,
      "The link works once, and only for the address below. Sign in or create an account with it; nothing happens before you agree.",
    ],
    facts: [
      ["Meant for", email],
      ["Works until", until],
    ],
    action: { label: "See the invitation", href: mail.acceptUrl },
    foot: {
      text: `You get this because ${invitedBy ?? "the operator"} entered this address. If you do not know why, do nothing: the invitation runs out by itself.`,
      label: "Look at it first",
      href: mail.acceptUrl,
    },
  };
}
