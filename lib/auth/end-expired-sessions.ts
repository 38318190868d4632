import type { World } from "@/lib/context";
import { securityNow } from "@/lib/platform/clock";
import { deleteSessionsEndedBefore } from "./store";

/** Clears away the rows of sessions that are over; they open nothing any more. For the timetable. Safe to repeat. */
export const endExpiredSessions = (world: Pick<World, "db">): Promise<number> =>
  deleteSessionsEndedBefore(world.db, securityNow());
