import type { Instant } from "@/lib/kernel/time";

/** What a verified session token says. */
export interface ClerkClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly issuedAt: Instant;
  /** The organization that is active in the browser, and what he is in it there. */
  readonly organization: { readonly id: string; readonly role: string } | null;
}

export type ClerkKind = "user" | "organization" | "membership" | "session";

/** A state of a thing of Clerk's: which, and how new. `version` is Clerk's own stamp, in milliseconds. */
export interface ClerkState {
  readonly id: string;
  readonly kind: ClerkKind;
  readonly version: number;
  readonly deleted: boolean;
}

/** A user as Clerk's API and messages show him, in our words. */
export interface ClerkUser {
  readonly id: string;
  /** The primary e-mail when it was verified there, else null: an address that anybody may have typed opens no account. */
  readonly email: string | null;
  readonly name: string;
  readonly updatedAt: number;
}

export interface ClerkOrganization {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: number;
}

export interface ClerkMembership {
  readonly organization: ClerkOrganization;
  readonly userId: string;
  readonly role: string;
  readonly updatedAt: number;
}

/** A membership has no id that outlives it: it goes by who and where. */
export const membershipKey = (organizationId: string, userId: string): string => `${organizationId}:${userId}`;
