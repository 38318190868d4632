import type { ExternalIdentity, SessionCookie } from "@/lib/auth";
import type { World } from "@/lib/context";
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

/**
 * Clerk as the source of identity. Its tokens are verified without asking anybody; the user behind one is ours, made at
 * his first request. A session that Clerk has told us is over is nobody's.
 */
export const clerkIdentity: ExternalIdentity = {
  kind: "clerk",

  async sessionUser(world, headers) {
    const claims = await claimsOf(world, headers);
    if (!claims) return null;
    const known = await userOfSession(world.db, claims.userId, claims.sessionId);
    if (known === "ended") return null;
    const user = known ?? (await adoptSessionUser(world, claims.userId));
    if (!user) return null;
    await adoptMembership(world, claims, user.id);
    const { id, email, name } = user;
    return { id, email, name, sessionId: claims.sessionId, signedInAt: claims.issuedAt };
  },

  async signOut(world, headers) {
    const claims = await claimsOf(world, headers);
    if (claims)
      await revokeAtClerk(world.env, claims.sessionId).catch((error: unknown) => {
        world.log.warn({ err: error }, "a session could not be ended at Clerk; its cookies are taken away");
      });
    return forgettingCookies(world, headers);
  },
};
