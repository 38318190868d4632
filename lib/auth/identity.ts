import type { World } from "@/lib/context";
import { Invariant } from "@/lib/kernel/errors";
import { identityMode } from "@/lib/platform/env";
import { createLocalProvider } from "./local";
import type { LocalIdentityProvider, SessionCookie, SessionUser } from "./provider";

type IdentityWorld = Pick<World, "env" | "db" | "redis" | "log">;

/** One provider per world; contexts are copies of their world, so the database client stands for it. */
const providers = new WeakMap<World["db"], LocalIdentityProvider>();

/** The local provider. Throws where Clerk is configured: then a password must never be asked for here. */
export function localIdentity(world: IdentityWorld): LocalIdentityProvider {
  if (identityMode(world.env) !== "local") {
    throw new Invariant("people sign in at Clerk here: no password must be asked for");
  }
  const known = providers.get(world.db);
  if (known) return known;
  const made = createLocalProvider(world);
  providers.set(world.db, made);
  return made;
}

/** The user of the session that these headers carry, or null. It says who, never what he may do. */
export const sessionUser = (world: World, headers: Headers): Promise<SessionUser | null> =>
  identityMode(world.env) !== "local" && world.identity
    ? world.identity.sessionUser(world, headers)
    : localIdentity(world).sessionUser(headers);

/** Ends the session of these headers, wherever it was begun. Returns the cookies that remove it from the browser. */
export const signOut = (world: World, headers: Headers): Promise<readonly SessionCookie[]> =>
  identityMode(world.env) !== "local" && world.identity
    ? world.identity.signOut(world, headers)
    : localIdentity(world).signOut(headers);
