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

/** What a key may be allowed to do. `admin:*` includes every other, and stands on deployment keys only. */
export const SCOPES = ["usage:write", "usage:read", "billing:read", "billing:write", "admin:*"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who has a permission: the roles of people, and the scope by which a key or an installation has it. */
export interface Grant {
  readonly roles: readonly ActorRole[];
  readonly scope: Scope;
}

/** The one table: who may do what. A row is a permission; whoever is not in it has it not. `can` reads it, and nothing else. */
export const PERMISSIONS = {
  "organization:read": { roles: EVERYBODY, scope: "usage:read" },
  "organization:write": { roles: ADMINS, scope: "admin:*" },
  "organization:delete": { roles: OWNERS, scope: "admin:*" },
  "ownership:transfer": { roles: OWNERS, scope: "admin:*" },
  "members:read": { roles: EVERYBODY, scope: "admin:*" },
  "members:write": { roles: ADMINS, scope: "admin:*" },
  "owners:write": { roles: OWNERS, scope: "admin:*" },
  "usage:read": { roles: EVERYBODY, scope: "usage:read" },
  "usage:write": { roles: WORKING, scope: "usage:write" },
  // Holds are read by whoever makes them, so a key needs one scope for both.
  "holds:read": { roles: EVERYBODY, scope: "usage:write" },
  "billing:read": { roles: EVERYBODY, scope: "billing:read" },
  "billing:write": { roles: ADMINS, scope: "billing:write" },
  // Members too, where their organization lets them.
  "billing:buy": { roles: ADMINS, scope: "billing:write" },
  "keys:read": { roles: EVERYBODY, scope: "admin:*" },
  "keys:write": { roles: ADMINS, scope: "admin:*" },
  "activation:read": { roles: ADMINS_AND_SUPPORT, scope: "admin:*" },
  "activation:write": { roles: ADMINS, scope: "admin:*" },
  "webhooks:read": { roles: ADMINS_AND_SUPPORT, scope: "admin:*" },
  "webhooks:write": { roles: ADMINS, scope: "admin:*" },
  "audit:read": { roles: ADMINS_AND_SUPPORT, scope: "admin:*" },
  "operator:read": { roles: STAFF, scope: "admin:*" },
  "operator:write": { roles: OPERATORS, scope: "admin:*" },
  "operator:impersonate": { roles: STAFF, scope: "admin:*" },
} as const satisfies Record<string, Grant>;

export type Permission = keyof typeof PERMISSIONS;

/** The scope that a key needs for a permission. */
export const scopeOf = (permission: Permission): Scope => PERMISSIONS[permission].scope;

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
