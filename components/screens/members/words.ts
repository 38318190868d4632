import { formatCount } from "@/components/format";
import type { InvitationRow, InvitedRow, MemberRole, SeatsModel } from "./model";

export const roleWords: Readonly<Record<MemberRole, { name: string; may: string }>> = {
  owner: { name: "Owner", may: "Everything, also ownership and the end of the organization" },
  admin: { name: "Admin", may: "People, keys and billing" },
  member: { name: "Member", may: "Uses it; reads billing" },
  viewer: { name: "Viewer", may: "Reads, changes nothing, takes no seat" },
};

/** The addresses of what somebody has typed or pasted: commas, semicolons, spaces or lines between them. */
export const addressesIn = (text: string): string[] => text.split(/[\s,;]+/u).filter((part) => part !== "");

/** Seats that would be taken, and what the sentence under the meter says of it. */
export function seatsSentence({ used, invited, limit }: SeatsModel, typed: number): string {
  const invitations = invited > 0 ? ` and ${formatCount(invited, "open invitation", "open invitations")}` : "";
  const members = `${formatCount(used, "member", "members")}${invitations} ${used + invited === 1 ? "takes a seat" : "take seats"}.`;
  const free = "Viewers take none.";
  const sum = used + invited + typed;
  if (typed === 0) return `${members} ${free}`;
  const more = `Sending ${typed} more makes ${sum}${limit === null ? "" : ` of ${limit}`}.`;
  return `${members} ${free} ${more}`;
}

const HOUR = 3_600_000;

/** The state of an invitation in a word or two. */
export function invitationWord(
  { state, expiresAt }: Pick<InvitationRow, "state" | "expiresAt">,
  asOf: string,
): { word: string; tone: "info" | "warning" | "neutral" } {
  if (state === "expired") return { word: "Expired", tone: "neutral" };
  const hours = Math.floor((Date.parse(expiresAt) - Date.parse(asOf)) / HOUR);
  if (hours >= 48) return { word: "Sent", tone: "info" };
  const word = hours < 1 ? "Expires within the hour" : `Expires in ${formatCount(hours, "hour", "hours")}`;
  return { word, tone: "warning" };
}

const OUTCOMES: Readonly<Record<InvitedRow["outcome"], string>> = {
  invited: "Invited",
  already_invited: "Has an open invitation already. Send it again below if it got lost.",
  already_member: "Belongs to the organization already",
  repeated: "Was named twice",
};

export const outcomeWords = ({ outcome }: InvitedRow): string => OUTCOMES[outcome];
