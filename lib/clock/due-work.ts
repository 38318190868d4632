import { endDueSubscriptions, expireOverrides, reportOverage } from "@/lib/billing";
import { SYSTEM, type Ctx } from "@/lib/context";
import { SECOND, type Instant } from "@/lib/kernel/time";
import { stripeMode } from "@/lib/platform/env";
import { closeDueWindows } from "@/lib/quota";
import { inboxBacklog, processDueEvents, sweepEvents } from "@/lib/stripe";
import { rollPeriods } from "@/lib/subscriptions";

/** Rounds in which one piece of work may leave something over; whoever needs more is not getting done at all. */
const MAX_ROUNDS = 100;
const INBOX_BATCH = 50;
/** Patience with events that another process has in hand, or that failed and wait for their pause. */
const IDLE_ROUNDS = 20;
const IDLE_MS = 100;

/**
 * Does everything that is due at this moment of business time, as the worker would in the next seconds: ends what ends,
 * rolls periods, expires overrides, closes windows, and works through Stripe's events since `since`. Safe beside a
 * running worker, and to repeat.
 */
export async function doDueWork(ctx: Ctx, since: Instant): Promise<void> {
  const system: Ctx = { ...ctx, actor: SYSTEM, organization: null };
  await untilNothing(() => endDueSubscriptions(system));
  await untilNothing(() => rollPeriods(system));
  await untilNothing(() => expireOverrides(system));
  await closeWindows(system);
  if (stripeMode(ctx.env) !== "simulator") return;
  // Before Stripe's events: what it bills at this moment has to be told while its invoice is a draft.
  await reportOverage(system, { choice: "ending" });
  await emptyInbox(system, since);
}

async function untilNothing(work: () => Promise<number>): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) if ((await work()) === 0) return;
}

/** A round that leaves as many as the one before gets nowhere: what is left is the worker's, and no step waits for it. */
async function closeWindows(ctx: Ctx): Promise<void> {
  for (let before = Infinity; ;) {
    const renewed = await closeDueWindows(ctx);
    if (renewed === 0 || renewed >= before) return;
    before = renewed;
  }
}

/** The webhooks may not have arrived, or nobody may be listening yet: the events are fetched. */
async function emptyInbox(ctx: Ctx, since: Instant): Promise<void> {
  await sweepEvents(ctx, since - SECOND, since);
  let idle = 0;
  while (idle < IDLE_ROUNDS) {
    if ((await processDueEvents(ctx, INBOX_BATCH)) > 0) continue;
    if ((await inboxBacklog(ctx)).waiting === 0) return;
    idle += 1;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  }
}
