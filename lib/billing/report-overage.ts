import { getPlan, planOfPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
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
 * Has Stripe's meters told of what is used beyond metered allowances: of windows that have not been looked at for an hour,
 * are about to end or have ended; of one organization, or with `everything`, of every window that is not settled. What is to be told is written down first, each
 * unit once, and then sent. Safe beside another round, and to repeat: nothing is told twice. One window's trouble does
 * not hold up the others, unless Stripe is away (UNAVAILABLE). Does nothing where payments are off.
 */
export async function reportOverage(
  ctx: Ctx,
  only: { readonly organizationId?: string; readonly everything?: boolean } = {},
): Promise<OverageRound> {
  if (stripeMode(ctx.env) === "off") return { looked: 0, written: 0, troubled: 0, sent: 0, failed: 0, waiting: 0 };
  const organizationId = only.organizationId ?? null;
  const everything = only.everything ?? organizationId !== null;
  const round = { looked: 0, written: 0, troubled: 0 };
  const ask = asker(ctx);
  for (let after = 0, page = 0; page < MAX_PAGES; page++) {
    const windows = await windowsToLookAt(ctx.db, { organizationId, everything, after, limit: PAGE });
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
  if (!price) {
    if (use.used > use.allowance) warnUnpriced(ctx, window, use);
    await saveLook(ctx.db, window, use.closed);
    return false;
  }
  const reported = await reportedOf(ctx.db, window.windowId, price.id);
  const overage = overageOf(
    { allowance: BigInt(use.allowance), used: BigInt(use.used), usedBefore: BigInt(use.usedBefore) },
    reported,
  );
  const wanted =
    overage === reported.covered
      ? null
      : wantedOf(await momentOf(ctx, window, price, use, ask), {
          ...{ overage, covered: reported.covered, per: price.per },
          ...{ level: BigInt(use.used), sequence: reported.lastSequence + 1 },
        });
  if (!wanted) {
    if (overage < reported.covered) warnCredit(ctx, window, reported.covered - overage);
    await saveLook(ctx.db, window, use.closed);
    return false;
  }
  const written = await inTransaction(ctx.db, async (tx) => {
    // Not settled by this look: the next one sees whether more has come.
    await saveLook(tx, window, false);
    return writeReport(tx, ctx, window, price.id, wanted);
  });
  return written !== null;
}

interface Owed {
  readonly overage: bigint;
  readonly covered: bigint;
  readonly per: bigint;
  readonly level: bigint;
  readonly sequence: number;
}

/** What a message would say; null when there is nothing that Stripe could be told. */
function wantedOf(answer: Exclude<MomentAnswer, { kind: "attach" }>, owed: Owed): WantedReport | null {
  const { overage, covered, per, level, sequence } = owed;
  const common = { overageBefore: covered, overage, level, sequence, moment: answer.moment };
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
  const draft = running !== null && (await draftOf(ctx, window, running));
  const answer = momentBy(window, price.stripePriceId, use, { running, draft }, sold?.plan.id === price.planId);
  if (answer.kind !== "attach" || !running) return answer.kind === "attach" ? strandedAt(use) : answer;
  const counting = await countOverage(ctx, running.id);
  const own = (await getPlan(ctx, price.planId)).overagePrices.find((each) => each.id === price.id);
  const again = momentBy(window, own?.stripePriceId ?? null, use, { running: counting, draft }, false);
  return again.kind === "attach" ? strandedAt(use) : again;
}

/** Whether the invoice that a window which has ended would be billed by can still change. */
async function draftOf(
  ctx: Ctx,
  { period }: MeteredWindow,
  { period: running, latestInvoiceId }: PaidSubscription,
): Promise<boolean> {
  if (period.start >= running.start || latestInvoiceId === null) return false;
  return (await ctx.payments.retrieveInvoice(latestInvoiceId))?.status === "draft";
}

function momentBy(
  window: MeteredWindow,
  stripePriceId: string | null,
  use: MeteredUse,
  { running, draft }: { readonly running: PaidSubscription | null; readonly draft: boolean },
  attachable: boolean,
): MomentAnswer {
  const item = running?.metered.find((each) => each.priceId === stripePriceId);
  return reportMoment({
    now: use.now,
    window: window.period,
    running: running?.period ?? null,
    draft,
    since: item?.since ?? null,
    attachable,
  });
}

const strandedAt = (use: MeteredUse): Extract<MomentAnswer, { kind: "stranded" }> => ({
  kind: "stranded",
  moment: use.now,
});

/** An exception gave terms that no price at Stripe has. It is said at every look, so that nobody believes it is billed. */
const warnUnpriced = (ctx: Ctx, { organizationId, meter, windowId }: MeteredWindow, use: MeteredUse): void =>
  ctx.log.error(
    { organizationId, meter, windowId, beyond: use.used - use.allowance },
    "usage beyond an allowance has no price at Stripe: its terms are an exception's own, so it is not billed",
  );

/** An invoice that is final billed more than is owed now: a person decides what is given back. */
const warnCredit = (ctx: Ctx, { organizationId, meter, windowId }: MeteredWindow, units: bigint): void =>
  ctx.log.error(
    { organizationId, meter, windowId, units: units.toString() },
    "more was billed beyond an allowance than is owed now, and its invoice is final",
  );
