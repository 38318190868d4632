import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from "jose";
import type { Ctx, World } from "@/lib/context";
import { record } from "@/lib/journal";
import { AppError, unavailable } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { decrypt, encrypt } from "@/lib/platform/crypto";
import { inTransaction } from "@/lib/platform/db";
import { recentAnswers, type RecentAnswers } from "@/lib/platform/recent-answers";
import type { SigningKey } from "./model";
import { handover, isAccepted, isRotationDue, signerAmong } from "./rules/signing-keys";
import { acceptedKeys, endKeysAt, insertSigningKey, lockSigningKeys } from "./store";

/** ECDSA on P-256: what every library for tokens can check, the oldest ones too. */
export const ALGORITHM = "ES256";

type KeyWorld = Pick<World, "db" | "env">;

const recent = new WeakMap<World["db"], RecentAnswers<readonly SigningKey[]>>();

/** Keys that are accepted now, as known for at most a second. */
async function knownKeys(world: KeyWorld): Promise<readonly SigningKey[]> {
  const answers = recent.get(world.db) ?? recentAnswers<readonly SigningKey[]>({ max: 1 });
  recent.set(world.db, answers);
  const now = securityNow();
  try {
    return (await answers.get("keys", () => acceptedKeys(world.db, now))).filter((key) => isAccepted(key, now));
  } catch (error) {
    throw unavailable("Access tokens cannot be checked right now. Nothing was done; try again in a moment.", 1, error);
  }
}

/** Whether what this key signed is accepted now. A key that was ended at once is felt within a second. */
export const isKeyAccepted = async (world: KeyWorld, kid: string): Promise<boolean> =>
  (await knownKeys(world)).some((key) => key.kid === kid);

/** The public half of one of our own keys; null for any other name. Nothing is fetched from anywhere. */
export async function publicKeyOf(world: KeyWorld, kid: string): Promise<CryptoKey | null> {
  const key = (await knownKeys(world)).find((each) => each.kid === kid);
  return key ? imported(key.publicJwk) : null;
}

const imported = async (json: string): Promise<CryptoKey> => {
  const key = await importJWK(JSON.parse(json) as JWK, ALGORITHM);
  if (key instanceof Uint8Array) throw new TypeError("a signing key must be asymmetric");
  return key;
};

/** The key that signs now, made if there is none. */
export async function signer(ctx: Ctx): Promise<{ kid: string; key: CryptoKey }> {
  const now = securityNow();
  const found = signerAmong(await knownKeys(ctx), now) ?? (await firstSigner(ctx));
  return { kid: found.kid, key: await imported(opened(ctx, found)) };
}

function opened(world: KeyWorld, key: SigningKey): string {
  try {
    return decrypt(world.env.ENCRYPTION_KEY, key.sealedJwk);
  } catch (error) {
    throw new AppError(
      "UNAVAILABLE",
      "No access token can be signed right now. The operator finds the reason in the log.",
      {
        retryAfterSeconds: 60,
        cause: error,
        internal: { kid: key.kid, remedy: "ENCRYPTION_KEY has changed: weir activation rotate-key --at-once" },
      },
    );
  }
}

/** Makes the first key. Whoever comes second finds it. */
async function firstSigner(ctx: Ctx): Promise<SigningKey> {
  const wanted = await makeKeyPair(ctx);
  const made = await inTransaction(ctx.db, async (tx) => {
    await lockSigningKeys(tx);
    const now = securityNow();
    const there = signerAmong(await acceptedKeys(tx, now), now);
    if (there) return there;
    // Keys that wait to begin would leave a gap: the new one takes their place.
    await endKeysAt(tx, now);
    const key = { ...wanted, createdAt: now, signsFrom: now, endsAt: null };
    await insertSigningKey(tx, key);
    await journal(tx, ctx, key, { first: true });
    return key;
  });
  recent.get(ctx.db)?.forget("keys");
  return made;
}

export interface RotateSigningKey {
  /** A key is in wrong hands: what the old ones signed is refused within a second. Every installation refreshes by itself. */
  readonly atOnce?: boolean;
  readonly reason?: string;
}

/**
 * Makes the next signing key. It is shown among the public keys for an hour before it signs; the old one goes on until its
 * last token has expired. Each call makes another, also while one waits to begin.
 */
export async function rotateSigningKey(
  ctx: Ctx,
  { atOnce = false, reason }: RotateSigningKey = {},
): Promise<SigningKey> {
  const wanted = await makeKeyPair(ctx);
  const made = await inTransaction(ctx.db, async (tx) => {
    await lockSigningKeys(tx);
    const now = securityNow();
    const { signsFrom, predecessorsEndAt } = handover(now, atOnce);
    await endKeysAt(tx, predecessorsEndAt);
    const key = { ...wanted, createdAt: now, signsFrom, endsAt: null };
    await insertSigningKey(tx, key);
    await journal(tx, ctx, key, { atOnce }, reason);
    return key;
  });
  recent.get(ctx.db)?.forget("keys");
  return made;
}

/** The same when it is time for it; null when it is not. */
export async function rotateSigningKeyWhenDue(ctx: Ctx): Promise<SigningKey | null> {
  const now = securityNow();
  const keys = await acceptedKeys(ctx.db, now);
  // Where nobody was ever activated there is nothing to sign with, and nothing to rotate.
  return keys.length > 0 && isRotationDue(keys, now) ? rotateSigningKey(ctx, { reason: "its time was over" }) : null;
}

/** The keys that are accepted or wait to begin, newest first; without their private halves. */
export const listSigningKeys = async (
  ctx: Pick<Ctx, "db">,
): Promise<readonly Omit<SigningKey, "sealedJwk" | "publicJwk">[]> =>
  (await acceptedKeys(ctx.db, securityNow())).map(({ kid, createdAt, signsFrom, endsAt }) => ({
    kid,
    createdAt,
    signsFrom,
    endsAt,
  }));

/** The public keys as a JSON Web Key Set (RFC 7517). */
export async function publicKeySet(world: KeyWorld): Promise<{ keys: readonly JWK[] }> {
  return { keys: (await knownKeys(world)).map((key) => JSON.parse(key.publicJwk) as JWK) };
}

type KeyPair = Pick<SigningKey, "kid" | "publicJwk" | "sealedJwk">;

async function makeKeyPair(world: KeyWorld): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const sealedJwk = encrypt(world.env.ENCRYPTION_KEY, JSON.stringify(await exportJWK(privateKey)));
  return { kid, publicJwk: JSON.stringify({ ...jwk, kid, alg: ALGORITHM, use: "sig" }), sealedJwk };
}

const journal = (
  tx: Parameters<typeof record>[0],
  ctx: Ctx,
  key: { kid: string; signsFrom: Instant },
  more: Readonly<Record<string, boolean>>,
  reason?: string,
): Promise<string> =>
  record(tx, ctx, "signing_key.created", {
    entity: { type: "signing_key", id: key.kid },
    organization: null,
    after: { signsFrom: key.signsFrom, ...more },
    ...(reason === undefined ? {} : { reason }),
  });
