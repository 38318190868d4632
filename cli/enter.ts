import os from "node:os";
import { can, lacksPermission, missingScope, scopeOf, verifyApiKey, type Permission } from "@/lib/access";
import type { Actor, World } from "@/lib/context";
import { forbidden } from "@/lib/kernel/errors";

/** Who runs a verb. */
export interface Visitor {
  /** Who the journal says did it. */
  readonly actor: Actor;
  /** The only organization that he may speak for; null: every one, and the deployment. */
  readonly only: string | null;
}

/**
 * The door of every verb: whoever runs it may do what `permission` names, or nothing begins. With WEIR_CLI_KEY it is the key
 * that acts, as far as its scopes and its organization reach; without, it is the person at the machine, from whom nothing could
 * be kept, since the database is open to him. Throws AUTHENTICATION_ERROR and FORBIDDEN as the API does.
 */
export async function enter(world: World, permission: Permission): Promise<Visitor> {
  const text = world.env.WEIR_CLI_KEY;
  if (text === undefined) {
    if (!can({ as: "machine" }, permission)) throw lacksPermission();
    return { actor: cliActor(), only: null };
  }
  const key = await verifyApiKey(world, text);
  if (!can({ as: "key", scopes: key.scopes }, permission)) throw missingScope(scopeOf(permission));
  // A verb works on what is billed unless it is told otherwise, which is not for a key to test with.
  if (key.environment !== "PROD")
    throw forbidden("The command line takes live keys: a test key works over the API alone.");
  return { actor: { kind: "key", id: key.id, label: key.name }, only: key.organizationId };
}

/** The person at the machine. */
function cliActor(): Actor {
  const name = userName();
  return { kind: "cli", id: name, label: `${name}@${os.hostname()}` };
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
