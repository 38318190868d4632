import { newId } from "@/lib/kernel/ids";
import { dateOf, instant, type Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { Invitation as InvitationRow } from "@/lib/platform/generated/prisma/client";
import type { InvitableRole, Invitation, InvitationKeyset, InvitationState } from "../model";
import { invitationState } from "../rules/invitation-state";

const invitationOf = (row: InvitationRow, now: Instant): Invitation => ({
  id: row.id,
  organizationId: row.organizationId,
  email: row.email,
  // The database refuses an offer of ownership.
  role: row.role as InvitableRole,
  state: invitationState(row.status, row.expiresAt.getTime(), now),
  invitedBy: row.invitedBy,
  sentCount: row.sentCount,
  createdAt: instant(row.createdAt),
  sentAt: instant(row.sentAt),
  expiresAt: instant(row.expiresAt),
  endedAt: row.endedAt && instant(row.endedAt),
  acceptedById: row.acceptedById,
});

export interface NewInvitation {
  readonly organizationId: string;
  readonly email: string;
  readonly role: InvitableRole;
  readonly tokenHash: string;
  readonly invitedBy: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

export async function insertInvitation(tx: Tx, wanted: NewInvitation): Promise<Invitation> {
  const { at, expiresAt, ...rest } = wanted;
  const row = await tx.invitation.create({
    data: {
      ...rest,
      id: newId("invitation"),
      status: "OPEN",
      sentCount: 1,
      createdAt: dateOf(at),
      sentAt: dateOf(at),
      expiresAt: dateOf(expiresAt),
    },
  });
  return invitationOf(row, at);
}

/** Puts a new link in the place of the old one, which thereby is dead; sent once more. */
export async function renewInvitation(
  tx: Tx,
  id: string,
  renewed: { tokenHash: string; role: InvitableRole; invitedBy: string; at: Instant; expiresAt: Instant },
): Promise<Invitation> {
  const { at, expiresAt, ...rest } = renewed;
  const row = await tx.invitation.update({
    where: { id },
    data: { ...rest, sentAt: dateOf(at), expiresAt: dateOf(expiresAt), sentCount: { increment: 1 } },
  });
  return invitationOf(row, at);
}

/** Those that are neither accepted nor revoked, also when their time has run out, by address. */
export async function unansweredTo(
  tx: Tx,
  organizationId: string,
  emails: readonly string[],
  now: Instant,
): Promise<Map<string, Invitation>> {
  const rows = await tx.invitation.findMany({ where: { organizationId, status: "OPEN", email: { in: [...emails] } } });
  return new Map(rows.map((row) => [row.email, invitationOf(row, now)]));
}

export async function invitationIn(
  db: DbOrTx,
  organizationId: string,
  id: string,
  now: Instant,
): Promise<Invitation | null> {
  const row = await db.invitation.findFirst({ where: { id, organizationId } });
  return row && invitationOf(row, now);
}

export async function invitationByToken(db: DbOrTx, tokenHash: string, now: Instant): Promise<Invitation | null> {
  const row = await db.invitation.findUnique({ where: { tokenHash } });
  return row && invitationOf(row, now);
}

/** The same, held until the transaction ends. Null also when its link was renewed meanwhile. */
export async function lockInvitationByToken(tx: Tx, tokenHash: string, now: Instant): Promise<Invitation | null> {
  await sqlOf(tx).query(`select id from invitation where token_hash = $1 for update`, [tokenHash]);
  return invitationByToken(tx, tokenHash, now);
}

/** Ends an open invitation. False when it was ended already. */
export async function endInvitation(
  tx: Tx,
  id: string,
  how: { readonly status: "REVOKED" } | { readonly status: "ACCEPTED"; readonly acceptedById: string },
  at: Instant,
): Promise<boolean> {
  const data = { ...how, endedAt: dateOf(at) };
  return (await tx.invitation.updateMany({ where: { id, status: "OPEN" }, data })).count === 1;
}

/** Ends what is open to an address, or to all of them; answers how many that were. */
export async function revokeOpenTo(tx: Tx, organizationId: string, email: string | null, at: Instant): Promise<number> {
  const where = { organizationId, status: "OPEN", ...(email === null ? {} : { email }) };
  return (await tx.invitation.updateMany({ where, data: { status: "REVOKED", endedAt: dateOf(at) } })).count;
}

const inState = (state: InvitationState | undefined, now: Instant) => {
  if (state === undefined) return {};
  if (state === "accepted") return { status: "ACCEPTED" };
  if (state === "revoked") return { status: "REVOKED" };
  return { status: "OPEN", expiresAt: state === "open" ? { gt: dateOf(now) } : { lte: dateOf(now) } };
};

export async function selectInvitations(
  db: DbOrTx,
  about: {
    organizationId: string;
    state: InvitationState | undefined;
    unanswered: boolean;
    after: InvitationKeyset | undefined;
    limit: number;
    now: Instant;
  },
): Promise<Invitation[]> {
  const { organizationId, state, unanswered, after, limit, now } = about;
  const rows = await db.invitation.findMany({
    where: {
      organizationId,
      ...inState(state, now),
      ...(unanswered ? { status: "OPEN" } : {}),
      ...(after && {
        OR: [
          { createdAt: { lt: dateOf(after.createdAt) } },
          { createdAt: dateOf(after.createdAt), id: { gt: after.id } },
        ],
      }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map((row) => invitationOf(row, now));
}

/** When the mails went out that were sent since a moment, oldest first; at most `limit`. */
export async function sentSince(tx: Tx, organizationId: string, since: Instant, limit: number): Promise<Instant[]> {
  const rows = await tx.invitation.findMany({
    where: { organizationId, sentAt: { gt: dateOf(since) } },
    select: { sentAt: true },
    orderBy: { sentAt: "asc" },
    take: limit,
  });
  return rows.map((row) => instant(row.sentAt));
}

/** Seats that open invitations would take, but for one of them. */
export const openSeatsOffered = (
  db: DbOrTx,
  organizationId: string,
  now: Instant,
  except: string | null,
): Promise<number> =>
  db.invitation.count({
    where: {
      organizationId,
      status: "OPEN",
      role: { not: "VIEWER" },
      expiresAt: { gt: dateOf(now) },
      ...(except === null ? {} : { id: { not: except } }),
    },
  });
