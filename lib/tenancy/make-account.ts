import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { assert } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { businessNow } from "@/lib/platform/clock";
import { randomText } from "@/lib/platform/crypto";
import { sqlOf, type Tx } from "@/lib/platform/db";
import { startFallbackSubscription } from "@/lib/subscriptions";
import type { Organization, User } from "./model";
import { slugCandidates } from "./rules/slug";
import { reportFirstSeats } from "./seats";
import { insertMembership, insertOrganization, insertPassword, insertUser, keepClerkUser } from "./store";

export interface SignedUp {
  readonly user: User;
  /** The personal organization. */
  readonly organization: Organization;
  /** False when this very sign-up had been done before. */
  readonly created: boolean;
}

/** How the person will be known again: by the stored form of a password, or by who he is at Clerk. */
export type Credential = { readonly password: string } | { readonly clerkUserId: string };

/**
 * Makes a user, the personal organization, the owner membership and the FREE subscription, in the caller's transaction.
 * Null when somebody else took the e-mail in the meantime.
 */
export async function makeAccount(
  tx: Tx,
  ctx: Ctx,
  wanted: { readonly email: string; readonly name: string; readonly timeZone: string },
  credential: Credential,
): Promise<SignedUp | null> {
  const user = await insertUser(tx, { id: newId("user"), email: wanted.email, name: wanted.name });
  if (!user) return null;
  if ("password" in credential) await insertPassword(tx, user.id, credential.password);
  else await keepClerkUser(tx, user.id, credential.clerkUserId);
  const at = await businessNow(sqlOf(tx));
  const organization = await insertOrganization(tx, {
    kind: "PERSONAL",
    name: wanted.name,
    slugs: slugCandidates(wanted.name, randomText(8).toLowerCase()),
    externalKey: null,
    billingEmail: wanted.email,
    timeZone: wanted.timeZone,
    metadata: {},
    at,
  });
  assert(typeof organization === "object", "no slug was free for a personal organization", { outcome: organization });
  await insertMembership(tx, { organizationId: organization.id, userId: user.id, role: "OWNER", at });
  const self: Ctx = {
    ...ctx,
    organization: organization.id,
    actor: { kind: "user", id: user.id, label: user.email, ...(ctx.actor.ip ? { ip: ctx.actor.ip } : {}) },
  };
  const subscription = await startFallbackSubscription(tx, self, organization.id);
  await reportFirstSeats(tx, self, organization.id);
  await record(tx, self, "user.signed_up", { entity: { type: "user", id: user.id } });
  await record(tx, self, "organization.created", {
    entity: { type: "organization", id: organization.id },
    after: { kind: organization.kind, owner: user.id, subscription: subscription.id },
  });
  return { user, organization, created: true };
}
