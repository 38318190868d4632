import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { periodAt, type Instant } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import type { Subscription } from "./model";
import { termsOf } from "./rules/same-terms";
import * as store from "./store";

const BATCH = 200;

/**
 * Writes the present period into subscriptions that we keep ourselves and whose written one is over. Only the row
 * follows: the quota counts its windows from the anchor and waits for nobody. Returns how many were written (at most a
 * batch); repeating it continues.
 */
export async function rollPeriods(ctx: Pick<Ctx, "db">): Promise<number> {
  const now = await businessNow(sqlOf(ctx.db));
  const due = await store.loadPeriodsToRoll(ctx.db, now, BATCH);
  let rolled = 0;
  for (const subscription of due) if (await roll(ctx, subscription, now)) rolled += 1;
  return rolled;
}

async function roll(ctx: Pick<Ctx, "db">, seen: Subscription, now: Instant): Promise<boolean> {
  if (now < seen.anchorAt) return false;
  const terms = { ...termsOf(seen), period: periodAt(seen.anchorAt, seen.interval, now) };
  try {
    await inTransaction(ctx.db, (tx) => store.update(tx, seen, terms, now));
    return true;
  } catch (error) {
    // Somebody changed it meanwhile; the next round looks again.
    if (error instanceof AppError && error.code === "CONFLICT") return false;
    throw error;
  }
}
