import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { assert } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { randomText } from "@/lib/platform/crypto";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { startFallbackSubscription } from "@/lib/subscriptions";
import { externalKeyTaken, tooManyTeams } from "./errors";
import type { Metadata, Organization } from "./model";
import { validOrganizationFields, type OrganizationFields } from "./organization-fields";
import { slugCandidates } from "./rules/slug";
import { reportFirstSeats } from "./seats";
import { insertMembership, insertOrganization, lockUser, teamsOwnedBy } from "./store";

export interface CreateOrganization {
  readonly name: string;
  /** The vendor's own id; unique in the deployment. */
  readonly externalKey?: string;
  readonly billingEmail?: string;
  readonly timeZone?: string;
  readonly metadata?: Metadata;
  /** The user who becomes owner. Absent when the vendor's backend makes the organization of a customer. */
  readonly ownerId?: string;
  readonly idempotencyKey?: string;
}

/** What a request to make an organization has led to. */
export interface MadeOrganization {
  readonly organization: Organization;
  /** The same request had been done before under its idempotency key; this is its first result. */
  readonly replayed: boolean;
}

/**
 * Makes a team organization with its FREE subscription, in one transaction. The same idempotency key gives the first
 * organization again. Throws VALIDATION_ERROR naming each field, CONFLICT naming an externalKey that is taken, or when
 * the owner has as many teams as one person may own.
 */
export async function createOrganizationOnce(ctx: Ctx, input: CreateOrganization): Promise<MadeOrganization> {
  const { idempotencyKey, ownerId, ...about } = input;
  const fields = validOrganizationFields(about);
  return inTransaction(ctx.db, async (tx) => {
    if (idempotencyKey === undefined) {
      return { organization: await makeOrganization(tx, ctx, fields, ownerId), replayed: false };
    }
    const scope = `${ctx.actor.kind}:${ctx.actor.id}:createOrganization`;
    const { result, replayed } = await once(tx, { scope, key: idempotencyKey, input: { ...about, ownerId } }, () =>
      makeOrganization(tx, ctx, fields, ownerId),
    );
    return { organization: result, replayed };
  });
}

/** The same for callers who need not know whether it was done before. */
export const createOrganization = async (ctx: Ctx, input: CreateOrganization): Promise<Organization> =>
  (await createOrganizationOnce(ctx, input)).organization;

/** Each team begins with a free allowance of its own, so how many one person owns is bounded. His row makes him take turns. */
async function requireRoomForTeam(tx: Tx, { env }: Pick<Ctx, "env">, ownerId: string): Promise<void> {
  await lockUser(tx, ownerId);
  const owned = await teamsOwnedBy(tx, ownerId);
  if (owned >= env.TEAMS_PER_OWNER) throw tooManyTeams(owned, env.TEAMS_PER_OWNER);
}

async function makeOrganization(
  tx: Tx,
  ctx: Ctx,
  fields: OrganizationFields & { name: string },
  ownerId: string | undefined,
): Promise<Organization> {
  if (ownerId !== undefined) await requireRoomForTeam(tx, ctx, ownerId);
  const at = await businessNow(sqlOf(tx));
  const made = await insertOrganization(tx, {
    kind: "TEAM",
    name: fields.name,
    slugs: slugCandidates(fields.name, randomText(8).toLowerCase()),
    externalKey: fields.externalKey ?? null,
    billingEmail: fields.billingEmail ?? null,
    timeZone: fields.timeZone ?? "UTC",
    metadata: fields.metadata ?? {},
    at,
  });
  if (made === "external-key-taken") throw externalKeyTaken(fields.externalKey ?? "");
  assert(made !== "no-slug", "no slug was free for an organization", { name: fields.name });
  if (ownerId !== undefined)
    await insertMembership(tx, { organizationId: made.id, userId: ownerId, role: "OWNER", at });
  const own: Ctx = { ...ctx, organization: made.id };
  const subscription = await startFallbackSubscription(tx, own, made.id);
  if (ownerId !== undefined) await reportFirstSeats(tx, own, made.id);
  await record(tx, own, "organization.created", {
    entity: { type: "organization", id: made.id },
    after: {
      kind: made.kind,
      slug: made.slug,
      externalKey: made.externalKey,
      owner: ownerId ?? null,
      subscription: subscription.id,
    },
  });
  return made;
}
