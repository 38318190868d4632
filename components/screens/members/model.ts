import type { PaywallModel } from "../paywall/model";

export type MemberRole = "owner" | "admin" | "member" | "viewer";
export type InvitedRole = Exclude<MemberRole, "owner">;

export interface MemberRow {
  id: string;
  userId: string;
  name: string;
  email: string;
  role: MemberRole;
  you: boolean;
  /** The last sign-in that still holds; null where there is none. */
  signedInAt: string | null;
  /** Keys that this member has made and that still work. */
  keys: readonly { id: string; name: string }[];
  /** Roles that the reader may give; empty where he may give none. */
  mayBecome: readonly MemberRole[];
  mayRemove: boolean;
  mayOwn: boolean;
}

export interface InvitationRow {
  id: string;
  email: string;
  role: InvitedRole;
  state: "open" | "expired";
  /** Name of the inviting member, or who it was in words. */
  invitedBy: string;
  expiresAt: string;
}

export interface SeatsModel {
  /** Members who take a seat. */
  used: number;
  /** Seats that open invitations would take. */
  invited: number;
  /** Null where the plan bounds nothing. */
  limit: number | null;
}

export interface ReadyMembers {
  kind: "ready";
  organizationName: string;
  timeZone: string;
  /** Real time, like everything about invitations. */
  asOf: string;
  seats: SeatsModel;
  members: readonly MemberRow[];
  /** Address of the next page of members; absent on the last. */
  nextHref?: string;
  invitations: readonly InvitationRow[];
  /** More invitations are unanswered than are shown. */
  moreInvitations: boolean;
  mayManage: boolean;
  /** Users who own the organization, as this page saw them. */
  owners: readonly string[];
  upgradeHref: string;
  /** Where the organization or the account ends; for owners. */
  endHref?: string;
  csvHref: string;
  /** Where invitations go: to the address, into the mailbox of a development, or nowhere. */
  mail: "smtp" | "mailbox" | "off";
  /** A dialog that stands open when the page arrives. */
  dialog?: { kind: "remove" | "transfer"; memberId: string };
}

export type MembersModel =
  ReadyMembers | { kind: "failed"; requestId: string; retryHref: string } | { kind: "loading" };

/** What became of one address. `link` stands there only where no mail can be sent. */
export interface InvitedRow {
  email: string;
  outcome: "invited" | "already_invited" | "already_member" | "repeated";
  link?: string;
}

export interface Refused {
  kind: "refused";
  message: string;
  /** Set where a plan with more seats is the way on. */
  paywall?: PaywallModel;
}

export type InviteAnswer = { kind: "invited"; results: readonly InvitedRow[] } | Refused;
export type ResendAnswer = { kind: "resent"; email: string; link?: string } | Refused;
export type MemberAnswer = { kind: "done" } | Refused;

/** What the page wires to the use cases. All answer a refusal as a value; none throws for one. */
export interface MembersActions {
  invite(input: { emails: readonly string[]; role: InvitedRole }): Promise<InviteAnswer>;
  resend(invitationId: string): Promise<ResendAnswer>;
  revoke(invitationId: string): Promise<MemberAnswer>;
  changeRole(memberId: string, role: MemberRole): Promise<MemberAnswer>;
  remove(memberId: string, revokeKeys: boolean): Promise<MemberAnswer>;
  /** Ends the reader's own membership and leads to his other organizations. */
  leave(): Promise<MemberAnswer>;
  transfer(input: { memberId: string; owners: readonly string[]; typedName: string }): Promise<MemberAnswer>;
}
