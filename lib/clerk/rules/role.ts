import type { Role } from "@/lib/tenancy";

/** Clerk's own two roles, and those that an instance may have made for ours. */
const ROLES: Readonly<Record<string, Role>> = {
  owner: "OWNER",
  admin: "ADMIN",
  member: "MEMBER",
  viewer: "VIEWER",
};

/**
 * The role here of somebody whom Clerk calls this: `org:admin` in messages, `admin` in tokens. A name that we do not
 * know may only look. Clerk has no owner of its own: an administrator is one where nobody else is.
 */
export function roleOfClerk(role: string, hasOwner: boolean): Role {
  const name = role.replace(/^org:/, "");
  const known = Object.hasOwn(ROLES, name) ? (ROLES[name] ?? "VIEWER") : "VIEWER";
  return known === "ADMIN" && !hasOwner ? "OWNER" : known;
}
