import type { Ctx } from "@/lib/context";
import { anchorHeads } from "@/lib/journal";

export async function anchorJournal(ctx: Ctx): Promise<string> {
  const { chains, lines } = await anchorHeads(ctx);
  return `${chains} heads copied, ${lines} lines sealed`;
}
