import { getPlan, planOfPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { moneyInWords } from "@/lib/kernel/money";
import { periodAt, type Instant } from "@/lib/kernel/time";
import {
  latePackages,
  overageOf,
  reportedOf,
  reportMoment,
  saveLook,
  windowsToLookAt,
  writeReport,
  type MeteredWindow,
  type MomentAnswer,
  type WantedReport,
  type WindowChoice,
  type WindowPrice,
} from "@/lib/overage";
import type { PaidSubscription } from "@/lib/payments";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { stripeMode } from "@/lib/platform/env";
import { meteredUse, type MeteredUse } from "@/lib/quota";
import { isLive } from "@/lib/subscriptions";
import { countOverage } from "./count-overage";
import { sendOverage, type SentReports } from "./send-overage";

const PAGE = 100;
/** More windows than a deployment has due in a minute; beyond it the same page would come again and again. */
const MAX_PAGES = 1_000;

const NO_SUBSCRIPTION =
  "The subscription counted this usage no more when it was to be reported. Bill it by hand, or let it go.";

/** What a round came to. */
export interface OverageRound extends SentReports {
  readonly looked: number;
  readonly written: number;
  /** Windows that could not be looked at; the reason is in the log. */
  readonly troubled: number;
}

/**
 * Has Stripe's meters told of what is used beyond metered allowances: of windows that are due, or with `choice` of others;
 * of one organization, of all its windows that are not settled. What is to be told is written down first, each unit once,
 * and then sent. Safe beside another round, and to repeat: nothing is told twice. One window's trouble does
 * not hold up the others, unless Stripe is away (UNAVAILABLE). Does nothing where payments are off.
 */
export async function reportOverage(
  ctx: Ctx,
  only: { readonly organizationId?: string; readonly choice?: WindowChoice } = {},
): Promise<OverageRound> {
  if (stripeMode(ctx.env) === "off") return { looked: 0, written: 0, troubled: 0, sent: 0, failed: 0, waiting: 0 };
  const organizationId = only.organizationId ?? null;
  const choice = only.choice ?? (organizationId === null ? "due" : "all");
  const round = { looked: 0, written: 0, troubled: 0 };
  const ask = asker(ctx);
  for (let after = 0, page = 0; page < MAX_PAGES; page++) {
    const windows = await windowsToLookAt(ctx.db, { organizationId, choice, after, limit: PAGE });
    const uses = new Map((await meteredUse(sqlOf(ctx.db), windows)).map((use) => [use.windowId, use]));
    for (const window of windows) {
      const use = uses.get(window.windowId);
      if (!use) continue;
      round.looked += 1;
      try {
        if (await lookAt(ctx, window, use, ask)) round.written += 1;
      } catch (error) {
        if (error instanceof AppError && error.code === "UNAVAILABLE") throw error;
        round.troubled += 1;
        ctx.log.error({ err: error, organizationId: window.organizationId }, "overage could not be looked at");
      }
    }
    after = windows.at(-1)?.windowId ?? after;
    if (windows.length < PAGE) break;
  }
  return { ...round, ...(await sendOverage(ctx, organizationId)) };
}

type Asker = (stripeSubscriptionId: string) => Promise<PaidSubscription | null>;

/** A subscription is asked for once in a round, and only where something is owed. */
function asker(ctx: Ctx): Asker {
  const known = new Map<string, Promise<PaidSubscription | null>>();
  return (id) => {
    const asked = known.get(id) ?? ctx.payments.retrieveSubscription(id);
    known.set(id, asked);
    return asked;
  };
}

/** Load, decide, commit, of one window. True when something new is to be told. */
async function lookAt(ctx: Ctx, window: MeteredWindow, use: MeteredUse, ask: Asker): Promise<boolean> {
  const { price } = window;
  const reported = await reportedOf(ctx.db, window.windowId, price?.id ?? null);
  const overage = overageOf(
    { allowance: BigInt(use.allowance), used: BigInt(use.used), usedBefore: BigInt(use.usedBefore) },
    reported,
  );
  const common = {
    ...{ overageBefore: reported.covered, overage },
    ...{ level: BigInt(use.used), sequence: reported.lastSequence + 1 },
  };
  const wanted =
    overage === reported.covered
      ? null
      : price
        ? wantedOf(await momentOf(ctx, window, price, use, ask), common, price.per)
        : unpricedOf(window, use, common);
  if (!wanted) {
    if (price && overage < reported.covered) warnCredit(ctx, window, reported.covered - overage);
    await saveLook(ctx.db, window, use.closed);
    // An invoice that became void meanwhile has opened the window again, and this look would have closed it over that.
    if (use.closed && (await reportedOf(ctx.db, window.windowId, price?.id ?? null)).covered !== reported.covered)
      await saveLook(ctx.db, window, false);
    return false;
  }
  const written = await inTransaction(ctx.db, async (tx) => {
    // Not settled by this look: the next one sees whether more has come.
    await saveLook(tx, window, false);
    return writeReport(tx, ctx, window, price?.id ?? null, wanted);
  });
  return written !== null;
}

type Owed = Pick<WantedReport, "overageBefore" | "overage" | "level" | "sequence">;

/** What a message would say; null when there is nothing that Stripe could be told. */
function wantedOf(answer: Exclude<MomentAnswer, { kind: "attach" }>, owed: Owed, per: bigint): WantedReport | null {
  const common = { ...owed, moment: answer.moment };
  const { overage, overageBefore: covered } = owed;
  const difference = overage - covered;
  switch (answer.kind) {
    case "in_period":
      return { ...common, kind: "USAGE", units: difference, failure: null };
    case "late": {
      const units = latePackages(covered, overage, per);
      return units > 0n ? { ...common, kind: "LATE", units, failure: null } : null;
    }
    case "stranded":
      // What lies in a package that is billed already costs nothing more.
      return latePackages(covered, overage, per) > 0n
        ? { ...common, kind: "USAGE", units: difference, failure: NO_SUBSCRIPTION }
        : null;
  }
}

/** When it counts, by the subscription as it is at Stripe now; a plan that counts it and does not yet is made to first. */
async function momentOf(
  ctx: Ctx,
  window: MeteredWindow,
  price: WindowPrice,
  use: MeteredUse,
  ask: Asker,
): Promise<Exclude<MomentAnswer, { kind: "attach" }>> {
  const paid = await ask(window.subscription.stripeId);
  const sold = paid && isLive(paid.status) ? await planOfPrice(ctx, { stripePriceId: paid.priceId }) : null;
  const running = paid && isLive(paid.status) ? paid : null;
  const draftedFrom = running && (await draftedFromOf(ctx, window, running));
  const answer = momentBy(window, price.stripePriceId, use, { running, draftedFrom }, sold?.plan.id === price.planId);
  if (answer.kind !== "attach" || !running) return answer.kind === "attach" ? strandedAt(use) : answer;
  const counting = await countOverage(ctx, running.id);
  const own = (await getPlan(ctx, price.planId)).overagePrices.find((each) => each.id === price.id);
  const again = momentBy(window, own?.stripePriceId ?? null, use, { running: counting, draftedFrom }, false);
  return again.kind === "attach" ? strandedAt(use) : again;
}

/** Where the period begins whose invoice can still change, for a window that may belong to it; null where there is none. */
async function draftedFromOf(
  ctx: Ctx,
  { period }: MeteredWindow,
  { period: running, anchorAt, interval, latestInvoiceId }: PaidSubscription,
): Promise<Instant | null> {
  if (period.start >= running.start || latestInvoiceId === null) return null;
  if ((await ctx.payments.retrieveInvoice(latestInvoiceId))?.status !== "draft") return null;
  // Before the first whole period lies a trial or a shorter one.
  return running.start > anchorAt ? periodAt(anchorAt, interval, running.start - 1).start : 0;
}

function momentBy(
  window: MeteredWindow,
  stripePriceId: string | null,
  use: MeteredUse,
  { running, draftedFrom }: { readonly running: PaidSubscription | null; readonly draftedFrom: Instant | null },
  attachable: boolean,
): MomentAnswer {
  const item = running?.metered.find((each) => each.priceId === stripePriceId);
  return reportMoment({
    now: use.now,
    window: window.period,
    running: running?.period ?? null,
    draftedFrom,
    since: item?.since ?? null,
    attachable,
  });
}

const strandedAt = (use: MeteredUse): Extract<MomentAnswer, { kind: "stranded" }> => ({
  kind: "stranded",
  moment: use.now,
});

/**
 * An exception's own terms have no price at Stripe, and one without terms bills nothing. What they come to is known when the
 * window or the subscription is over: then it stands among what a person has to bill.
 */
function unpricedOf({ exception, subscription }: MeteredWindow, use: MeteredUse, owed: Owed): WantedReport | null {
  const units = owed.overage - owed.overageBefore;
  if (!exception || units <= 0n || !(use.closed || subscription.ended)) return null;
  const { amount, per } = exception;
  const failure = `Its terms, ${moneyInWords(amount)} for each started ${per}, are an exception's own, and no price at Stripe has them. Bill it by hand, or let it go.`;
  return { ...owed, kind: "USAGE", units, moment: use.now, failure };
}

/** An invoice that is final billed more than is owed now: a person decides what is given back. */
const warnCredit = (ctx: Ctx, { organizationId, meter, windowId }: MeteredWindow, units: bigint): void =>
  ctx.log.error(
    { organizationId, meter, windowId, units: units.toString() },
    "more was billed beyond an allowance than is owed now, and its invoice is final",
  );
