import type { Role } from "../model";

interface RoleOf {
  readonly userId: string;
  readonly role: Role;
}

/**
 * Whether the organization would be left without an owner if this member got another role, or (null) went away. An
 * organization that never had one (made by the vendor's backend) loses nothing.
 */
export function losesLastOwner(members: readonly RoleOf[], userId: string, nextRole: Role | null): boolean {
  const owners = members.filter((member) => member.role === "OWNER");
  return nextRole !== "OWNER" && owners.length === 1 && owners[0]?.userId === userId;
}
