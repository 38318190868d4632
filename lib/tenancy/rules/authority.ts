import type { Role } from "../model";

/** A member's role, or HOUSE for who acts from outside the organization: operator, deployment key, command line. */
export type Authority = Role | "HOUSE";

/** Why somebody may not change a membership: his role does not reach at all, or not as far as owners. */
export type NotAllowed = "needs_admin" | "needs_owner";

/**
 * Whether somebody may give a member another role, or (null) end the membership; null when he may. Everybody may leave.
 * Admins see to everybody but owners, and make none.
 */
export function mayNotChange(
  by: Authority,
  target: { readonly role: Role; readonly self: boolean },
  nextRole: Role | null,
): NotAllowed | null {
  if (nextRole === null && target.self) return null;
  if (by === "HOUSE" || by === "OWNER") return null;
  if (by !== "ADMIN") return "needs_admin";
  return target.role === "OWNER" || nextRole === "OWNER" ? "needs_owner" : null;
}

/** Whether somebody may invite; null when he may. */
export const mayNotInvite = (by: Authority): NotAllowed | null =>
  by === "HOUSE" || by === "OWNER" || by === "ADMIN" ? null : "needs_admin";
