import type { Ctx } from "@/lib/context";
import { invalid } from "@/lib/kernel/errors";
import { DAY, type Instant } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { changeAllowance } from "@/lib/quota";
import { changeSubscription, termsOf, type Subscription } from "@/lib/subscriptions";
import { checkedReason } from "./assign-plan";
import { permitStep, permitStepLocked, recordWish } from "./permit-step";
import { refreshSubscription } from "./refresh-subscription";

/** Stripe's own bound on a trial. */
const LONGEST_TRIAL = 730 * DAY;

/**
 * Lets the running trial of the context's organization end later, for whoever runs the deployment. Nothing is charged
 * before the new end. CONFLICT, with the choices, when no trial runs; VALIDATION_ERROR for an end that is not later, or
 * more than 730 days away. The same end again changes nothing.
 */
export async function extendTrial(ctx: Ctx, input: { until: Instant; reason: string }): Promise<Subscription> {
  const reason = checkedReason(input.reason);
  const permitted = await permitStep(ctx, "extend_trial");
  const { organizationId, live } = permitted;
  // Stripe counts seconds.
  const until = Math.floor(input.until / 1_000) * 1_000;
  if (live.trial?.end === until) return live;
  refuseBadEnd(until, live.trial?.end ?? 0, await businessNow(sqlOf(ctx.db)));
  if (live.stripeSubscriptionId) {
    await recordWish(ctx, permitted, {
      step: "extend_trial",
      reason,
      facts: { from: live.trial?.end ?? null, until },
    });
    await ctx.payments.extendTrial(live.stripeSubscriptionId, until);
    return refreshSubscription(ctx);
  }
  return changeAllowance(ctx, organizationId, async (tx) => {
    const seen = await permitStepLocked(tx, organizationId, "extend_trial");
    const trial = { start: seen.trial?.start ?? seen.period.start, end: until };
    // While a trial runs, the anchor is its end, and the period is the trial.
    const terms = { ...termsOf(seen), trial, anchorAt: until, period: { start: seen.period.start, end: until } };
    return changeSubscription(tx, ctx, { seen, terms, reason });
  });
}

function refuseBadEnd(until: Instant, present: Instant, now: Instant): void {
  const later = until > present && until > now;
  if (later && until <= now + LONGEST_TRIAL) return;
  throw invalid([
    {
      pointer: "/until",
      code: later ? "too_far" : "not_later",
      message: later ? "A trial ends at most 730 days from today." : "The new end must be later than the present one.",
      fix: "Name a moment after the trial's present end, at most 730 days from today.",
    },
  ]);
}
