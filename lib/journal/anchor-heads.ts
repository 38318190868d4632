import type { Ctx } from "@/lib/context";
import { iso } from "@/lib/kernel/time";
import { anchorMovedHeads, selectRounds, type AnchorRound } from "./chain-store";
import { appendSeal, lastSeal, seal, sealKeyOf } from "./seals";

/** Rounds that a new file begins with, or that are made up for after an outage, in one run. */
const ROUNDS_PER_RUN = 1_000;

/**
 * Copies every chain's head beside the chains and tells the outside what was copied: one sealed line to the log and, by
 * setting, to a file. Whoever cuts or rewrites a chain afterwards contradicts the copies, and whoever changes the copies
 * too contradicts the line. Repeating it adds what has moved since, and gives a file the lines that it lacks.
 */
export async function anchorHeads(ctx: Pick<Ctx, "db" | "env" | "log">): Promise<{ chains: number; lines: number }> {
  const { db, env, log } = ctx;
  const { chains, at } = await anchorMovedHeads(db);
  const file = env.AUDIT_HEADS_FILE;
  const last = file === undefined ? null : await lastSeal(file);
  // The log keeps what it was told before; a file may have been away.
  const rounds: readonly AnchorRound[] =
    file === undefined
      ? await selectRounds(db, { after: at - 1, limit: 1 })
      : await selectRounds(db, { after: last?.at ?? null, limit: ROUNDS_PER_RUN });
  let previous = last?.seal ?? "";
  for (const round of rounds) {
    const line = seal(sealKeyOf(env), round, previous);
    if (file !== undefined) await appendSeal(file, line);
    log.info({ ...line, at: iso(line.at) }, "heads of the journal were anchored");
    previous = line.seal;
  }
  return { chains: Number(chains), lines: rounds.length };
}
