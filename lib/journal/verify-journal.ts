import type { Ctx } from "@/lib/context";
import { securityNow } from "@/lib/platform/clock";
import { keepCheck, selectChains, selectStanding } from "./chain-store";
import { DEPLOYMENT_CHAIN, type CheckedChain, type JournalStanding } from "./model";
import { verifyChain, type Progress } from "./verify-chain";

const SHOWN_BROKEN = 20;

/** How far a check of several chains has come. */
export type JournalProgress = (chain: string, ...how: Parameters<Progress>) => void;

/**
 * Recomputes chains one after the other, the one whose last check lies furthest back first, keeps what each came to, and
 * gives it out. Without `only` these are all chains, also those whose head or entries are gone. Ending early does no harm:
 * the next one goes on there.
 */
export async function* verifyJournal(
  ctx: Pick<Ctx, "db">,
  about: { only?: string | null; progress?: JournalProgress } = {},
): AsyncGenerator<CheckedChain> {
  const { only, progress = () => {} } = about;
  const chains = only === undefined ? await selectChains(ctx.db) : [only ?? DEPLOYMENT_CHAIN];
  for (const chain of chains) {
    const organization = chain === DEPLOYMENT_CHAIN ? null : chain;
    const state = await verifyChain(ctx, organization, (checked, of) => progress(chain, checked, of));
    await keepCheck(ctx.db, chain, state, securityNow());
    yield { chain, state };
  }
}

/** What the last check of each chain came to: of the context's organization, or of all when it has none. */
export const journalStanding = (ctx: Pick<Ctx, "db" | "organization">): Promise<JournalStanding> =>
  selectStanding(ctx.db, ctx.organization ?? undefined, SHOWN_BROKEN);
