import type { Ctx } from "@/lib/context";
import { DEPLOYMENT_CHAIN, type ChainState } from "./model";
import { checkBatch, selectHead, type Link } from "./store";

const BATCH = 1_000;
const START: Link = { position: 0n, hash: "" };

/**
 * Recomputes every hash of a chain up to the head as it stood at the beginning, and says where it first fails. Entries
 * that are added meanwhile are left for the next check. Reads only.
 */
export async function verifyChain(ctx: Pick<Ctx, "db">, organization: string | null): Promise<ChainState> {
  const chain = organization ?? DEPLOYMENT_CHAIN;
  const head = (await selectHead(ctx.db, chain)) ?? START;
  let link = START;
  while (link.position < head.position) {
    const left = Number(head.position - link.position);
    const { broken, last } = await checkBatch(ctx.db, chain, link, Math.min(BATCH, left));
    if (broken) return broken;
    if (!last) return { sound: false, firstBroken: link.position + 1n, because: "gap" };
    link = last;
  }
  return link.hash === head.hash
    ? { sound: true, entries: head.position }
    : { sound: false, firstBroken: head.position, because: "head" };
}
