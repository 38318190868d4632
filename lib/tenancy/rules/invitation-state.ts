import type { Instant } from "@/lib/kernel/time";
import type { InvitationState } from "../model";

const ENDED: Readonly<Record<string, InvitationState>> = { ACCEPTED: "accepted", REVOKED: "revoked" };

/** What an invitation is worth at a moment of security time. One that was answered stays so when its time has run out. */
export const invitationState = (stored: string, expiresAt: Instant, now: Instant): InvitationState =>
  ENDED[stored] ?? (expiresAt > now ? "open" : "expired");
