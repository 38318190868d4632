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
