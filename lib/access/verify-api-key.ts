import type { World } from "@/lib/context";
import { unavailable } from "@/lib/kernel/errors";
import { MINUTE, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { equalInConstantTime, hmacSha256, sha256 } from "@/lib/platform/crypto";
import { recentAnswers, type RecentAnswers } from "@/lib/platform/recent-answers";
import { malformedKey, refusedKey } from "./errors";
import type { KeyPrincipal, StoredKey } from "./model";
import { countRequest } from "./request-tally";
import { readKey } from "./rules/key-form";
import { storedKey, touchApiKey } from "./store";

const LAST_USED_EVERY_MS = MINUTE;
const MAX_TOUCHED = 20_000;

export type KeyWorld = Pick<World, "db" | "pool" | "env" | "log">;

interface Door {
  readonly recent: RecentAnswers<StoredKey | null>;
  /** When this process last wrote that a key was used. */
  readonly touched: Map<string, Instant>;
}

/** What one process remembers for one database. */
const doors = new WeakMap<World["db"], Door>();

function doorOf(world: KeyWorld): Door {
  const known = doors.get(world.db);
  if (known) return known;
  const made: Door = { recent: recentAnswers(), touched: new Map() };
  doors.set(world.db, made);
  return made;
}

/**
 * Who speaks with this key. A text without the right form or checksum is refused without a query; a known answer is used
 * for at most a second; equal questions at the same time share one query. Throws AUTHENTICATION_ERROR, which tells what
 * is wrong with the form but not whether a key exists, and UNAVAILABLE when the database cannot be asked.
 */
export async function verifyApiKey(
  world: KeyWorld,
  presented: string,
  from: { ip?: string } = {},
): Promise<KeyPrincipal> {
  const door = doorOf(world);
  // The question is a digest of the whole text: no key in plain stays in memory, and a wrong secret has an entry of its
  // own. It never leaves the process, so it need not be the HMAC that is stored, which costs five times as much.
  const question = sha256(`${world.env.API_KEY_PEPPER}\n${presented}`);
  const found = await door.recent.get(question, () => ask(world, presented));
  const now = securityNow();
  if (!found || found.revokedAt !== null || (found.expiresAt !== null && found.expiresAt <= now)) throw refusedKey();
  touchLater(world, door, found.id, now, from.ip);
  countRequest(world, found.id, now);
  const { id, organizationId, deployment, environment, scopes, name } = found;
  return { id, organizationId, deployment, environment, scopes, name };
}

/** The stored key, or null unless its secret is the presented one. Compared even when there is none, in the same time. */
async function ask(world: KeyWorld, presented: string): Promise<StoredKey | null> {
  const form = readKey(presented);
  if (!form.ok) throw malformedKey(form.wrong);
  const hash = hmacSha256(world.env.API_KEY_PEPPER, presented);
  let found: StoredKey | null;
  try {
    found = await storedKey(world.pool, form.parts.id);
  } catch (error) {
    throw unavailable("The API key cannot be checked right now. Nothing was done; try again in a moment.", 1, error);
  }
  const holds = equalInConstantTime(found?.secretHash ?? "", hash);
  return found && holds ? found : null;
}

/** Writes the last use outside of the request, and at most once a minute. */
function touchLater(world: KeyWorld, door: Door, id: string, now: Instant, ip: string | undefined): void {
  const before = door.touched.get(id);
  if (before !== undefined && now - before < LAST_USED_EVERY_MS) return;
  door.touched.delete(id);
  door.touched.set(id, now);
  if (door.touched.size > MAX_TOUCHED) {
    const oldest = door.touched.keys().next();
    if (!oldest.done) door.touched.delete(oldest.value);
  }
  touchApiKey(world.db, id, now, now - LAST_USED_EVERY_MS, ip).catch((error: unknown) => {
    door.touched.delete(id);
    world.log.warn({ err: error, apiKeyId: id }, "the last use of an API key was not written");
  });
}
