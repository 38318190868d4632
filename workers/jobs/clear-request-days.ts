import { clearOldRequestDays } from "@/lib/access";
import type { Ctx } from "@/lib/context";

export async function clearRequestDays(ctx: Ctx): Promise<string> {
  return `${await clearOldRequestDays(ctx)} days of keys cleared away`;
}
