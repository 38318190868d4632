import type { Ctx } from "@/lib/context";
import { checkBatch, contradictedAnchor, selectEnds, type Link } from "./chain-store";
import { DEPLOYMENT_CHAIN, type BrokenChain, type ChainState } from "./model";

const BATCH = 1_000;
const START: Link = { position: 0n, hash: "" };

/** Called after each batch, with how far the check has come. */
export type Progress = (checked: bigint, of: bigint) => void;

/**
 * Recomputes every hash of a chain up to the head as it stood at the beginning, compares it with the anchors, and says
 * where it first fails. Entries that are added meanwhile are left for the next check. Reads only.
 */
export async function verifyChain(
  ctx: Pick<Ctx, "db">,
  organization: string | null,
  progress: Progress = () => {},
): Promise<ChainState> {
  const chain = organization ?? DEPLOYMENT_CHAIN;
  const { head, lastPosition } = await selectEnds(ctx.db, chain);
  let link = START;
  while (link.position < head.position) {
    const left = Number(head.position - link.position);
    const { broken, last } = await checkBatch(ctx.db, chain, link, Math.min(BATCH, left));
    if (broken) return broken;
    if (!last) return brokenAt(link.position + 1n, "gap");
    link = last;
    progress(link.position, head.position);
  }
  if (link.hash !== head.hash) return brokenAt(head.position, "head");
  if (lastPosition > head.position) return brokenAt(head.position + 1n, "head");
  return (await againstAnchors(ctx, chain, head)) ?? { sound: true, entries: head.position };
}

const brokenAt = (
  firstBroken: bigint,
  because: BrokenChain["because"],
  entryId: string | null = null,
): BrokenChain => ({ sound: false, firstBroken, entryId, because });

/** A chain that holds together may still be shorter than it was, or another one. */
async function againstAnchors(ctx: Pick<Ctx, "db">, chain: string, head: Link): Promise<BrokenChain | null> {
  const wrong = await contradictedAnchor(ctx.db, chain);
  if (!wrong) return null;
  if (wrong.entryId !== null) return brokenAt(wrong.position, "anchor", wrong.entryId);
  return brokenAt(head.position + 1n, "cut");
}
