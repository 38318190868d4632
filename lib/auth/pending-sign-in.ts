import { z } from "zod";
import { MINUTE, SECOND, type Instant } from "@/lib/kernel/time";
import { decrypt, encrypt, sha256 } from "@/lib/platform/crypto";
import type { Environment } from "@/lib/platform/env";

/** As long as somebody may look for his phone. */
const PENDING_MS = 5 * MINUTE;
export const PENDING_SECONDS = PENDING_MS / SECOND;

/** A sign-in whose password was right and whose second step is not done. It opens nothing. */
export interface PendingSignIn {
  readonly userId: string;
  /** The stored form of the password that was right; another password since then ends this. */
  readonly password: string;
}

const shape = z.object({ for: z.literal("second step"), user: z.string(), password: z.string(), until: z.number() });

/** What the browser carries until the code is there: encrypted, and good for five minutes of security time. */
export function sealPending(env: Pick<Environment, "ENCRYPTION_KEY">, pending: PendingSignIn, now: Instant): string {
  const { userId, password } = pending;
  const kept: z.infer<typeof shape> = {
    for: "second step",
    user: userId,
    password: sha256(password),
    until: now + PENDING_MS,
  };
  return encrypt(env.ENCRYPTION_KEY, JSON.stringify(kept));
}

/** Whose sign-in a cookie's value holds, with the digest of the password's form; null for what is over, forged, or something else. */
export function openPending(
  env: Pick<Environment, "ENCRYPTION_KEY">,
  sealed: string,
  now: Instant,
): { readonly userId: string; readonly digest: string } | null {
  try {
    const read = shape.safeParse(JSON.parse(decrypt(env.ENCRYPTION_KEY, decodeURIComponent(sealed))));
    return read.success && read.data.until > now ? { userId: read.data.user, digest: read.data.password } : null;
  } catch {
    return null;
  }
}

/** Whether the password is still the one that was right. */
export const stillHolds = (digest: string, password: string): boolean => sha256(password) === digest;
