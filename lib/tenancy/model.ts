import type { Json } from "@/lib/kernel/json";
import type { Instant } from "@/lib/kernel/time";

export type OrganizationKind = "PERSONAL" | "TEAM";
export type OrganizationStatus = "ACTIVE" | "SUSPENDED" | "ARCHIVED";
export type Role = "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";

export const ROLES: readonly Role[] = ["OWNER", "ADMIN", "MEMBER", "VIEWER"];

/** Pairs of the vendor's own; at most 50, keys up to 40 characters, values up to 500. */
export type Metadata = Readonly<Record<string, string>>;

export interface Organization {
  readonly id: string;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly slug: string;
  /** The vendor's own id of this customer. */
  readonly externalKey: string | null;
  readonly status: OrganizationStatus;
  readonly billingEmail: string | null;
  readonly timeZone: string;
  readonly stripeCustomerId: string | null;
  /** Whether members below admin may buy. */
  readonly membersMayBuy: boolean;
  readonly metadata: Readonly<Record<string, Json>>;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly createdAt: Instant;
}

export interface Membership {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly role: Role;
  readonly createdAt: Instant;
}

/** A membership as the organization's pages show it. */
export interface Member extends Membership {
  readonly name: string;
  readonly email: string;
}

/** Where a page of members ends: longest first. */
export interface MemberKeyset {
  readonly createdAt: Instant;
  readonly id: string;
}

export interface MemberPage {
  readonly members: readonly Member[];
  /** Null on the last page. */
  readonly next: MemberKeyset | null;
}

/** Where an organization's seats stand. Whoever is more than a viewer takes one. */
export interface Seats {
  readonly used: number;
  /** Seats that open invitations would take. */
  readonly invited: number;
  /** Null where the plan bounds nothing. */
  readonly limit: number | null;
}

/** Roles that an invitation may offer. Ownership is handed over by those who have it, to somebody who is known. */
export const INVITABLE_ROLES = ["ADMIN", "MEMBER", "VIEWER"] as const satisfies readonly Role[];
export type InvitableRole = (typeof INVITABLE_ROLES)[number];

export type InvitationState = "open" | "expired" | "accepted" | "revoked";

/** A role offered to an address. All moments are security time. */
export interface Invitation {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: InvitableRole;
  /** As of the moment it was read. */
  readonly state: InvitationState;
  /** The actor, as the journal writes it. */
  readonly invitedBy: string;
  readonly sentCount: number;
  readonly createdAt: Instant;
  readonly sentAt: Instant;
  readonly expiresAt: Instant;
  readonly endedAt: Instant | null;
  /** The user who has accepted it. */
  readonly acceptedById: string | null;
}

/** Where a page of invitations ends: newest first. */
export interface InvitationKeyset {
  readonly createdAt: Instant;
  readonly id: string;
}

export interface InvitationPage {
  readonly invitations: readonly Invitation[];
  /** Null on the last page. */
  readonly next: InvitationKeyset | null;
}

/** What an invitation says to whoever holds its link. */
export interface InvitationPeek {
  readonly organization: { readonly name: string; readonly slug: string };
  readonly email: string;
  readonly role: InvitableRole;
  readonly state: InvitationState;
  /** Name of the inviting member; null for the operator, a key, or somebody who has left. */
  readonly invitedBy: string | null;
  readonly expiresAt: Instant;
}

/** One of a user's organizations, and what he is in it. */
export interface Belonging {
  readonly organization: Organization;
  readonly role: Role;
}

/** Where a page of organizations ends: newest first. */
export interface OrganizationKeyset {
  readonly createdAt: Instant;
  readonly id: string;
}

export interface OrganizationPage {
  readonly organizations: readonly Organization[];
  /** Null on the last page. */
  readonly next: OrganizationKeyset | null;
}
