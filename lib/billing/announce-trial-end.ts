import { getPlan, type BillingInterval } from "@/lib/catalog";
import { periodAmount } from "@/lib/kernel/pricing";
import type { Ctx } from "@/lib/context";
import { moneyOnWire, type MoneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { inTransaction } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { once } from "@/lib/platform/once";
import { emit } from "@/lib/platform/outbox";
import type { Subscription } from "@/lib/subscriptions";
import { getOrganization } from "@/lib/tenancy";
import { billsOf } from "./bill-recipients";

/** Kind of the mail that says when a trial ends and what is charged then. */
export const TRIAL_ENDING_MAIL = "trial_ending";

/** What that mail is about. Moments are ISO texts. */
export interface TrialEndingMail {
  readonly organization: string;
  readonly plan: string;
  readonly trialEnd: string;
  readonly timeZone: string;
  /** What a period costs from then on. */
  readonly price: MoneyOnWire;
  readonly interval: BillingInterval;
  readonly hasCard: boolean;
  /** What happens without a card. */
  readonly withoutCard: "cancel" | "pause";
  readonly billingUrl: string;
}

/**
 * Tells that a running trial is about to end: an event for listeners, and a mail to whoever sees to the bills. Once for
 * each end of a trial, however often it is asked for; a trial that was extended is told again before its new end.
 * Returns whether this call has told it.
 */
export async function announceTrialEnd(ctx: Ctx, subscription: Subscription): Promise<boolean> {
  const { trial, organizationId } = subscription;
  if (!trial || subscription.status !== "TRIALING") return false;
  const [mail, { recipients }] = await Promise.all([
    mailAbout(ctx, subscription, iso(trial.end)),
    billsOf(ctx, organizationId),
  ]);
  const key = `${subscription.id}:${iso(trial.end)}`;
  const { replayed } = await inTransaction(ctx.db, (tx) =>
    once(tx, { scope: `${organizationId}:billing.trial-end`, key, input: null }, async () => {
      const facts = { subscriptionId: subscription.id, trialEnd: iso(trial.end) };
      await emit(tx, "subscription.trial_will_end", organizationId, facts);
      for (const to of recipients)
        await orderMail(tx, organizationId, { to, kind: TRIAL_ENDING_MAIL, model: { ...mail } });
      return recipients.length;
    }),
  );
  return !replayed;
}

async function mailAbout(ctx: Ctx, subscription: Subscription, trialEnd: string): Promise<TrialEndingMail> {
  const [organization, plan, method] = await Promise.all([
    getOrganization(ctx, subscription.organizationId),
    getPlan(ctx, subscription.planId),
    subscription.stripeSubscriptionId === null ? null : ctx.payments.paymentMethodOf(subscription.stripeSubscriptionId),
  ]);
  const price = plan.prices.find((each) => each.interval === subscription.interval);
  return {
    organization: organization.name,
    plan: plan.name,
    trialEnd,
    timeZone: organization.timeZone,
    price: moneyOnWire({
      amount: price ? periodAmount(price, subscription.quantity) : 0n,
      currency: price?.currency ?? plan.currency,
    }),
    interval: subscription.interval,
    hasCard: method !== null,
    withoutCard: ctx.env.TRIAL_END_WITHOUT_CARD,
    billingUrl: new URL(`/orgs/${organization.slug}/billing`, ctx.env.WEIR_URL).href,
  };
}
