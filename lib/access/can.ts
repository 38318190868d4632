import type { Role } from "@/lib/tenancy";
import { hasScope, PERMISSIONS, type ActorRole, type Permission, type Scope, type StaffRole } from "./permissions";

/** Who asks at a door, by what he goes by there. Who it is stands elsewhere; here is only how far he reaches. */
export type Asker =
  | {
      /** Somebody in an organization to which he belongs. */
      readonly as: "member";
      readonly role: Role;
      /** Whether this organization lets its members buy. */
      readonly membersMayBuy: boolean;
    }
  | {
      /** Staff that acts for a member. */
      readonly as: "acting";
      readonly staffRole: StaffRole;
      readonly memberRole: Role;
    }
  | { readonly as: "staff"; readonly role: StaffRole }
  /** A key, or the access token of an installation. */
  | { readonly as: "key" | "installation"; readonly scopes: readonly Scope[] }
  /** Whoever runs commands where the deployment's own database is open to him: nothing could be kept from him. */
  | { readonly as: "machine" };

/** What nobody does in another's name: a member's own to decide, a secret that somebody else would see, or usage that is a fact of the customer's work. */
const NEVER_FOR_ANOTHER: ReadonlySet<Permission> = new Set([
  "ownership:transfer",
  "owners:write",
  "organization:delete",
  "keys:write",
  "activation:write",
  "webhooks:write",
  "usage:write",
]);

/**
 * Whether somebody may do something: the one question of every page, action, route and command. Asks nobody: what is true of
 * the asker was read from the database for this request, and the answer is in one table.
 */
export function can(asker: Asker, permission: Permission): boolean {
  switch (asker.as) {
    case "key":
    case "installation":
      return hasScope(asker.scopes, PERMISSIONS[permission].scope);
    case "member":
      return hasRole(asker.role, permission) || (permission === "billing:buy" && buysAsMember(asker));
    case "staff":
      return hasRole(asker.role, permission);
    case "acting":
      return forAnother(asker, permission);
    case "machine":
      return true;
  }
}

const hasRole = (role: ActorRole, permission: Permission): boolean =>
  (PERMISSIONS[permission].roles as readonly ActorRole[]).includes(role);

const buysAsMember = ({ role, membersMayBuy }: { role: Role; membersMayBuy: boolean }): boolean =>
  role === "MEMBER" && membersMayBuy;

/** What the member may, without what is his own alone. Support looks and changes nothing. */
const forAnother = (
  { staffRole, memberRole }: { readonly staffRole: StaffRole; readonly memberRole: Role },
  permission: Permission,
): boolean =>
  hasRole(memberRole, permission) &&
  !NEVER_FOR_ANOTHER.has(permission) &&
  (hasRole(staffRole, "operator:write") || permission.endsWith(":read"));

/** A member as he asks in an organization, by his membership. */
export const memberAsker = (belonging: {
  readonly role: Role;
  readonly organization: { readonly membersMayBuy: boolean };
}): Asker => ({ as: "member", role: belonging.role, membersMayBuy: belonging.organization.membersMayBuy });
