import type { Ctx } from "@/lib/context";
import { countUsageShares } from "@/lib/metering";

export async function countUsageSharesJob(ctx: Ctx): Promise<string> {
  return `${await countUsageShares(ctx)} organizations counted`;
}
