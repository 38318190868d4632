import type { World } from "@/lib/context";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import type { ClerkState } from "./model";
import { advance, stateOf } from "./store";

/** What is done about news, given what was known before; null where the thing was never seen. */
type Apply = (known: ClerkState | null) => Promise<void>;

/** In this process one after the other: each holds a connection while what it does takes another. */
const last = new WeakMap<World["db"], Promise<unknown>>();

/**
 * Does something about a thing of Clerk's and notes how new that was; nothing for old news. Whoever has news of the same
 * thing at the same time waits, in every process. What is done must be safe to repeat: it is noted afterwards, so that a
 * death in between loses nothing. Returns whether it was done.
 */
export async function inTurn(world: World, state: ClerkState, apply: Apply): Promise<boolean> {
  const before = last.get(world.db) ?? Promise.resolve();
  const turn = before.then(() => applyNews(world, state, apply));
  last.set(
    world.db,
    turn.catch(() => undefined),
  );
  return turn;
}

async function applyNews(world: World, state: ClerkState, apply: Apply): Promise<boolean> {
  return inTransaction(world.db, async (tx) => {
    await sqlOf(tx).query("select pg_advisory_xact_lock(hashtextextended($1::text, 0))::text", [`clerk:${state.id}`]);
    const known = await stateOf(tx, state.id);
    if (known && isOldNews(known, state)) return false;
    await apply(known);
    return advance(tx, state, securityNow());
  });
}

/** Users and organizations that are gone never come back; a membership may. */
function isOldNews(known: ClerkState, state: ClerkState): boolean {
  if (known.deleted && state.kind !== "membership") return true;
  return known.version > state.version || (known.version === state.version && known.deleted === state.deleted);
}
