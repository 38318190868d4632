import type { World } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { newestSessions } from "./store";

/** When each of these users last signed in, by the sessions that still hold; nothing for somebody who has none. */
export const lastSignIns = (
  world: Pick<World, "db">,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Instant>> => newestSessions(world.db, userIds, securityNow());
