import type { World } from "@/lib/context";
import { DAY, MINUTE } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { findAdoptedOrganization } from "@/lib/tenancy";
import { applyMembership, applyOrganization, applyUser, applyUserGone } from "./apply";
import { fetchMemberships, fetchOrganizations, fetchUser, fetchUsers, PAGE } from "./api";
import { adoptedUsers, forgetBefore } from "./store";

/** Pages of anything that one night reads at most; what lies behind them comes another night. */
const MAX_PAGES = 1_000;
/** Clerk sends a message again for some days; its id is kept longer than that. */
const KEEP_MESSAGES = 30 * DAY;
/** A token lives a minute. */
const KEEP_SESSIONS = 10 * MINUTE;

/** What a night found that no message had brought. */
export interface Repaired {
  readonly users: number;
  readonly gone: number;
  readonly organizations: number;
  readonly memberships: number;
}

/**
 * Compares what Clerk has with what was applied here, and applies what is newer: messages may have been lost. Reads
 * everything once, a page at a time; safe to repeat and to be cut off. UNAVAILABLE when Clerk does not answer.
 */
export async function repairFromClerk(world: World): Promise<Repaired> {
  const seen = new Set<string>();
  const users = await eachOf(
    (offset) => fetchUsers(world.env, offset),
    async (user) => {
      seen.add(user.id);
      return applyUser(world, user);
    },
  );
  const gone = await findGone(world, seen);
  let memberships = 0;
  const organizations = await eachOf(
    (offset) => fetchOrganizations(world.env, offset),
    async (team) => {
      const changed = await applyOrganization(world, team);
      if (await findAdoptedOrganization(world, team.id))
        memberships += await eachOf(
          (offset) => fetchMemberships(world.env, team.id, offset),
          (membership) => applyMembership(world, membership, false),
        );
      return changed;
    },
  );
  const now = securityNow();
  await forgetBefore(world.db, now - KEEP_MESSAGES, now - KEEP_SESSIONS);
  return { users, gone, organizations, memberships };
}

/** Goes through a list to its end; returns for how many there was something to do. */
async function eachOf<T>(
  fetch: (offset: number) => Promise<T[]>,
  apply: (one: T) => Promise<boolean>,
): Promise<number> {
  let applied = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await fetch(page * PAGE);
    for (const one of found) if (await apply(one)) applied += 1;
    if (found.length < PAGE) break;
  }
  return applied;
}

/** Those whom the list did not show are asked for one by one: a list that was cut short must not end anybody. */
async function findGone(world: World, seen: ReadonlySet<string>): Promise<number> {
  let gone = 0;
  let after = "";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const known = await adoptedUsers(world.db, after, PAGE);
    for (const id of known.filter((each) => !seen.has(each))) {
      if (await fetchUser(world.env, id)) continue;
      await applyUserGone(world, id, securityNow());
      gone += 1;
    }
    after = known.at(-1) ?? after;
    if (known.length < PAGE) break;
  }
  return gone;
}
