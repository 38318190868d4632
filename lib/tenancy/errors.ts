import { AppError, conflict, forbidden, invalid, notFound } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import type { InvitationState, OrganizationStatus } from "./model";
import type { NotAllowed } from "./rules/authority";
import { fieldError } from "./rules/form";
import type { TransferRefusal } from "./rules/ownership";

/** The form knows who asks for the address: it must not say more than that it cannot be had. */
export const emailTaken = (): AppError =>
  new AppError("CONFLICT", "An account with this e-mail address cannot be created. If it is yours, sign in instead.", {
    fields: [
      fieldError(
        "/email",
        "taken",
        "This e-mail address cannot be used for a new account.",
        "Sign in, or use another address.",
      ),
    ],
  });

export const externalKeyTaken = (externalKey: string): AppError =>
  new AppError(
    "CONFLICT",
    `The externalKey "${externalKey}" already belongs to an organization. Fetch that one, or use another key.`,
    {
      details: { externalKey },
      fields: [
        fieldError(
          "/externalKey",
          "taken",
          `"${externalKey}" is in use.`,
          "Use the existing organization or another key.",
        ),
      ],
    },
  );

export const slugTaken = (slug: string): AppError =>
  invalid([fieldError("/slug", "taken", `The address "${slug}" is in use.`, "Choose another one.")]);

export const lastOwner = (): AppError =>
  conflict("An organization keeps at least one owner. Make somebody else an owner first, then try again.");

const NOT_ALLOWED: Readonly<Record<NotAllowed, string>> = {
  needs_admin: "Only owners and admins of an organization say who belongs to it. Ask one of them.",
  needs_owner: "This is for owners alone. Ask an owner of the organization.",
};

export const notAllowed = (why: NotAllowed): AppError => forbidden(NOT_ALLOWED[why]);

export const seatLimitReached = (
  { used, limit }: { readonly used: number; readonly limit: number },
  more: number,
): AppError => {
  const remaining = Math.max(0, limit - used);
  const free = remaining === 0 ? "No seat is free" : `Only ${remaining} ${remaining === 1 ? "is" : "are"} free`;
  return new AppError(
    "LIMIT_EXCEEDED",
    `${free} of the ${limit} that the plan has, counting open invitations, and ${more} ${more === 1 ? "is" : "are"} needed. Get more seats, make room, or offer the role of a viewer, who takes no seat.`,
    { details: { meter: "seats", limit, current: used, remaining, needed: more, window: "LIFETIME", resetsAt: null } },
  );
};

/** Nobody is let in, invited or promoted where the organization itself is closed. */
export const closedOrganization = (status: Exclude<OrganizationStatus, "ACTIVE">): AppError =>
  status === "ARCHIVED"
    ? notFound("organization")
    : new AppError(
        "ORGANIZATION_SUSPENDED",
        "This organization is suspended: nobody joins it now. Contact the operator of this service.",
      );

const ENDED: Readonly<Record<Exclude<InvitationState, "open">, string>> = {
  expired: "This invitation has expired. Ask for it to be sent again.",
  accepted: "This invitation has been used already. Sign in with the account that used it, or ask for a new one.",
  revoked: "This invitation was withdrawn. Ask whoever invited you for a new one.",
};

export const invitationEnded = (state: Exclude<InvitationState, "open">): AppError =>
  conflict(ENDED[state], { state, allowed: state === "expired" ? ["resend"] : ["invite"] });

export const invitedAnotherAddress = (): AppError =>
  forbidden("This invitation was sent to another address. Sign in with that one, or ask to be invited at yours.");

/** Enough mail has gone out; `until` is when there is room again. */
export const tooManyInvitations = (message: string, until: Instant, now: Instant): AppError =>
  new AppError("RATE_LIMIT_EXCEEDED", message, { retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1_000)) });

export const sentOftenEnough = (times: number): AppError =>
  conflict(`This invitation was sent ${times} times. Revoke it and check the address before you invite again.`, {
    state: "open",
    allowed: ["revoke"],
  });

/** An account ends after its memberships; somebody has let it in again meanwhile. */
export const stillBelongs = (names: readonly string[]): AppError =>
  conflict(`The account belongs to ${names.join(", ")} again. Leave first, then repeat it.`, {
    state: "member",
    allowed: ["leave"],
  });

const NO_TRANSFER: Readonly<Record<TransferRefusal, string>> = {
  changed_meanwhile:
    "The owners have changed since this was looked at. Look again, and repeat it if it is still meant.",
  not_an_owner: "Only ownership that somebody has can be handed over, and this member is no owner any more.",
  owner_already: "This member is an owner already. Whoever wants to give his own ownership up changes his own role.",
  no_member: "Ownership goes to a member. Invite this person first.",
  to_himself: "Ownership goes to somebody else.",
};

export const othersOwnership = (): AppError =>
  forbidden("Owners hand over their own ownership alone. To end another owner's, change that owner's role.");

export const transferRefused = (why: TransferRefusal): AppError =>
  conflict(NO_TRANSFER[why], { state: why, allowed: ["look_again"] });

/** A person has as many teams as one may own. */
export const tooManyTeams = (owned: number, limit: number): AppError =>
  conflict(
    `You own ${owned} team organizations, and one person may own ${limit} here. Archive one that is not needed, hand one over, or ask the operator of this service for more.`,
    { state: "teams_owned", current: owned, limit, allowed: ["archive", "transfer_ownership"] },
  );
