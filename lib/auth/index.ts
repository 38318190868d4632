import type { World } from "@/lib/context";
import { Invariant } from "@/lib/kernel/errors";
import { identityMode } from "@/lib/platform/env";
import { createLocalProvider } from "./local";
import type { LocalIdentityProvider, SessionUser } from "./provider";

export { countSignInAttempt } from "./attempts";
export { COOKIE_PREFIX } from "./local";
export { endExpiredSessions } from "./end-expired-sessions";
export { lastSignIns } from "./last-sign-ins";
export { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "./password";
export type {
  IdentityProvider,
  LocalIdentityProvider,
  SessionCookie,
  SessionUser,
  SignInAttempt,
  SignInOutcome,
} from "./provider";

type IdentityWorld = Pick<World, "env" | "db" | "redis" | "log">;

/** One provider per world; contexts are copies of their world, so the database client stands for it. */
const providers = new WeakMap<World["db"], LocalIdentityProvider>();

/** The local provider. Throws where Clerk is configured: then a password must never be asked for here. */
export function localIdentity(world: IdentityWorld): LocalIdentityProvider {
  if (identityMode(world.env) !== "local") {
    throw new Invariant(
      "Clerk's keys are set, but this build of Weir signs people in locally; unset CLERK_SECRET_KEY and NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
    );
  }
  const known = providers.get(world.db);
  if (known) return known;
  const made = createLocalProvider(world);
  providers.set(world.db, made);
  return made;
}

/** The user of the session that these headers carry, or null. It says who, never what he may do. */
export const sessionUser = (world: IdentityWorld, headers: Headers): Promise<SessionUser | null> =>
  localIdentity(world).sessionUser(headers);
