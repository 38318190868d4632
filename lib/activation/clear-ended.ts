import type { Ctx } from "@/lib/context";
import { DAY } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/db";
import { INSTALLATION_IDLE } from "./model";
import { deleteEnded } from "./store";

/** Ended installations and codes stay to be looked at for this long; the journal keeps what happened for ever. */
export const KEEP_ENDED = 90 * DAY;
const BATCH = 1_000;

/** Clears away what ended long ago, a bounded number at a time. Safe at any time. */
export const clearEndedActivations = (ctx: Ctx): Promise<{ installations: number; codes: number }> =>
  inTransaction(ctx.db, (tx) =>
    deleteEnded(tx, { before: securityNow() - KEEP_ENDED, idleMs: INSTALLATION_IDLE, limit: BATCH }),
  );
