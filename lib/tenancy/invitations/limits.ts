import { DAY, HOUR, MINUTE, type Instant } from "@/lib/kernel/time";
import type { Tx } from "@/lib/platform/db";
import { sentOftenEnough, tooManyInvitations } from "../errors";
import type { Invitation } from "../model";
import { sentSince } from "./store";

/** How long a link works. */
export const INVITATION_LIFE = 7 * DAY;
/** Invitations that may go out for one organization in any hour: it must not become a way to send mail to strangers. */
export const MAX_SENT_AN_HOUR = 100;
/** Between two mails with the same invitation. */
export const RESEND_PAUSE = MINUTE;
/** How often one invitation goes out; the database holds it too. */
export const MAX_SENT = 10;

/**
 * Throws RATE_LIMIT_EXCEEDED, with the seconds to wait, when `more` mails would be too many for this hour. Every invitation
 * counts by its last mail, also one that was revoked.
 */
export async function requireRoomForMail(tx: Tx, organizationId: string, more: number, now: Instant): Promise<void> {
  const sent = await sentSince(tx, organizationId, now - HOUR, MAX_SENT_AN_HOUR);
  const over = sent.length + more - MAX_SENT_AN_HOUR;
  if (over <= 0) return;
  const until = (sent[Math.min(over, sent.length) - 1] ?? now) + HOUR;
  const message = `An organization sends ${MAX_SENT_AN_HOUR} invitations an hour, and ${sent.length} have gone out. Invite the rest later.`;
  throw tooManyInvitations(message, until, now);
}

/** Throws RATE_LIMIT_EXCEEDED within a minute of the last mail, CONFLICT when it was sent as often as it may be. */
export function requireResendable({ sentAt, sentCount }: Invitation, now: Instant): void {
  if (sentCount >= MAX_SENT) throw sentOftenEnough(sentCount);
  const until = sentAt + RESEND_PAUSE;
  if (until > now) throw tooManyInvitations("This invitation went out a moment ago. Wait a minute.", until, now);
}
