import type { FormAction } from "@/components/ui/action-form";

interface Invitation {
  organization: string;
  role: string;
  /** What that role may do. */
  may: string;
  email: string;
  /** Name of whoever invites, or who it was in words. */
  invitedBy: string;
  /** In words, with its zone. */
  expires: string;
}

/** What stands behind a link, and what whoever holds it can do about it. */
export type InviteModel =
  | { kind: "signed_out"; invitation: Invitation; signUpHref: string; signInHref: string }
  | { kind: "ready"; invitation: Invitation; as: string; error?: string }
  /** Signed in with another address than the one that was invited. */
  | { kind: "wrong_account"; invitation: Invitation; as: string }
  | { kind: "expired"; invitation: Invitation }
  | { kind: "revoked"; invitation: Invitation }
  /** Accepted, by the reader himself or by somebody else. */
  | { kind: "used"; invitation: Invitation; homeHref?: string; signInHref?: string }
  /** No such link, or a later one took its place. */
  | { kind: "unknown"; homeHref?: string };

export interface InviteActions {
  accept: FormAction;
  /** Signs out and leads back here by way of the sign-in. */
  switchAccount: FormAction;
}
