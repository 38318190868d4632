import { clearEndedActivations } from "@/lib/activation";
import type { Ctx } from "@/lib/context";

export async function clearActivations(ctx: Ctx): Promise<string> {
  const { installations, codes } = await clearEndedActivations(ctx);
  return `${installations} ended installations and ${codes} codes cleared away`;
}
