import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import * as store from "./store";

/**
 * Writes, inside the caller's transaction, that this version was promised to somebody. From then on the database refuses
 * every edit of its terms. Repeating it changes nothing.
 */
export async function markPlanSold(tx: Tx, planId: string): Promise<void> {
  await store.markSold(tx, planId, await businessNow(sqlOf(tx)));
}

/** Writes which product and price stand for ours at Stripe. */
export const savePriceSync = (db: DbOrTx, sync: store.PriceSync): Promise<void> => store.saveSync(db, sync);

/** Writes which price at Stripe stands for ours of what goes beyond a limit. */
export const saveOveragePriceSync = (
  db: DbOrTx,
  sync: { planId: string; overagePriceId: string; stripePriceId: string },
): Promise<void> => store.saveOverageSync(db, sync);

/** Writes which meter at Stripe counts for ours. */
export const saveMeterSync = (db: DbOrTx, slug: string, stripeMeterId: string): Promise<void> =>
  store.saveStripeMeter(db, slug, stripeMeterId);

/** Writes why a plan could not be brought to Stripe. */
export const savePriceSyncFailure = (db: DbOrTx, planId: string, reason: string): Promise<void> =>
  store.saveSyncFailure(db, planId, reason);
