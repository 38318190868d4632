import { endExpiredImpersonations } from "@/lib/access";
import type { Ctx } from "@/lib/context";

export async function endImpersonations(ctx: Ctx): Promise<string> {
  return `${await endExpiredImpersonations(ctx)} came to their end`;
}
