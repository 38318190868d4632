import { endExpiredSessions } from "@/lib/auth";
import type { Ctx } from "@/lib/context";

export async function endSessions(ctx: Ctx): Promise<string> {
  return `${await endExpiredSessions(ctx)} sessions cleared away`;
}
