import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { iso } from "@/lib/kernel/time";
import { notFound } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { emit } from "@/lib/platform/outbox";
import { closedOrganization, notAllowed, othersOwnership, transferRefused } from "./errors";
import { lockMembers, type LockedMembers } from "./lock-members";
import { transferRefusal } from "./rules/ownership";
import { holdSeats, withSeatCure } from "./seats";
import { updateRole, userById } from "./store";

/** Kind of the mail that tells of it, to who owned and to who owns. */
export const OWNERSHIP_TRANSFERRED_MAIL = "ownership_transferred";

/** What that mail is about. */
export interface OwnershipTransferredMail {
  readonly organization: string;
  /** Whom it goes to: who owns now, or who did. */
  readonly reader: "new_owner" | "former_owner";
  readonly newOwner: string;
  readonly formerOwner: string;
  readonly at: string;
  readonly timeZone: string;
  readonly membersUrl: string;
}

export interface TransferOwnership {
  /** User whose ownership goes; he stays as an admin. */
  readonly from: string;
  /** Member who becomes owner. */
  readonly to: string;
  /** Users who were owners when whoever asks looked. */
  readonly seenOwners: readonly string[];
}

/**
 * Hands an owner's ownership of the context's organization to another member, and makes him an admin: one row falls and
 * one rises, so there is an owner at every moment. Of several at once the first wins; the others are refused with CONFLICT,
 * as is repeating it. A member hands over his own alone. Throws FORBIDDEN for anybody else's, LIMIT_EXCEEDED when a viewer
 * would need a seat and none is free, NOT_FOUND. Journaled; both are told by mail.
 */
export async function transferOwnership(ctx: Ctx, wanted: TransferOwnership): Promise<void> {
  const { organization: organizationId } = ctx;
  if (organizationId === null) throw notFound("organization");
  await withSeatCure(ctx, organizationId, () =>
    inTransaction(ctx.db, async (tx) => {
      const seats = await holdSeats(tx, ctx, organizationId);
      const locked = await lockMembers(tx, ctx);
      const { organization, members } = locked;
      requireRight(ctx, locked, wanted);
      if (organization.status !== "ACTIVE") throw closedOrganization(organization.status);
      const why = transferRefusal(members, { from: wanted.from, to: wanted.to, seen: wanted.seenOwners });
      if (why) throw transferRefused(why);
      const of = (userId: string) => members.find((member) => member.userId === userId);
      const [former, next] = [of(wanted.from), of(wanted.to)];
      if (!former || !next) throw notFound("member");
      await updateRole(tx, next.id, "OWNER");
      await updateRole(tx, former.id, "ADMIN");
      await seats.settle(next.role === "VIEWER" ? "came" : "went");
      await emit(tx, "organization.ownership_transferred", organizationId, { from: wanted.from, to: wanted.to });
      await orderMails(tx, ctx, locked, wanted);
      await record(tx, ctx, "organization.ownership_transferred", {
        entity: { type: "organization", id: organizationId },
        before: { owner: former.userId, other: { user: next.userId, role: next.role } },
        after: { owner: next.userId, other: { user: former.userId, role: "ADMIN" } },
      });
    }),
  );
}

function requireRight(ctx: Ctx, { by }: LockedMembers, { from }: TransferOwnership): void {
  if (by === "HOUSE") return;
  if (by === "OWNER" && ctx.actor.id === from) return;
  // Who has lost his ownership a moment ago learns that, and not that he never had the right.
  if (ctx.actor.id === from) throw transferRefused("not_an_owner");
  throw by === "OWNER" ? othersOwnership() : notAllowed("needs_owner");
}

async function orderMails(
  tx: Tx,
  ctx: Ctx,
  { organization }: LockedMembers,
  { from, to }: TransferOwnership,
): Promise<void> {
  const [former, next] = [await userById(tx, from), await userById(tx, to)];
  if (!former || !next) throw notFound("user");
  const model: Omit<OwnershipTransferredMail, "reader"> = {
    organization: organization.name,
    newOwner: next.name,
    formerOwner: former.name,
    at: iso(await businessNow(sqlOf(tx))),
    timeZone: organization.timeZone,
    membersUrl: new URL(`/orgs/${organization.slug}/members`, ctx.env.WEIR_URL).href,
  };
  const letters = [
    { to: next.email, reader: "new_owner" },
    { to: former.email, reader: "former_owner" },
  ] as const;
  for (const letter of letters) {
    const order = { to: letter.to, kind: OWNERSHIP_TRANSFERRED_MAIL, model: { ...model, reader: letter.reader } };
    await orderMail(tx, organization.id, order);
  }
}
