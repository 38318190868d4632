import { applySubscription, mirrorInvoice } from "@/lib/billing";
import { activePlanByCode, getPlan } from "@/lib/catalog";
import { DAY, HOUR, SECOND, type Instant, type Period } from "@/lib/kernel/time";
import { changeAllowance } from "@/lib/quota";
import {
  changeSubscription,
  findLiveSubscription,
  lockLiveSubscription,
  replaceSubscription,
  termsOf,
  type Subscription,
} from "@/lib/subscriptions";
import type { Scene } from "./character";
import { now } from "./usage";

const ENDS_IN = 2 * DAY;
const LENGTH = 14 * DAY;
/** A trial end that is a few hours off is still "in two days"; moving it at every start would fill the journal. */
const TOLERANCE = 4 * HOUR;
const REASON = "The demonstration keeps this trial two days from its end.";

/** Gives a trial that we keep ourselves, as an operator would: on the plan, for a span, with nothing to charge behind it. */
export async function giveTrial(scene: Scene, planCode: string, trial: Period, reason: string): Promise<Subscription> {
  const { ctx, organizationId } = scene;
  const plan = await activePlanByCode(ctx, planCode);
  const wanted = {
    ...{
      organizationId,
      source: "INTERNAL" as const,
      stripeSubscriptionId: null,
      planId: plan.id,
      status: "TRIALING" as const,
    },
    ...{ interval: "MONTH" as const, quantity: 1, anchorAt: trial.end, period: trial, trial },
    ...{
      cancelAtPeriodEnd: false,
      cancelAt: null,
      canceledAt: null,
      cancelReason: null,
      endedAt: null,
      pastDueSince: null,
      scheduledChange: null,
    },
  };
  return changeAllowance(ctx, organizationId, (tx) => replaceSubscription(tx, ctx, wanted, reason));
}

/**
 * Brings the end of the trial to two days ahead, also when it has ended since. An organization that has left the plan for
 * another one is left alone: somebody plays with it. Journaled.
 */
export async function keepTrialRunning(scene: Scene, planCode: string): Promise<void> {
  const { ctx, organizationId } = scene;
  const at = await now(scene);
  const live = await findLiveSubscription(ctx, organizationId);
  if (!live) return;
  const plan = await getPlan(ctx, live.planId);
  const end = Math.floor((at + ENDS_IN) / SECOND) * SECOND;
  if (plan.fallback) {
    await giveTrial(scene, planCode, { start: end - LENGTH, end }, REASON);
    return;
  }
  const ahead = live.trial && live.status === "TRIALING" ? live.trial.end - at : 0;
  if (plan.code !== planCode || live.cancelAtPeriodEnd || (ahead <= ENDS_IN && ahead > ENDS_IN - TOLERANCE)) return;
  if (live.stripeSubscriptionId) return extendAtStripe(scene, live.stripeSubscriptionId, end);
  if (live.status === "TRIALING" && live.trial) await extendOwn(scene, end);
}

function extendOwn(scene: Scene, end: Instant): Promise<void> {
  const { ctx, organizationId } = scene;
  return changeAllowance(ctx, organizationId, async (tx) => {
    const seen = await lockLiveSubscription(tx, organizationId);
    if (seen?.status !== "TRIALING" || !seen.trial) return;
    const trial = { start: seen.trial.start, end };
    await changeSubscription(tx, ctx, {
      seen,
      terms: { ...termsOf(seen), trial, period: trial, anchorAt: end },
      reason: REASON,
    });
  });
}

/** As an operator does it in the dashboard of the payment provider; our side follows by the same path as after any webhook. */
async function extendAtStripe(scene: Scene, stripeSubscriptionId: string, end: Instant): Promise<void> {
  const { env, log } = scene.ctx;
  if (!env.STRIPE_SIMULATOR_URL) return;
  const response = await fetch(new URL(`/v1/subscriptions/${stripeSubscriptionId}`, env.STRIPE_SIMULATOR_URL), {
    method: "POST",
    headers: { authorization: `Bearer ${env.STRIPE_SECRET_KEY ?? "sk_test_weir_simulator"}` },
    body: new URLSearchParams({ trial_end: String(end / SECOND), proration_behavior: "none" }),
  });
  if (!response.ok)
    log.warn(
      { status: response.status, answer: await response.text() },
      "the simulator did not move the end of a trial",
    );
  await applySubscription(scene.ctx, stripeSubscriptionId);
  // A new trial has an invoice over nothing. It is mirrored now, so that a second start finds nothing left to do.
  const paid = await scene.ctx.payments.retrieveSubscription(stripeSubscriptionId);
  if (paid?.latestInvoiceId) await mirrorInvoice(scene.ctx, paid.latestInvoiceId);
}
