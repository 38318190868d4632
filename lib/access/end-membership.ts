import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { securityNow } from "@/lib/platform/clock";
import type { Tx } from "@/lib/platform/db";
import { removeMember } from "@/lib/tenancy";
import { holdKeys } from "./key-limit";
import type { ApiKey } from "./model";
import { keysInUse, keysMadeBy, markRevoked, revokeKeysIn } from "./store";

const WITH_THEIR_MAKER = "Whoever made it does not belong to the organization any more.";

/**
 * Ends a membership of the context's organization and, where that is wanted, the keys which this member has made, in one
 * transaction. Answers the keys that were revoked; a revocation is felt within a second, in every process. Throws what
 * `removeMember` throws.
 */
export async function endMembership(
  ctx: Ctx,
  userId: string,
  { revokeKeys }: { readonly revokeKeys: boolean },
): Promise<readonly ApiKey[]> {
  let revoked: readonly ApiKey[] = [];
  await removeMember(ctx, userId, async (tx) => {
    if (!revokeKeys) return async () => {};
    const held = await holdKeys(tx, ctx);
    return async () => {
      revoked = await revokeKeysOf(tx, ctx, userId);
      if (revoked.length > 0) await held.oneLess();
    };
  });
  return revoked;
}

async function revokeKeysOf(tx: Tx, ctx: Ctx, userId: string): Promise<readonly ApiKey[]> {
  const organizationId = required(ctx.organization, "the organization whose keys are revoked");
  const now = securityNow();
  const keys = await keysMadeBy(tx, organizationId, writtenActor({ kind: "user", id: userId }), now);
  for (const key of keys) {
    await markRevoked(tx, key.id, writtenActor(ctx.actor), now);
    await record(tx, ctx, "api_key.revoked", {
      entity: { type: "api_key", id: key.id },
      before: { environment: key.environment, scopes: key.scopes },
      reason: WITH_THEIR_MAKER,
    });
  }
  return keys;
}

/**
 * Revokes every key of an organization that ends, in its transaction; answers how many worked until then. Takes the fence
 * of its keys, so it comes before any row is locked, and before the organization has ended: afterwards nothing is counted.
 */
export async function revokeEveryKey(tx: Tx, ctx: Ctx, organizationId: string): Promise<number> {
  const held = await holdKeys(tx, { ...ctx, organization: organizationId });
  const revoked = await revokeKeysIn(tx, organizationId, writtenActor(ctx.actor), securityNow());
  if (revoked > 0) await held.oneLess();
  return revoked;
}

const MOST_KEYS = 500;

/** Keys of an organization that still work (the newest 500), by who has made them as the journal writes it. */
export async function keysInUseByMaker(
  ctx: Pick<Ctx, "db">,
  organizationId: string,
): Promise<ReadonlyMap<string, readonly ApiKey[]>> {
  const byMaker = new Map<string, ApiKey[]>();
  for (const key of await keysInUse(ctx.db, organizationId, securityNow(), MOST_KEYS)) {
    const keys = byMaker.get(key.createdBy) ?? [];
    byMaker.set(key.createdBy, [...keys, key]);
  }
  return byMaker;
}

/** Keys of an organization that a user has made and that still work. */
export const listKeysMadeBy = (
  ctx: Pick<Ctx, "db">,
  organizationId: string,
  userId: string,
): Promise<readonly ApiKey[]> =>
  keysMadeBy(ctx.db, organizationId, writtenActor({ kind: "user", id: userId }), securityNow());
