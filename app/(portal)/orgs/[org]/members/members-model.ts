import { z } from "zod";
import type { InvitationRow, MemberRole, MemberRow, ReadyMembers } from "@/components/screens/members/model";
import { can, keysInUseByMaker, type ApiKey } from "@/lib/access";
import { lastSignIns } from "@/lib/auth";
import { readCursor, writeCursor } from "@/lib/http";
import { iso, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import {
  listInvitations,
  listMembers,
  losesLastOwner,
  mayNotChange,
  pageOfMembers,
  readSeats,
  ROLES,
  type Invitation,
  type Member,
  type Role,
} from "@/lib/tenancy";
import type { PortalSession } from "../../../../portal-session";
import { basePathOf } from "../shell-model";

const PAGE = 50;
const MOST_INVITATIONS = 100;
const keyset = z.tuple([z.number(), z.string()]);

export const roleOnPage = (role: Role): MemberRole =>
  (({ OWNER: "owner", ADMIN: "admin", MEMBER: "member", VIEWER: "viewer" }) as const)[role];

/** Members page by page, the invitations that nobody has answered, and the seats they take. */
export async function membersModel(session: PortalSession, cursor: string | undefined): Promise<ReadyMembers> {
  const { ctx, organization, asker } = session;
  const after = readCursor(cursor, keyset);
  const [page, everybody, seats, invitations, keys] = await Promise.all([
    pageOfMembers(ctx, organization.id, { limit: PAGE, after: after ? { createdAt: after[0], id: after[1] } : null }),
    listMembers(ctx, organization.id),
    readSeats(ctx, organization.id),
    listInvitations(ctx, organization.id, { unanswered: true, limit: MOST_INVITATIONS }),
    keysInUseByMaker(ctx, organization.id),
  ]);
  const signedIn = await lastSignIns(
    ctx,
    page.members.map(({ userId }) => userId),
  );
  const names = new Map(everybody.map((member) => [`user:${member.userId}`, member.name]));
  const base = basePathOf(organization);
  const row = (member: Member): MemberRow =>
    rowOf(session, member, everybody, {
      keys: keys.get(`user:${member.userId}`) ?? [],
      signedInAt: signedIn.get(member.userId) ?? null,
    });
  return {
    kind: "ready",
    organizationName: organization.name,
    timeZone: organization.timeZone,
    asOf: iso(securityNow()),
    seats,
    members: page.members.map(row),
    ...(page.next ? { nextHref: `${base}/members?after=${writeCursor([page.next.createdAt, page.next.id])}` } : {}),
    invitations: invitations.invitations.map((each) => invitationRow(each, names)),
    moreInvitations: invitations.next !== null,
    mayManage: can(asker, "members:write"),
    owners: everybody.filter((member) => member.role === "OWNER").map(({ userId }) => userId),
    upgradeHref: `${base}/billing/change`,
    ...(can(asker, "organization:delete") ? { endHref: `${base}/settings/end` } : {}),
    csvHref: `${base}/members/csv`,
    mail: ctx.mail.mode,
  };
}

interface About {
  readonly keys: readonly ApiKey[];
  readonly signedInAt: Instant | null;
}

/** A member, and what the reader may do to the membership: the same rules that the use cases ask again. */
function rowOf(
  { user, role, asker }: PortalSession,
  member: Member,
  everybody: readonly Member[],
  about: About,
): MemberRow {
  const you = member.userId === user.id;
  const target = { role: member.role, self: you };
  const mayBecome = you ? [] : ROLES.filter((next) => mayNotChange(role, target, next) === null);
  return {
    id: member.id,
    userId: member.userId,
    name: member.name,
    email: member.email,
    role: roleOnPage(member.role),
    you,
    signedInAt: about.signedInAt === null ? null : iso(about.signedInAt),
    keys: about.keys.map(({ id, name }) => ({ id, name })),
    mayBecome: mayBecome.map(roleOnPage),
    mayRemove: mayNotChange(role, target, null) === null && !losesLastOwner(everybody, member.userId, null),
    mayOwn: can(asker, "ownership:transfer") && !you && member.role !== "OWNER",
  };
}

const invitationRow = (invitation: Invitation, names: ReadonlyMap<string, string>): InvitationRow => ({
  id: invitation.id,
  email: invitation.email,
  role: ({ ADMIN: "admin", MEMBER: "member", VIEWER: "viewer" } as const)[invitation.role],
  state: invitation.state === "open" ? "open" : "expired",
  invitedBy: names.get(invitation.invitedBy) ?? inviterWords(invitation.invitedBy),
  expiresAt: iso(invitation.expiresAt),
});

/** Inviters that are no present member, in words. */
const inviterWords = (actor: string): string =>
  actor.startsWith("user:") ? "a former member" : actor.startsWith("key:") ? "the vendor's system" : "the operator";
