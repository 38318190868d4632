import type { ExternalIdentity, SessionCookie, SessionUser } from "@/lib/auth";
import type { World } from "@/lib/context";
import { findAdoptedOrganization } from "@/lib/tenancy";
import { accountAddress } from "./account-address";
import type { ClerkClaims } from "./model";
import { adoptMembership, adoptSessionUser } from "./adopt";
import { revokeAtClerk } from "./api";
import { readSessionToken, tokensOf } from "./session-token";
import { userOfSession } from "./store";

/** The first token of a request that holds. */
async function claimsOf(world: World, headers: Headers): Promise<ClerkClaims | null> {
  for (const token of tokensOf(headers)) {
    const claims = await readSessionToken(world.env, token);
    if (claims) return claims;
  }
  return null;
}

const SESSION_COOKIES = /(?:^|;\s*)(__(?:session|client_uat)(?:_[A-Za-z0-9_-]{1,32})?)=/g;

/** Takes the session out of this browser; Clerk's own script does the same once it hears that the session has ended. */
function forgettingCookies(world: World, headers: Headers): readonly SessionCookie[] {
  const secure = new URL(world.env.WEIR_URL).protocol === "https:";
  return [...(headers.get("cookie") ?? "").matchAll(SESSION_COOKIES)].map(([, name]) => ({
    ...{ name: name ?? "", value: "", path: "/", httpOnly: true, secure, sameSite: "lax" },
    maxAge: 0,
  }));
}

/** Our user behind verified claims, made at his first request; null when his session or he himself has ended at Clerk. */
async function userBehind(world: World, claims: ClerkClaims): Promise<SessionUser | null> {
  const known = await userOfSession(world.db, claims.userId, claims.sessionId);
  if (known === "ended") return null;
  const user = known ?? (await adoptSessionUser(world, claims.userId));
  if (!user) return null;
  await adoptMembership(world, claims, user.id);
  const chosen = claims.organization && (await findAdoptedOrganization(world, claims.organization.id));
  const { id, email, name } = user;
  const session = { sessionId: claims.sessionId, signedInAt: claims.issuedAt };
  return { id, email, name, ...session, ...(chosen ? { organizationId: chosen.id } : {}) };
}

/**
 * Clerk as the source of identity. Its tokens are verified without asking anybody; the user behind one is ours. A session
 * that Clerk has told us is over is nobody's.
 */
export const clerkIdentity: ExternalIdentity = {
  kind: "clerk",

  async sessionUser(world, headers) {
    const claims = await claimsOf(world, headers);
    return claims && userBehind(world, claims);
  },

  async tokenUser(world, token) {
    const claims = await readSessionToken(world.env, token);
    return claims && userBehind(world, claims);
  },

  async signOut(world, headers) {
    const claims = await claimsOf(world, headers);
    if (claims)
      await revokeAtClerk(world.env, claims.sessionId).catch((error: unknown) => {
        world.log.warn({ err: error }, "a session could not be ended at Clerk; its cookies are taken away");
      });
    return forgettingCookies(world, headers);
  },

  accountHref: ({ env }) => accountAddress(env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY ?? ""),
};
