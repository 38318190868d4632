"use server";

import { revalidatePath } from "next/cache";
import type {
  InviteAnswer,
  InvitedRole,
  MemberAnswer,
  MemberRole,
  Refused,
  ResendAnswer,
} from "@/components/screens/members/model";
import type { PaywallCure } from "@/components/screens/paywall/model";
import { endMembership } from "@/lib/access";
import { AppError } from "@/lib/kernel/errors";
import { moneyOnWire } from "@/lib/kernel/money";
import {
  changeQuantityPath,
  changeRole,
  getMember,
  invitePeople,
  moreOfThePlan,
  removeMember,
  resendInvitation,
  revokeInvitation,
  ROLES,
  transferOwnership,
} from "@/lib/tenancy";
import { requirePortalAction, visitorContext, type PortalSession } from "../../../../portal-session";
import { paywallOf } from "../paywall-of";
import { basePathOf } from "../shell-model";

/** Invites people; every address has an answer. Links are shown only where no mail can carry them. */
export async function inviteAction(
  org: string,
  given: { emails: readonly string[]; role: InvitedRole },
): Promise<InviteAnswer> {
  return guarded(org, async (session) => {
    const { emails, role } = fields(given);
    if (!isTexts(emails) || typeof role !== "string") throw incomplete();
    const results = await invitePeople(session.ctx, { emails, role: role.toUpperCase() });
    const off = session.ctx.mail.mode === "off";
    return {
      kind: "invited",
      results: results.map((each) => ({
        email: each.email,
        outcome: each.outcome,
        ...(off && each.outcome === "invited" ? { link: each.acceptUrl } : {}),
      })),
    };
  });
}

/** Sends an invitation again, with a new link. */
export async function resendInvitationAction(org: string, id: string): Promise<ResendAnswer> {
  return guarded(org, async ({ ctx }) => {
    const { invitation, acceptUrl } = await resendInvitation(ctx, String(id));
    return { kind: "resent", email: invitation.email, ...(ctx.mail.mode === "off" ? { link: acceptUrl } : {}) };
  });
}

/** Withdraws an invitation. Doing it again does no harm. */
export async function revokeInvitationAction(org: string, id: string): Promise<MemberAnswer> {
  return guarded(org, async ({ ctx }) => {
    await revokeInvitation(ctx, String(id));
    return { kind: "done" };
  });
}

export async function changeRoleAction(org: string, memberId: string, role: MemberRole): Promise<MemberAnswer> {
  return guarded(org, async ({ ctx, organization }) => {
    const wanted = ROLES.find((each) => each.toLowerCase() === role);
    if (!wanted) throw incomplete();
    const { userId } = await getMember(ctx, organization.id, String(memberId));
    await changeRole(ctx, userId, wanted);
    return { kind: "done" };
  });
}

/** Ends somebody's membership, and the keys he has made if that is wanted. */
export async function removeMemberAction(org: string, memberId: string, revokeKeys: boolean): Promise<MemberAnswer> {
  return guarded(org, async ({ ctx, organization }) => {
    const { userId } = await getMember(ctx, organization.id, String(memberId));
    await endMembership(ctx, userId, { revokeKeys: revokeKeys === true });
    return { kind: "done" };
  });
}

/** Everybody may leave, whatever his role. The page is not his any more then, so nothing of it is drawn anew. */
export async function leaveAction(org: string): Promise<MemberAnswer> {
  try {
    const { ctx, user } = await requirePortalAction(org, "organization:read");
    await removeMember(ctx, user.id);
    return { kind: "done" };
  } catch (error) {
    return refusedBy(error);
  }
}

/** Hands the caller's own ownership over, once he has typed what he hands over. */
export async function transferOwnershipAction(
  org: string,
  given: { memberId: string; owners: readonly string[]; typedName: string },
): Promise<MemberAnswer> {
  try {
    const { ctx, organization, user } = await requirePortalAction(org, "ownership:transfer");
    const { memberId, owners, typedName } = fields(given);
    if (typeof memberId !== "string" || !isTexts(owners)) throw incomplete();
    if (typedName !== organization.name)
      throw new AppError("VALIDATION_ERROR", `Type ${organization.name} to confirm. Nothing was handed over.`);
    const { userId } = await getMember(ctx, organization.id, memberId);
    await transferOwnership(ctx, { from: user.id, to: userId, seenOwners: owners });
    revalidatePath(`/orgs/${org}`, "layout");
    return { kind: "done" };
  } catch (error) {
    return refusedBy(error);
  }
}

/** What changes who belongs here is for those who may; a refusal becomes words, and where a plan is the way on, a paywall. */
async function guarded<T>(org: string, work: (session: PortalSession) => Promise<T>): Promise<T | Refused> {
  let session: PortalSession | null = null;
  try {
    session = await requirePortalAction(org, "members:write");
    const answer = await work(session);
    revalidatePath(`/orgs/${org}`, "layout");
    return answer;
  } catch (error) {
    const seats = session && error instanceof AppError && error.code === "LIMIT_EXCEEDED";
    return seats ? atSeatLimit(session, error) : refusedBy(error);
  }
}

async function atSeatLimit(session: PortalSession | null, refusal: AppError): Promise<Refused> {
  const plain = { kind: "refused", message: refusal.message } as const;
  if (!session) return plain;
  const paywall = await paywallOf(session, refusal, await moreSeats(session, refusal));
  return paywall ? { ...plain, paywall } : plain;
}

/** More of the plan, where it is sold by the seat. That it could not be found out must not hide the refusal. */
async function moreSeats({ ctx, organization }: PortalSession, { details }: AppError): Promise<PaywallCure | null> {
  const refused = {
    meter: String(details.meter),
    limit: Number(details.limit),
    wanted: Number(details.current) + Number(details.needed),
  };
  const more = await moreOfThePlan(ctx, organization.id, refused).catch(() => null);
  return (
    more && {
      kind: "quantity",
      name: more.plan.name,
      lifts: [{ label: "Seats", from: String(refused.limit), to: String(more.seats) }],
      price: {
        from: moneyOnWire(more.price.from),
        to: moneyOnWire(more.price.to),
        interval: more.interval === "YEAR" ? "year" : "month",
      },
      href: `${basePathOf(organization)}${changeQuantityPath(more)}`,
    }
  );
}

/** An action's arguments come from outside: types say nothing about them until they are looked at. */
const fields = (given: unknown): Readonly<Record<string, unknown>> =>
  (typeof given === "object" && given !== null ? given : {}) as Readonly<Record<string, unknown>>;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

const incomplete = (): AppError =>
  new AppError("VALIDATION_ERROR", "The form was incomplete. Open the page again and repeat.");

async function refusedBy(error: unknown): Promise<Refused> {
  if (error instanceof AppError)
    return { kind: "refused", message: error.fields.map(({ message }) => message).join(" ") || error.message };
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "an action on members failed");
  const message = `Something went wrong on our side (${ctx.requestId}). Open the page again and look before you repeat.`;
  return { kind: "refused", message };
}
