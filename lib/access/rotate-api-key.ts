import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { invalid, notFound } from "@/lib/kernel/errors";
import { DAY } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { alreadyCreated, alreadyRotated, endedKey } from "./errors";
import { makeKey, type CreatedApiKey } from "./make-key";
import type { ApiKey } from "./model";
import { hasEnded } from "./rules/has-ended";
import { lockApiKey, setExpiry, successorInUse } from "./store";

export const DEFAULT_OVERLAP = DAY;
/** Two keys for one purpose are a transition; beyond this they would be two keys. */
export const MAX_OVERLAP = 30 * DAY;

export interface RotateApiKey {
  /** Milliseconds of security time that the old key goes on working; a day when absent, 0 ends it at once. */
  readonly overlap?: number;
  readonly idempotencyKey?: string;
}

export interface RotatedApiKey extends CreatedApiKey {
  /** The old key, with the moment it ends. */
  readonly previous: ApiKey;
}

/**
 * Makes the successor of a key, with its name, scopes, environment and expiry, and lets the old one end after the
 * overlap; never later than it would have ended anyway. An end is felt within a second, in every process. Throws
 * NOT_FOUND, also for another's key; VALIDATION_ERROR for an overlap out of bounds; CONFLICT for a key that has ended or
 * whose successor is in use, and when the idempotency key was used before, because the text cannot be shown twice.
 */
export async function rotateApiKey(ctx: Ctx, id: string, input: RotateApiKey = {}): Promise<RotatedApiKey> {
  const overlap = validOverlap(input.overlap ?? DEFAULT_OVERLAP);
  const { idempotencyKey } = input;
  return inTransaction(ctx.db, async (tx) => {
    if (idempotencyKey === undefined) return rotate(tx, ctx, id, overlap);
    let rotated: RotatedApiKey | undefined;
    const scope = `${ctx.organization ?? "deployment"}:rotateApiKey`;
    const { result } = await once(tx, { scope, key: idempotencyKey, input: { id, overlap } }, async () => {
      rotated = await rotate(tx, ctx, id, overlap);
      return { id: rotated.apiKey.id };
    });
    if (!rotated) throw alreadyCreated(result.id);
    return rotated;
  });
}

function validOverlap(overlap: number): number {
  if (Number.isSafeInteger(overlap) && overlap >= 0 && overlap <= MAX_OVERLAP) return overlap;
  throw invalid([
    {
      pointer: "/overlap",
      code: "range",
      message: "The old key goes on working for 30 days at most.",
      fix: "Give a span from 0 to 30 days.",
    },
  ]);
}

async function rotate(tx: Tx, ctx: Ctx, id: string, overlap: number): Promise<RotatedApiKey> {
  // The lock makes two rotations at once take turns, so that the second sees the first one's successor.
  const key = await lockApiKey(tx, ctx.organization, id);
  if (!key) throw notFound("API key");
  const now = securityNow();
  if (hasEnded(key, now)) throw endedKey(id);
  const successor = await successorInUse(tx, ctx.organization, id, now);
  if (successor !== null) throw alreadyRotated(id, successor);

  const end = Math.min(key.expiresAt ?? Infinity, now + overlap);
  const { name, scopes, environment, expiresAt } = key;
  const made = await makeKey(tx, ctx, { name, scopes, environment, expiresAt, rotatedFromId: id }, now);
  const previous = await setExpiry(tx, id, end);
  await record(tx, ctx, "api_key.rotated", {
    entity: { type: "api_key", id },
    before: { expiresAt: key.expiresAt },
    after: { expiresAt: end, successor: made.apiKey.id },
  });
  return { ...made, previous };
}
