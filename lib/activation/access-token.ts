import { errors, jwtVerify, SignJWT, type JWTPayload, type ProtectedHeaderParameters } from "jose";
import { z } from "zod";
import { isScope, type Scope } from "@/lib/access";
import type { Ctx, World } from "@/lib/context";
import { AppError, unavailable } from "@/lib/kernel/errors";
import { isId, newId } from "@/lib/kernel/ids";
import { dateOf, SECOND, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { sha256 } from "@/lib/platform/crypto";
import { recentAnswers, type RecentAnswers } from "@/lib/platform/recent-answers";
import { endedToken, expiredToken, malformedToken } from "./errors";
import { ACCESS_LIFETIME, TOKEN_SCOPES, type Installation, type InstallationPrincipal } from "./model";
import { isAlive } from "./rules/refresh";
import { CLOCK_SKEW } from "./rules/signing-keys";
import { ALGORITHM, isKeyAccepted, publicKeyOf, signer } from "./signing-keys";
import { installationById } from "./store";

/** RFC 9068's type, so that no other token of ours, now or later, passes for one of these. */
const TYPE = "at+jwt";
const KNOWN_HEADERS: ReadonlySet<string> = new Set(["alg", "kid", "typ"]);
const KID_FORM = /^[A-Za-z0-9_-]{43}$/;

export type TokenWorld = Pick<World, "db" | "env">;

const issuerOf = (world: Pick<World, "env">): string => world.env.WEIR_URL.replace(/\/+$/, "");
const audienceOf = (world: Pick<World, "env">): string => `${issuerOf(world)}/v1`;

/** What tells an access token from an API key before anything is checked. */
export const isAccessToken = (text: string): boolean => text.startsWith("eyJ");

/** An access token for an installation. Each call makes another, with an id of its own. */
export async function writeAccessToken(
  ctx: Ctx,
  installation: Pick<Installation, "id" | "organizationId" | "domain">,
): Promise<string> {
  const { kid, key } = await signer(ctx);
  const now = Math.floor(securityNow() / SECOND);
  const { organizationId: org, domain } = installation;
  return new SignJWT({ org, domain, scope: TOKEN_SCOPES.join(" ") })
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: TYPE })
    .setIssuer(issuerOf(ctx))
    .setAudience(audienceOf(ctx))
    .setSubject(installation.id)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + ACCESS_LIFETIME / SECOND)
    .setJti(newId("request"))
    .sign(key);
}

interface Claims {
  readonly kid: string;
  readonly installationId: string;
  readonly organizationId: string;
  readonly domain: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Instant;
}

interface Door {
  /** Tokens whose signature was found right, by digest; the oldest out first. */
  readonly verified: Map<string, Claims>;
  readonly installations: RecentAnswers<Installation | null>;
}

const MAX_VERIFIED = 10_000;
const doors = new WeakMap<World["db"], Door>();

function doorOf(world: TokenWorld): Door {
  const known = doors.get(world.db);
  if (known) return known;
  const made: Door = { verified: new Map(), installations: recentAnswers() };
  doors.set(world.db, made);
  return made;
}

/**
 * Who speaks with this access token. Its signature is checked once in a process; whether its installation and the key that
 * signed it still stand is known for at most a second, so that an end is felt within a second everywhere. Throws
 * RefusedToken (AUTHENTICATION_ERROR), and UNAVAILABLE when the database cannot be asked.
 */
export async function verifyAccessToken(world: TokenWorld, presented: string): Promise<InstallationPrincipal> {
  const door = doorOf(world);
  const claims = await verifiedClaims(world, door, presented);
  const now = securityNow();
  const { installationId: id, organizationId, domain, scopes } = claims;
  if (claims.expiresAt + CLOCK_SKEW <= now) throw expiredToken(domain);
  const installation = await standingOf(world, door, id);
  const stands =
    installation !== null &&
    isAlive(installation, now) &&
    installation.organizationId === organizationId &&
    installation.domain === domain &&
    (await isKeyAccepted(world, claims.kid));
  if (!stands) throw endedToken(domain);
  return { id, organizationId, domain, scopes, environment: installation.environment };
}

async function standingOf(world: TokenWorld, door: Door, id: string): Promise<Installation | null> {
  try {
    return await door.installations.get(id, () => installationById(world.db, id));
  } catch (error) {
    throw unavailable(
      "The access token cannot be checked right now. Nothing was done; try again in a moment.",
      1,
      error,
    );
  }
}

async function verifiedClaims(world: TokenWorld, door: Door, presented: string): Promise<Claims> {
  const digest = sha256(presented);
  const known = door.verified.get(digest);
  if (known) return known;
  const claims = await verify(world, presented);
  door.verified.set(digest, claims);
  if (door.verified.size > MAX_VERIFIED) {
    const oldest = door.verified.keys().next();
    if (!oldest.done) door.verified.delete(oldest.value);
  }
  return claims;
}

async function verify(world: TokenWorld, presented: string): Promise<Claims> {
  let kid = "";
  try {
    const { payload } = await jwtVerify(
      presented,
      async (header) => {
        const found = await keyFor(world, header);
        kid = found.kid;
        return found.key;
      },
      {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: issuerOf(world),
        audience: audienceOf(world),
        requiredClaims: ["iat", "nbf", "exp", "jti", "sub"],
        // Also refuses what claims to be from the future.
        maxTokenAge: ACCESS_LIFETIME / SECOND,
        clockTolerance: CLOCK_SKEW / SECOND,
        currentDate: dateOf(securityNow()),
      },
    );
    return claimsOf(payload, kid);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Everything but the time was right, so its own page may read that it is over.
    if (error instanceof errors.JWTExpired) throw expiredToken(claimsOf(error.payload, kid).domain);
    throw malformedToken();
  }
}

/** The public key that a token names: one of ours by name, whatever else its head says. */
async function keyFor(world: TokenWorld, header: ProtectedHeaderParameters & { kid?: string }) {
  const { kid } = header;
  // A head that brings its own key, or says where one is, is no head of ours.
  if (typeof kid !== "string" || !KID_FORM.test(kid) || Object.keys(header).some((name) => !KNOWN_HEADERS.has(name)))
    throw malformedToken();
  const key = await publicKeyOf(world, kid);
  if (!key) throw malformedToken();
  return { kid, key };
}

const claimsShape = z.object({
  sub: z.string().refine((sub) => isId("installation", sub)),
  org: z.string(),
  domain: z.string(),
  scope: z.string(),
  iat: z.number(),
  exp: z.number(),
});

function claimsOf(payload: JWTPayload, kid: string): Claims {
  const read = claimsShape.safeParse(payload);
  if (!read.success) throw malformedToken();
  const { sub, org, domain, scope, iat, exp } = read.data;
  if ((exp - iat) * SECOND > ACCESS_LIFETIME) throw malformedToken();
  return {
    kid,
    installationId: sub,
    organizationId: org,
    domain,
    scopes: scope.split(" ").filter(isScope).filter(isTokenScope),
    expiresAt: exp * SECOND,
  };
}

const isTokenScope = (scope: Scope): boolean => (TOKEN_SCOPES as readonly Scope[]).includes(scope);
