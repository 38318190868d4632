import { notFound } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { subscriptionMissing } from "./errors";
import type { Subscription } from "./model";
import * as store from "./store";

interface Reader {
  readonly db: DbOrTx;
}

const HISTORY = 50;
const DUE_BATCH = 100;

/** The live subscription of an organization, or null. Null is a fault that sign-in repairs, never an implicit plan. */
export const findLiveSubscription = (ctx: Reader, organizationId: string): Promise<Subscription | null> =>
  store.loadLive(ctx.db, organizationId);

/** The live subscription of an organization. SUBSCRIPTION_MISSING when there is none. */
export async function liveSubscription(ctx: Reader, organizationId: string): Promise<Subscription> {
  const live = await store.loadLive(ctx.db, organizationId);
  if (!live) throw subscriptionMissing();
  return live;
}

/** The live subscription with all of the organization's rows locked until the transaction ends. */
export const lockLiveSubscription = (tx: Tx, organizationId: string): Promise<Subscription | null> =>
  store.lockLive(tx, organizationId);

/** A subscription of this organization by id; another's is NOT_FOUND. */
export async function getSubscription(ctx: Reader, organizationId: string, id: string): Promise<Subscription> {
  const found = await store.loadById(ctx.db, id);
  if (!found || found.organizationId !== organizationId) throw notFound("subscription");
  return found;
}

export const findSubscriptionByStripeId = (ctx: Reader, stripeSubscriptionId: string): Promise<Subscription | null> =>
  store.loadByStripeId(ctx.db, stripeSubscriptionId);

/** Whose subscription it is; null when there is none of this id. For callers who may speak for any organization. */
export const organizationOfSubscription = async (ctx: Reader, id: string): Promise<string | null> =>
  (await store.loadById(ctx.db, id))?.organizationId ?? null;

/** Everything an organization ever had, newest first (at most 50). */
export const subscriptionHistory = (ctx: Reader, organizationId: string): Promise<Subscription[]> =>
  store.loadHistory(ctx.db, organizationId, HISTORY, null);

/** The same, page by page. */
export async function listSubscriptions(
  ctx: Reader,
  organizationId: string,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly subscriptions: readonly Subscription[]; readonly next: string | null }> {
  const rows = await store.loadHistory(ctx.db, organizationId, page.limit + 1, page.after);
  const subscriptions = rows.slice(0, page.limit);
  return { subscriptions, next: rows.length > page.limit ? (subscriptions.at(-1)?.id ?? null) : null };
}

/** Whether this organization has used its one trial. */
export const hadTrial = async (ctx: Reader, organizationId: string): Promise<boolean> =>
  (await store.countTrials(ctx.db, organizationId)) > 0;

/** Subscriptions that we keep ourselves and that are due to end at this moment (at most a batch). */
export async function internalSubscriptionsDueToEnd(ctx: Reader): Promise<Subscription[]> {
  return store.loadDueToEnd(ctx.db, await businessNow(sqlOf(ctx.db)), DUE_BATCH);
}
