import { errors, importSPKI, jwtVerify, type CryptoKey } from "jose";
import { z } from "zod";
import { SECOND, type Instant } from "@/lib/kernel/time";
import { dateOf } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import type { Environment } from "@/lib/platform/env";
import type { ClerkClaims } from "./model";

/** Clerk's tokens live a minute; clocks may differ by this much. */
const CLOCK_SKEW_SECONDS = 5;
const MAX_TOKEN = 8_192;

const claims = z.object({
  sub: z.string().min(1).max(100),
  sid: z.string().min(1).max(100),
  iat: z.number().int().positive(),
  azp: z.string().optional(),
  sts: z.string().optional(),
  // Two forms of the same: the newer puts the organization in one claim.
  o: z.object({ id: z.string().min(1).max(100), rol: z.string().max(100).default("") }).optional(),
  org_id: z.string().min(1).max(100).optional(),
  org_role: z.string().max(100).optional(),
});

const keys = new WeakMap<Environment, Promise<CryptoKey>>();

/** The key of the settings: PEM, also when it was pasted into one line. */
function keyOf(env: Environment): Promise<CryptoKey> {
  const known = keys.get(env);
  if (known) return known;
  const made = importSPKI(pemOf(env.CLERK_JWT_KEY ?? ""), "RS256");
  keys.set(env, made);
  return made;
}

function pemOf(text: string): string {
  const body = text
    .replace(/\\n/g, "\n")
    .replace(/-----(?:BEGIN|END) PUBLIC KEY-----/g, "")
    .replace(/\s+/g, "");
  return `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----`;
}

/**
 * What a session token says, or null for one that does not hold: another key, another algorithm than RS256, out of its
 * time, made for another site (`azp`), or of a sign-in that is not complete. Asks nobody.
 */
export async function readSessionToken(env: Environment, token: string): Promise<ClerkClaims | null> {
  if (!token.startsWith("eyJ") || token.length > MAX_TOKEN) return null;
  try {
    const { payload } = await jwtVerify(token, await keyOf(env), {
      algorithms: ["RS256"],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: dateOf(securityNow()),
      requiredClaims: ["exp", "iat", "sub", "sid"],
    });
    const read = claims.safeParse(payload);
    if (!read.success || !isForUs(env, read.data.azp) || read.data.sts === "pending") return null;
    return claimsOf(read.data);
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

/** A token that names no site was not made in a browser; whoever holds one holds the session. */
const isForUs = (env: Environment, azp: string | undefined): boolean =>
  azp === undefined || azp === new URL(env.WEIR_URL).origin;

function claimsOf({ sub, sid, iat, o, org_id, org_role }: z.output<typeof claims>): ClerkClaims {
  const issuedAt: Instant = iat * SECOND;
  const organization = o
    ? { id: o.id, role: o.rol }
    : org_id === undefined
      ? null
      : { id: org_id, role: org_role ?? "" };
  return { userId: sub, sessionId: sid, issuedAt, organization };
}

const SESSION_COOKIE = /(?:^|;\s*)__session(?:_[A-Za-z0-9_-]{1,32})?=([^;\s]+)/g;
const MAX_TOKENS = 4;

/** Tokens that a request carries: the one that was refreshed on the way here, then those of its cookies. */
export function tokensOf(headers: Headers): readonly string[] {
  const refreshed = headers.get("x-clerk-auth-token");
  const kept = [...(headers.get("cookie") ?? "").matchAll(SESSION_COOKIE)].map(([, value]) => value ?? "");
  return [...(refreshed ? [refreshed] : []), ...kept].filter((token) => token.startsWith("eyJ")).slice(0, MAX_TOKENS);
}
