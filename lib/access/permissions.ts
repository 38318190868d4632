import type { Role } from "@/lib/tenancy";

export type StaffRole = "OPERATOR" | "SUPPORT";
/** Roles inside an organization, and those of the deployment's staff. They are never the same person's at once: a context acts as one of them. */
export type ActorRole = Role | StaffRole;

export const ACTOR_ROLES: readonly ActorRole[] = ["OWNER", "ADMIN", "MEMBER", "VIEWER", "OPERATOR", "SUPPORT"];

const OWNERS = ["OWNER", "OPERATOR"] as const;
const ADMINS = ["OWNER", "ADMIN", "OPERATOR"] as const;
const ADMINS_AND_SUPPORT = ["OWNER", "ADMIN", "OPERATOR", "SUPPORT"] as const;
const WORKING = ["OWNER", "ADMIN", "MEMBER", "OPERATOR"] as const;
const EVERYBODY = ["OWNER", "ADMIN", "MEMBER", "VIEWER", "OPERATOR", "SUPPORT"] as const;
const STAFF = ["OPERATOR", "SUPPORT"] as const;
const OPERATORS = ["OPERATOR"] as const;

/** The one table: who may do what. A row is a permission, its list the roles that have it; nobody else does. */
export const PERMISSIONS = {
  "organization:read": EVERYBODY,
  "organization:write": ADMINS,
  "organization:delete": OWNERS,
  "ownership:transfer": OWNERS,
  "members:read": EVERYBODY,
  "members:write": ADMINS,
  "owners:write": OWNERS,
  "usage:read": EVERYBODY,
  "usage:write": WORKING,
  "billing:read": EVERYBODY,
  "billing:write": ADMINS,
  "keys:read": EVERYBODY,
  "keys:write": ADMINS,
  "activation:read": ADMINS_AND_SUPPORT,
  "activation:write": ADMINS,
  "webhooks:read": ADMINS_AND_SUPPORT,
  "webhooks:write": ADMINS,
  "audit:read": ADMINS_AND_SUPPORT,
  "operator:read": STAFF,
  "operator:write": OPERATORS,
  "operator:impersonate": STAFF,
} as const satisfies Record<string, readonly ActorRole[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether a role has a permission. */
export const can = (role: ActorRole, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly ActorRole[]).includes(role);

/** What nobody does in another's name: a member's own to decide, a secret that somebody else would see, or usage that is a fact of the customer's work. */
const NEVER_FOR_ANOTHER: readonly Permission[] = [
  "ownership:transfer",
  "owners:write",
  "organization:delete",
  "keys:write",
  "activation:write",
  "webhooks:write",
  "usage:write",
];

/**
 * Whether staff that acts for a member may do something: what the member may, without what is his own alone. Support
 * looks and changes nothing.
 */
export const canForAnother = (staff: StaffRole, member: Role, permission: Permission): boolean =>
  can(member, permission) &&
  !NEVER_FOR_ANOTHER.includes(permission) &&
  (can(staff, "operator:write") || permission.endsWith(":read"));

/** Whether somebody may buy for an organization: who may write its billing, and its members where it lets them. */
export const mayBuy = (role: ActorRole, organization: { readonly membersMayBuy: boolean }): boolean =>
  can(role, "billing:write") || (role === "MEMBER" && organization.membersMayBuy);

/** What a key may be allowed to do. `admin:*` includes every other, and stands on deployment keys only. */
export const SCOPES = ["usage:write", "usage:read", "billing:read", "billing:write", "admin:*"] as const;
export type Scope = (typeof SCOPES)[number];

/** Scopes that an organization's own key may carry. */
export const ORGANIZATION_SCOPES = [
  "usage:write",
  "usage:read",
  "billing:read",
  "billing:write",
] as const satisfies readonly Scope[];

export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

/** Scopes that a key may carry: `admin:*` stands on deployment keys only. */
export const scopesFor = (deployment: boolean): readonly Scope[] =>
  deployment ? [...ORGANIZATION_SCOPES, "admin:*"] : ORGANIZATION_SCOPES;

/** Scopes as they are kept: each once, in one order. */
export const sortedScopes = (texts: readonly string[]): Scope[] => [...new Set(texts)].filter(isScope).sort();

/** Whether scopes cover the one that is asked for. */
export const hasScope = (scopes: readonly Scope[], wanted: Scope): boolean =>
  scopes.includes(wanted) || scopes.includes("admin:*");
