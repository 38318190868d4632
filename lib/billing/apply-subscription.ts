import { planOfPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { AppError } from "@/lib/kernel/errors";
import { tellVoidedAnew, type VoidedUse } from "@/lib/overage";
import type { PaidSubscription } from "@/lib/payments";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { emit } from "@/lib/platform/outbox";
import { changeAllowance } from "@/lib/quota";
import {
  changedMeanwhile,
  changeSubscription,
  fallBackToFree,
  findLiveSubscription,
  findSubscriptionByStripeId,
  lockLiveSubscription,
  replaceSubscription,
  sameTerms,
  startSubscription,
  type ScheduledChange,
  type Subscription,
} from "@/lib/subscriptions";
import { decideMirror, type MirrorDecision } from "./rules/mirror-decision";
import { mirroredTerms } from "./rules/mirrored-terms";
import { neverBilled } from "./rules/never-billed";
import { reportOverage } from "./report-overage";
import * as store from "./store";

/** What came of it: for the caller the row, for the record one sentence. */
export interface AppliedSubscription {
  readonly organizationId: string | null;
  readonly subscription: Subscription | null;
  readonly outcome: string;
}

const MAX_ATTEMPTS = 5;

/** What was known before Stripe was asked. If any of it has changed when we write, the answer may be older than the row. */
interface Seen {
  readonly ours: Subscription | null;
  readonly live: Subscription | null;
}

interface Reading {
  readonly organizationId: string;
  readonly planId: string;
  readonly paid: PaidSubscription;
  readonly planned: ScheduledChange | null;
  readonly seen: Seen;
  /** Usage beyond allowances that an end at Stripe has left without an invoice. */
  readonly unbilled: readonly VoidedUse[];
}

/**
 * Brings our side to the present state of a Stripe subscription. Safe twice, late, out of order and at the same time as
 * another: the object is read from Stripe after our rows, and written only while those rows are unchanged. A first
 * purchase takes the place of what was live; an ended one makes the organization fall back in the same transaction.
 */
export async function applySubscription(ctx: Ctx, stripeSubscriptionId: string): Promise<AppliedSubscription> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(ctx, stripeSubscriptionId);
    } catch (error) {
      const overtaken =
        error instanceof AppError && error.code === "CONFLICT" && error.message === changedMeanwhile().message;
      if (!overtaken || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function applyOnce(ctx: Ctx, stripeSubscriptionId: string): Promise<AppliedSubscription> {
  const organizationId = await ownerOf(ctx, stripeSubscriptionId);
  if (!organizationId) return ignored("it belongs to no organization here");
  // Ours first, Stripe's answer after: so the answer is the younger of the two.
  const seen = await look(ctx, organizationId, stripeSubscriptionId);
  const paid = await ctx.payments.retrieveSubscription(stripeSubscriptionId);
  if (!paid) return ignored("Stripe knows no such subscription");
  const sold = await planOfPrice(ctx, { stripePriceId: paid.priceId });
  if (!sold) return ignored("the price belongs to no plan here");
  const planned = await plannedChange(ctx, paid);
  const unbilled = await unbilledAtEnd(ctx, paid, seen);
  return decideAndCommit(ctx, { organizationId, planId: sold.plan.id, paid, planned, seen, unbilled });
}

/** Asked for once in a subscription's life, when we hear that it has ended. */
async function unbilledAtEnd(ctx: Ctx, paid: PaidSubscription, { ours }: Seen): Promise<VoidedUse[]> {
  if (paid.status !== "CANCELED" || ours === null || ours.status === "CANCELED" || paid.metered.length === 0) return [];
  const latest = paid.latestInvoiceId === null ? null : await ctx.payments.retrieveInvoice(paid.latestInvoiceId);
  return neverBilled(paid, latest);
}

/** What Stripe has planned, in our words. A price that is none of ours, or no change at all, is not one of our plans. */
async function plannedChange(ctx: Ctx, paid: PaidSubscription): Promise<ScheduledChange | null> {
  const { planned } = paid;
  if (!planned || (planned.priceId === paid.priceId && planned.quantity === paid.quantity)) return null;
  const next = await planOfPrice(ctx, { stripePriceId: planned.priceId });
  if (!next) return null;
  const { id: planId, code: planCode } = next.plan;
  return { planId, planCode, interval: next.price.interval, quantity: planned.quantity, at: planned.at };
}

/** Whose subscription it is: by our row, or before there is one by the customer at Stripe. */
async function ownerOf(ctx: Ctx, stripeSubscriptionId: string): Promise<string | null> {
  const ours = await findSubscriptionByStripeId(ctx, stripeSubscriptionId);
  if (ours) return ours.organizationId;
  const paid = await ctx.payments.retrieveSubscription(stripeSubscriptionId);
  return paid && store.organizationOfCustomer(ctx.db, paid.customerId);
}

async function look(
  reader: Pick<Ctx, "db"> | { db: Tx },
  organizationId: string,
  stripeSubscriptionId: string,
): Promise<Seen> {
  const live = await findLiveSubscription(reader, organizationId);
  return {
    live,
    ours:
      live?.stripeSubscriptionId === stripeSubscriptionId
        ? live
        : await findSubscriptionByStripeId(reader, stripeSubscriptionId),
  };
}

const ignored = (why: string): AppliedSubscription => ({
  organizationId: null,
  subscription: null,
  outcome: `ignored: ${why}`,
});

async function decideAndCommit(ctx: Ctx, reading: Reading): Promise<AppliedSubscription> {
  const { organizationId, paid, seen, planId } = reading;
  const decision = decideMirror({ ...seen, stripeSubscriptionId: paid.id, status: paid.status });
  if (decision === "nothing") return { organizationId, subscription: seen.ours, outcome: "nothing to do" };
  if (decision === "stray") {
    ctx.log.error(
      { organizationId, stripeSubscriptionId: paid.id },
      "a subscription that ended here is alive at Stripe",
    );
    return { organizationId, subscription: seen.ours, outcome: "drift: ended here, alive at Stripe" };
  }
  if (decision === "duplicate") return refuseDuplicate(ctx, reading);
  const unchanged =
    decision === "update" &&
    seen.ours &&
    sameTerms(seen.ours, mirroredTerms(paid, planId, seen.ours, seen.ours.endedAt ?? 0, reading.planned));
  if (unchanged) return { organizationId, subscription: seen.ours, outcome: "unchanged" };
  const subscription = await changeAllowance(ctx, organizationId, (tx) => commit(tx, ctx, reading, decision));
  if (decision === "end" && reading.unbilled.length > 0) await noteUnbilled(ctx, organizationId);
  return { organizationId, subscription, outcome: `${decision}: ${subscription.status.toLowerCase()}` };
}

/** Written down before another purchase takes its window over. What fails here the timetable does a minute later. */
async function noteUnbilled(ctx: Ctx, organizationId: string): Promise<void> {
  await reportOverage(ctx, { organizationId }).catch((error: unknown) => {
    ctx.log.warn({ err: error, organizationId }, "what an ended subscription has left unbilled is looked at later");
  });
}

async function commit(tx: Tx, ctx: Ctx, reading: Reading, decision: MirrorDecision): Promise<Subscription> {
  const { organizationId, paid, planId } = reading;
  await lockLiveSubscription(tx, organizationId);
  const { live, ours } = await look({ db: tx }, organizationId, paid.id);
  if (!sameRow(live, reading.seen.live) || !sameRow(ours, reading.seen.ours)) throw changedMeanwhile();
  const terms = mirroredTerms(paid, planId, ours, await businessNow(sqlOf(tx)), reading.planned);
  const wanted = { organizationId, source: "STRIPE" as const, stripeSubscriptionId: paid.id, ...terms };
  const reason = "stripe";
  switch (decision) {
    case "start":
      return replaceSubscription(tx, ctx, wanted, reason);
    case "note":
      return startSubscription(tx, ctx, wanted, reason);
    case "promote":
      if (live) await endReplaced(tx, ctx, live);
      return changeSubscription(tx, ctx, { seen: present(ours), terms, reason, observed: true });
    case "end":
      await tellVoidedAnew(
        tx,
        ctx,
        organizationId,
        reading.unbilled,
        "the subscription ended without an invoice for it",
      );
      await changeSubscription(tx, ctx, { seen: present(ours), terms, reason, observed: true });
      return fallBackToFree(tx, ctx, organizationId, "the paid subscription ended");
    default:
      return changeSubscription(tx, ctx, { seen: present(ours), terms, reason, observed: true });
  }
}

async function endReplaced(tx: Tx, ctx: Ctx, live: Subscription): Promise<void> {
  const now = await businessNow(sqlOf(tx));
  await changeSubscription(tx, ctx, {
    seen: live,
    terms: { ...live, status: "CANCELED", endedAt: now, canceledAt: live.canceledAt ?? now },
    reason: "stripe",
  });
}

/**
 * A second Stripe subscription beside a live one would charge twice: it is ended at Stripe at once. What it has charged
 * already is for an operator to refund, so it is journaled and told. First the live one is looked at anew, for it may
 * have ended at Stripe without our knowing, and then this one is no duplicate.
 */
async function refuseDuplicate(ctx: Ctx, { organizationId, paid, seen }: Reading): Promise<AppliedSubscription> {
  if (seen.live?.stripeSubscriptionId) await applySubscription(ctx, seen.live.stripeSubscriptionId);
  const present = await look(ctx, organizationId, paid.id);
  if (decideMirror({ ...present, stripeSubscriptionId: paid.id, status: paid.status }) !== "duplicate")
    throw changedMeanwhile();
  await ctx.payments.cancelSubscription(paid.id, "now", "a second subscription of the same organization");
  const facts = {
    stripeSubscriptionId: paid.id,
    stripeInvoiceId: paid.latestInvoiceId,
    kept: seen.live?.stripeSubscriptionId ?? null,
  };
  await inTransaction(ctx.db, async (tx) => {
    await emit(tx, "subscription.duplicate_refused", organizationId, facts);
    await record(tx, ctx, "subscription.duplicate_refused", {
      entity: { type: "stripe_subscription", id: paid.id },
      organization: organizationId,
      after: facts,
    });
  });
  ctx.log.error({ organizationId, ...facts }, "a second Stripe subscription was ended; its payment has to be refunded");
  return { organizationId, subscription: seen.live, outcome: "duplicate: ended at Stripe" };
}

const sameRow = (a: Subscription | null, b: Subscription | null): boolean =>
  a?.id === b?.id && a?.revision === b?.revision;

function present(ours: Subscription | null): Subscription {
  if (!ours) throw changedMeanwhile();
  return ours;
}
