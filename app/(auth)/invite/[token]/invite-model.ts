import { formatDateTime, zoneName } from "@/components/format";
import type { InviteModel } from "@/components/screens/invite/model";
import { iso } from "@/lib/kernel/time";
import { organizationsOf, peekInvitation, type InvitationPeek } from "@/lib/tenancy";
import { signedInUser, visitorContext, type SignedIn } from "../../../portal-session";
import { accountHref, offeredRole, SOMEBODY } from "../../account-context";

/** What the page says of a link, to whoever holds it and is signed in or not. Changes nothing. */
export async function inviteModel(token: string): Promise<InviteModel> {
  const [peek, signedIn] = [await peekInvitation(await visitorContext(), token), await signedInUser()];
  if (!peek) return { kind: "unknown", ...(signedIn ? { homeHref: "/orgs" } : {}) };
  const invitation = wordsOf(peek);
  const next = `/invite/${token}`;
  const signInHref = accountHref("/sign-in", { next });
  if (peek.state === "accepted") return usedModel(peek, invitation, signedIn, signInHref);
  if (peek.state !== "open") return { kind: peek.state, invitation };
  if (!signedIn) return { kind: "signed_out", invitation, signUpHref: accountHref("/sign-up", { next }), signInHref };
  const { email } = signedIn.user;
  return { kind: email === peek.email ? "ready" : "wrong_account", invitation, as: email };
}

async function usedModel(
  peek: InvitationPeek,
  invitation: Invited,
  signedIn: SignedIn | null,
  signInHref: string,
): Promise<InviteModel> {
  if (!signedIn) return { kind: "used", invitation, signInHref };
  const belongings = await organizationsOf(signedIn.ctx, signedIn.user.id);
  const own = belongings.find(({ organization }) => organization.slug === peek.organization.slug);
  return { kind: "used", invitation, ...(own ? { homeHref: `/orgs/${own.organization.slug}` } : {}) };
}

type Invited = Extract<InviteModel, { invitation: unknown }>["invitation"];

/** Nobody's zone is known here, so times are said in UTC. */
function wordsOf({ organization, role, email, invitedBy, expiresAt }: InvitationPeek): Invited {
  const { name, may } = offeredRole(role);
  return {
    organization: organization.name,
    role: name,
    may,
    email,
    invitedBy: invitedBy ?? SOMEBODY,
    expires: `${formatDateTime(iso(expiresAt), "UTC")} ${zoneName("UTC")}`,
  };
}
