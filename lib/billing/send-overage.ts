import { stripeMeterOf } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { HOUR, MINUTE, type Instant, type Period } from "@/lib/kernel/time";
import {
  failReport,
  giveUpReport,
  markSent,
  putBack,
  sentBetween,
  stillCounts,
  takeDueReports,
  type DueReport,
} from "@/lib/overage";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { isLive } from "@/lib/subscriptions";

const BATCH = 50;
const MAX_BATCHES = 200;
/** Stripe knows an identifier for a day at least; nearer to its end nobody relies on that. */
const REMEMBERED = 23 * HOUR;
/** A message that is sent at once finds its period as it was when it was written. */
const FRESH = 2 * MINUTE;
const LONGEST_PAUSE_SECONDS = 300;

/** What became of the messages of a round. */
export interface SentReports {
  readonly sent: number;
  readonly failed: number;
  /** Messages of whose fate nothing is known yet; they come back by themselves. */
  readonly waiting: number;
}

type Fate = "sent" | "failed" | "waiting" | "replaced";

/**
 * Sends what is written down and due, of one organization or of all. A message that was sent before and whose answer was
 * lost is sent again under the same identifier, which Stripe takes once; after a day it is looked for in the meter's sum
 * instead. While Stripe is away messages wait with a growing pause. Any number of workers may do this.
 */
export async function sendOverage(ctx: Ctx, organizationId: string | null = null): Promise<SentReports> {
  const fates: Record<Fate, number> = { sent: 0, failed: 0, waiting: 0, replaced: 0 };
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const due = await takeDueReports(ctx.db, organizationId, BATCH);
    for (const report of due) {
      fates[await follow(ctx, report)] += 1;
      // Stripe is away: the others of this batch would wait for it one after the other. Their leases end by themselves.
      if (fates.waiting > 0) return standing(fates);
    }
    if (due.length < BATCH) break;
  }
  return standing(fates);
}

const standing = ({ sent, failed, waiting }: Readonly<Record<Fate, number>>): SentReports => ({
  sent,
  failed,
  waiting,
});

async function follow(ctx: Ctx, report: DueReport): Promise<Fate> {
  try {
    return await sendOne(ctx, report);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof AppError && error.code === "STRIPE_ERROR") {
      await failReport(ctx, report, detailOf(error));
      return "failed";
    }
    await putBack(ctx.db, report.id, Math.min(2 ** report.attempts, LONGEST_PAUSE_SECONDS), reason);
    ctx.log.warn({ err: error, reportId: report.id }, "overage could not be sent and will be tried again");
    return "waiting";
  }
}

/** What Stripe said belongs to the operator who reads the report; the message for callers names no cause. */
const detailOf = (error: AppError): string =>
  typeof error.internal?.stripeMessage === "string"
    ? `${error.message} ${error.internal.stripeMessage}`
    : error.message;

async function sendOne(ctx: Ctx, report: DueReport): Promise<Fate> {
  const now = await businessNow(sqlOf(ctx.db));
  const triedBefore = report.attempts > 1;
  const forgotten = report.firstAttemptAt !== null && now - report.firstAttemptAt > REMEMBERED;
  const lost = forgotten || !(await counts(ctx, report, now));
  if (lost) return triedBefore ? lookUp(ctx, report, now) : replace(ctx, report);
  if (report.customerId === null)
    throw new AppError("STRIPE_ERROR", "The organization has no customer at the payment provider.");
  const { id, meter, customerId, units, moment } = report;
  await ctx.payments.reportUse({ id, meter, customerId, units, moment });
  await markSent(ctx.db, id);
  return "sent";
}

/** Whether the message would still reach the invoice that it was meant for. */
async function counts(ctx: Ctx, report: DueReport, now: Instant): Promise<boolean> {
  if (now - report.createdAt < FRESH) return true;
  const paid =
    report.stripeSubscriptionId === null ? null : await ctx.payments.retrieveSubscription(report.stripeSubscriptionId);
  return stillCounts(report.moment, now, paid && isLive(paid.status) ? paid.period : null);
}

async function replace(ctx: Ctx, report: DueReport): Promise<Fate> {
  await giveUpReport(ctx, report, "its invoice was final before it could be sent");
  return "replaced";
}

/** Whether Stripe took a message whose answer was lost long ago is read from the sum of its minute. */
async function lookUp(ctx: Ctx, report: DueReport, now: Instant): Promise<Fate> {
  const meterId = await stripeMeterOf(ctx, report.meter);
  if (meterId === null || report.customerId === null) return replace(ctx, report);
  const range = minuteOf(report.moment);
  const there = await ctx.payments.usedBetween(meterId, report.customerId, range);
  const { organizationId, meter } = report;
  const { withCorrections } = await sentBetween(ctx.db, { organizationId, meter, range, sentBefore: now });
  if (there === withCorrections + report.units) return (await markSent(ctx.db, report.id)) ? "sent" : "waiting";
  if (there === withCorrections) return replace(ctx, report);
  await failReport(ctx, report, `whether Stripe has counted it is not known: its minute has ${there} units there`);
  return "failed";
}

const minuteOf = (moment: Instant): Period => {
  const start = Math.floor(moment / MINUTE) * MINUTE;
  return { start, end: start + MINUTE };
};
