import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { conflict, invalid } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { iso, MINUTE } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { getOrganization, listMembers, type Member, type Organization } from "@/lib/tenancy";
import { lacksPermission } from "./errors";
import type { EndedBecause, Impersonation } from "./model";
import { can, memberAsker } from "./can";
import {
  insertImpersonation,
  lockSession,
  markEnded,
  openById,
  openOfSession,
  openOfStaff,
  openPast,
  staffRoleOf,
} from "./store";

export const IMPERSONATION_MS = 30 * MINUTE;
const LONGEST_REASON = 500;
const EXPIRED_PER_RUN = 100;

/** Kind of the mail that tells a member that staff acts in his name. */
export const IMPERSONATED_MAIL = "impersonated";

/** What that mail is about. Moments are ISO texts. */
export interface ImpersonatedMail {
  readonly organization: string;
  readonly reason: string;
  readonly startedAt: string;
  readonly expiresAt: string;
  readonly timeZone: string;
  readonly mayChange: boolean;
  /** Null where the member's role does not open the audit log. */
  readonly auditUrl: string | null;
  readonly homeUrl: string;
}

export interface Impersonate {
  readonly organizationId: string;
  /** The member in whose name; absent: the owner who has been there longest. */
  readonly userId?: string;
  /** 1–500 characters; the organization's journal keeps it, and the member is told. */
  readonly reason: string;
  /** The staff's own sign-in. */
  readonly sessionId: string;
}

/**
 * Lets the context's member of staff act for a member of an organization, for half an hour of security time and not
 * beyond his sign-in. One at a time: it ends the one before. Journaled in the organization's chain, and the member is told
 * by mail. FORBIDDEN for nobody's staff, VALIDATION_ERROR without a reason, CONFLICT where the member is not one, is the
 * same person, or the staff belongs to the organization anyway. Repeating it begins another.
 */
export async function startImpersonation(ctx: Ctx, wanted: Impersonate): Promise<Impersonation> {
  const reason = checkedReason(wanted.reason);
  const { organizationId, sessionId } = wanted;
  const [organization, members, role] = await Promise.all([
    getOrganization(ctx, organizationId),
    listMembers(ctx, organizationId),
    staffRoleOf(ctx.db, ctx.actor.id),
  ]);
  if (role === null || !can({ as: "staff", role }, "operator:impersonate")) throw lacksPermission();
  const member = memberMeant(members, ctx.actor.id, wanted.userId);
  const startedAt = securityNow();
  const begun: Impersonation = {
    id: newId("impersonation"),
    organizationId,
    staffUserId: ctx.actor.id,
    onBehalfOf: member.userId,
    sessionId,
    reason,
    startedAt,
    expiresAt: startedAt + IMPERSONATION_MS,
  };
  const mail: ImpersonatedMail = {
    organization: organization.name,
    reason,
    startedAt: iso(startedAt),
    expiresAt: iso(begun.expiresAt),
    timeZone: organization.timeZone,
    mayChange: can({ as: "staff", role }, "operator:write"),
    auditUrl: readsAudit(organization, member)
      ? new URL(`/orgs/${organization.slug}/audit`, ctx.env.WEIR_URL).href
      : null,
    homeUrl: new URL(`/orgs/${organization.slug}`, ctx.env.WEIR_URL).href,
  };
  await inTransaction(ctx.db, async (tx) => {
    await lockSession(tx, sessionId);
    const before = await openOfSession(tx, sessionId);
    if (before) await endWithin(tx, ctx, before, before.expiresAt <= startedAt ? "expired" : "replaced");
    await insertImpersonation(tx, begun);
    await orderMail(tx, organizationId, { to: member.email, kind: IMPERSONATED_MAIL, model: { ...mail } });
    await record(tx, actingFor(ctx, begun), "impersonation.started", {
      entity: { type: "impersonation", id: begun.id },
      organization: organizationId,
      after: { staffRole: role, memberRole: member.role, expiresAt: iso(begun.expiresAt) },
      reason,
    });
  });
  return begun;
}

/** Ends what a session has open, if anything; journaled. Gives what was ended. Repeating it finds nothing. */
export async function endImpersonationOf(
  ctx: Ctx,
  sessionId: string,
  because: Extract<EndedBecause, "ended" | "signed_out">,
): Promise<Impersonation | null> {
  const open = await openOfSession(ctx.db, sessionId);
  return open && (await end(ctx, open, because)) ? open : null;
}

/**
 * Takes an impersonation in an organization away from whoever has it; journaled. False for one that has ended, that is
 * another organization's, or never was.
 */
export async function revokeImpersonation(ctx: Ctx, organizationId: string, id: string): Promise<boolean> {
  const open = await openById(ctx.db, id);
  return open?.organizationId === organizationId && end(ctx, open, "revoked");
}

/** Ends, in the caller's transaction, whatever a member of staff has open in any of his sessions; journaled. */
export async function endImpersonationsOfStaff(tx: Tx, ctx: Ctx, staffUserId: string): Promise<void> {
  for (const open of await openOfStaff(tx, staffUserId)) await endWithin(tx, ctx, open, "revoked");
}

/** Writes down the end of those whose time is over; they open nothing since then. For the timetable. Safe to repeat. */
export async function endExpiredImpersonations(ctx: Ctx): Promise<number> {
  const past = await openPast(ctx.db, securityNow(), EXPIRED_PER_RUN);
  let ended = 0;
  for (const each of past) if (await end(ctx, each, "expired")) ended += 1;
  return ended;
}

const end = (ctx: Ctx, open: Impersonation, because: EndedBecause): Promise<boolean> =>
  inTransaction(ctx.db, (tx) => endWithin(tx, ctx, open, because));

async function endWithin(tx: Tx, ctx: Ctx, open: Impersonation, because: EndedBecause): Promise<boolean> {
  if (!(await markEnded(tx, open.id, because, securityNow()))) return false;
  await record(tx, actingFor(ctx, open), "impersonation.ended", {
    entity: { type: "impersonation", id: open.id },
    organization: open.organizationId,
    after: { because },
  });
  return true;
}

/** Both identities stand in the entry, whoever ends it. */
const actingFor = (ctx: Ctx, { onBehalfOf }: Impersonation): Ctx => ({ ...ctx, actor: { ...ctx.actor, onBehalfOf } });

const readsAudit = (organization: Organization, { role }: Member): boolean =>
  can(memberAsker({ role, organization }), "audit:read");

function memberMeant(members: readonly Member[], staffUserId: string, userId: string | undefined): Member {
  if (members.some((each) => each.userId === staffUserId))
    throw conflict("You belong to this organization yourself: open it in the portal.");
  const member = members.find((each) => (userId === undefined ? each.role === "OWNER" : each.userId === userId));
  if (!member) throw conflict("There is no such member of this organization. Choose another.");
  return member;
}

function checkedReason(reason: string): string {
  const text = reason.trim();
  if (text.length >= 1 && text.length <= LONGEST_REASON) return text;
  throw invalid([
    {
      pointer: "/reason",
      code: "invalid_reason",
      message: `A reason of 1 to ${LONGEST_REASON} characters is needed.`,
      fix: "Say why; the organization can read it in its audit log.",
    },
  ]);
}
