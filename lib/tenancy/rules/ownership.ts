import type { Role } from "../model";

interface RoleOf {
  readonly userId: string;
  readonly role: Role;
}

/** Why ownership cannot be handed over as somebody saw it. */
export type TransferRefusal = "changed_meanwhile" | "not_an_owner" | "owner_already" | "no_member" | "to_himself";

/**
 * Whether `from` can hand his ownership to `to`; null when he can. `seen` are the owners as whoever asks saw them: when
 * somebody else was faster, what he wants is no longer about what there is.
 */
export function transferRefusal(
  members: readonly RoleOf[],
  wanted: { readonly from: string; readonly to: string; readonly seen: readonly string[] },
): TransferRefusal | null {
  const roleOf = (userId: string): Role | undefined => members.find((member) => member.userId === userId)?.role;
  const owners = members.filter(({ role }) => role === "OWNER").map(({ userId }) => userId);
  if (wanted.from === wanted.to) return "to_himself";
  if (roleOf(wanted.to) === undefined) return "no_member";
  if (roleOf(wanted.from) !== "OWNER") return "not_an_owner";
  if (roleOf(wanted.to) === "OWNER") return "owner_already";
  return sameSet(owners, wanted.seen) ? null : "changed_meanwhile";
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === new Set(b).size && a.every((each) => b.includes(each));
