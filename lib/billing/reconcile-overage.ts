import { getPlan, stripeMeterOf } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { DAY, MINUTE, periodAt, SECOND, type Instant, type Period } from "@/lib/kernel/time";
import {
  confirmReports,
  meteredWindowsOf,
  reportedOf,
  sentBetween,
  stillCounts,
  writeReport,
  type MeteredWindow,
  type WindowPrice,
} from "@/lib/overage";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { findLiveSubscription, type Subscription } from "@/lib/subscriptions";
import { sendOverage } from "./send-overage";

/** Stripe sums what it was told a little later; so long nobody expects it to have done so. */
const SUMMED_WITHIN = 10 * MINUTE;

/** What Stripe's meter has summed for an organization in one billing period, beside what it was told. */
export interface MeterSum {
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly meter: string;
  readonly meterId: string;
  readonly period: Period;
  readonly ours: bigint;
  readonly stripes: bigint;
  /** Whether a message can still bring it in step: the period's invoice is not final. */
  readonly correctable: boolean;
}

/**
 * Holds what was reported of an organization against what Stripe's meters have summed, for the running billing period and
 * the one before. Where both agree the messages are confirmed; what does not agree is returned. What is on its way just
 * now is left for the next time. UNAVAILABLE when Stripe does not answer.
 */
export async function compareMeterSums(
  ctx: Ctx,
  organizationId: string,
): Promise<{ looked: number; differing: MeterSum[] }> {
  const live = await findLiveSubscription(ctx, organizationId);
  const differing: MeterSum[] = [];
  let looked = 0;
  if (!live?.stripeSubscriptionId) return { looked, differing };
  const windows = await meteredWindowsOf(ctx.db, organizationId);
  const customerId = windows[0]?.customerId;
  if (!customerId) return { looked, differing };
  const plan = await getPlan(ctx, live.planId);
  const counted = plan.overagePrices.filter((price) => price.interval === live.interval).map((price) => price.meter);
  const meters = new Set([...counted, ...windows.filter((window) => window.price).map((window) => window.meter)]);
  const now = await businessNow(sqlOf(ctx.db));
  for (const meter of meters) {
    const meterId = await stripeMeterOf(ctx, meter);
    if (meterId === null) continue;
    for (const period of periodsOf(live, now)) {
      looked += 1;
      const sum = await compareOne(ctx, { organizationId, live, meter, meterId, customerId, period, now });
      if (sum) differing.push(sum);
    }
  }
  return { looked, differing };
}

/** The running billing period and the one before; further back nothing can be mended by a message. */
function periodsOf({ period, anchorAt, interval }: Subscription, now: Instant): Period[] {
  const before = period.start > anchorAt ? periodAt(anchorAt, interval, period.start - 1) : null;
  return before && now - before.end < 35 * DAY ? [before, period] : [period];
}

interface Question {
  readonly organizationId: string;
  readonly live: Subscription;
  readonly meter: string;
  readonly meterId: string;
  readonly customerId: string;
  readonly period: Period;
  readonly now: Instant;
}

async function compareOne(ctx: Ctx, question: Question): Promise<MeterSum | null> {
  const { organizationId, live, meter, meterId, customerId, period, now } = question;
  const range = wholeMinutes(period, now);
  if (range.end <= range.start) return null;
  const about = { organizationId, meter, range };
  const sent = await sentBetween(ctx.db, { ...about, sentBefore: now - SUMMED_WITHIN });
  const stripes = await ctx.payments.usedBetween(meterId, customerId, range);
  if (stripes === sent.units) {
    if (sent.open === 0) await confirmReports(ctx.db, about);
    return null;
  }
  if (sent.open > 0 || sent.fresh > 0) return null;
  const correctable = stillCounts(range.end - 1, now, live.period);
  return {
    ...{ organizationId, subscriptionId: live.id, meter, meterId, period },
    ours: sent.units,
    stripes,
    correctable,
  };
}

/** The minutes that belong to this period alone, where all messages lie. */
function wholeMinutes({ start, end }: Period, now: Instant): Period {
  const ahead = Math.ceil(now / MINUTE) * MINUTE + MINUTE;
  return {
    start: Math.ceil(start / MINUTE) * MINUTE,
    end: Math.min(Math.floor(end / MINUTE) * MINUTE, ahead),
  };
}

/**
 * Brings Stripe's sum of a period in step with what was used, by one more message, which covers nothing new. Written down
 * and journaled before it is sent. Returns one sentence about what came of it.
 */
export async function correctMeterSum(ctx: Ctx, sum: MeterSum): Promise<string> {
  if (!sum.correctable) return "ignored: the invoice of that period is final";
  const found = (await compareMeterSums(ctx, sum.organizationId)).differing.find(
    (each) => each.meter === sum.meter && each.period.start === sum.period.start,
  );
  if (!found) return "nothing: both agree by now";
  const window = await windowIn(ctx, sum);
  if (!window?.price) return "ignored: no window of that period has a price at Stripe";
  const written = await inTransaction(ctx.db, (tx) => writeCorrection(ctx, tx, window, found));
  if (!written) return "nothing: somebody else has begun to correct it";
  const { sent } = await sendOverage(ctx, sum.organizationId);
  return sent > 0 ? `corrected by ${found.ours - found.stripes} units` : "written down, and waits for Stripe";
}

async function windowIn(
  ctx: Ctx,
  { organizationId, meter, period }: MeterSum,
): Promise<(MeteredWindow & { price: WindowPrice }) | null> {
  const windows = await meteredWindowsOf(ctx.db, organizationId);
  const overlapping = windows.find(
    (window) =>
      window.meter === meter && window.price && window.period.start < period.end && window.period.end > period.start,
  );
  return overlapping?.price ? { ...overlapping, price: overlapping.price } : null;
}

async function writeCorrection(
  ctx: Ctx,
  tx: Tx,
  window: MeteredWindow & { price: WindowPrice },
  { ours, stripes, period }: MeterSum,
): Promise<string | null> {
  const reported = await reportedOf(tx, window.windowId, window.price.id);
  const now = await businessNow(sqlOf(tx));
  const range = wholeMinutes(period, now);
  return writeReport(tx, ctx, window, window.price.id, {
    kind: "CORRECTION",
    units: ours - stripes,
    overageBefore: reported.covered,
    overage: reported.covered,
    level: 0n,
    moment: Math.max(range.start, Math.min(Math.floor(now / SECOND) * SECOND, range.end - SECOND)),
    sequence: reported.lastSequence + 1,
    failure: null,
  });
}
