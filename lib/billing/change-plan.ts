import { activePlanByCode, markPlanSold, type Plan } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { required } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { MINUTE, type Instant } from "@/lib/kernel/time";
import type { InvoicePreview } from "@/lib/payments";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { once } from "@/lib/platform/once";
import { liveSubscription, lockLiveSubscription, type Subscription } from "@/lib/subscriptions";
import { organizationForUpdate } from "@/lib/tenancy";
import { applySubscription } from "./apply-subscription";
import { inTurn, takeTurn } from "./change-turn";
import { considered, shownOf, stripeIdOf, type ConsideredChange, type WantedChange } from "./consider-change";
import { noSuchPrice, organizationSuspended, shownSumIsOld, timingNotPossible } from "./errors";
import { mirrorInvoice } from "./mirror-invoice";
import type { ChangeTiming } from "./rules/plan-change";
import { reportOverage } from "./report-overage";
import { bringPriceToStripe, type PricesAtStripe } from "./sync-prices";
import { waitingChange, type WaitingChange } from "./waiting-change";

/** What a change would come to. */
export interface PlanChangePreview extends ConsideredChange {
  /** What is charged when it takes effect now; null when it can only wait for the period's end. */
  readonly now: { readonly invoice: InvoicePreview; readonly proratedAt: Instant } | null;
}

export interface MakeChange extends WantedChange {
  readonly timing: ChangeTiming;
  /** The preview that was shown, which the charge has to equal to the cent. Required for a change now. */
  readonly shown?: { readonly amountDue: bigint; readonly proratedAt: Instant };
  readonly idempotencyKey: string;
}

/** What a change has led to. */
export type MadeChange =
  | {
      readonly kind: "changed";
      readonly subscription: Subscription;
      /** Our copy of the invoice that it made, if it made one. */
      readonly invoiceId: string | null;
    }
  | { readonly kind: "scheduled"; readonly subscription: Subscription }
  | ({ readonly kind: "payment_needed"; readonly subscription: Subscription } & WaitingChange);

/** A sum is shown for this long; after that it is worked out anew. */
const SHOWN_FOR = 15 * MINUTE;
const CLOCKS_APART = 2_000;

/**
 * What changing the plan would come to, asked of the provider now. Changes nothing. Refuses as `changePlan` does, and
 * UNAVAILABLE when the provider does not answer: then no sum is known.
 */
export async function previewPlanChange(ctx: Ctx, wanted: WantedChange): Promise<PlanChangePreview> {
  const organizationId = required(ctx.organization, "the organization whose plan changes");
  const change = await considered(ctx, await liveSubscription(ctx, organizationId), wanted);
  const { live, next, possible } = change;
  const atStripe = await bringPriceToStripe(ctx, next, possible.price);
  // What was used beyond the present plan's allowance is billed with the change, so the sum that is shown has to hold it.
  if (possible.timings.includes("now")) await reportOverage(ctx, { organizationId });
  const { quantity } = possible;
  // The two clocks agree to the second only: nothing is prorated from before the period that Stripe says is running.
  const proratedAt = Math.max(await businessNow(sqlOf(ctx.db)), live.period.start);
  const preview = possible.timings.includes("now")
    ? await ctx.payments.previewChange({
        subscriptionId: stripeIdOf(live),
        ...atStripe,
        quantity,
        proratedAt,
        endTrial: possible.endTrial,
      })
    : null;
  return { ...shownOf(change), now: preview && { invoice: preview, proratedAt } };
}

interface Agreement {
  readonly changeId: string;
  readonly stripeSubscriptionId: string;
  readonly nextPlanId: string;
  readonly quantity: number;
  readonly endTrial: boolean;
}

/**
 * Changes the plan of the context's organization: now, for exactly the sum that was shown, or at the period's end. The
 * same key leads to the same change, also when the first try died half way. When it returns `changed`, the quota admits
 * by the new limits. Refuses with CONFLICT, naming the state and the choices: a cancellation that is scheduled, an
 * overdue payment, a pause, a sum that has changed since it was shown, another change that is being made.
 */
export async function changePlan(ctx: Ctx, input: MakeChange): Promise<MadeChange> {
  const organizationId = required(ctx.organization, "the organization whose plan changes");
  const next = await activePlanByCode(ctx, input.planCode);
  const agreement = await agree(ctx, organizationId, next, input);
  const price = next.prices.find((row) => row.interval === input.interval);
  if (!price) throw noSuchPrice(next, input.interval);
  const atStripe = await bringPriceToStripe(ctx, next, price);
  return inTurn(ctx, { organizationId, changeId: agreement.changeId }, () =>
    input.timing === "now"
      ? changeNow(ctx, organizationId, agreement, atStripe, input)
      : planForPeriodEnd(ctx, organizationId, agreement, atStripe),
  );
}

/** Takes a planned change back. Repeating it, or having none, changes nothing. */
export async function revokeScheduledChange(ctx: Ctx): Promise<Subscription> {
  const organizationId = required(ctx.organization, "the organization whose plan stays");
  const live = await liveSubscription(ctx, organizationId);
  if (!live.stripeSubscriptionId || !live.scheduledChange) return live;
  await ctx.payments.revokePlannedChange(live.stripeSubscriptionId);
  await applySubscription(ctx, live.stripeSubscriptionId);
  return liveSubscription(ctx, organizationId);
}

/** Load, decide, commit: what was agreed on stands in our own rows before Stripe hears of it. */
async function agree(ctx: Ctx, organizationId: string, next: Plan, input: MakeChange): Promise<Agreement> {
  const { idempotencyKey, ...wish } = input;
  const about = {
    scope: `${organizationId}:billing.change-plan`,
    key: idempotencyKey,
    input: { ...wish, shown: wish.shown && { ...wish.shown, amountDue: wish.shown.amountDue.toString() } },
  };
  const { result } = await inTransaction(ctx.db, (tx) =>
    once(tx, about, () => commitAgreement(tx, ctx, organizationId, next, input)),
  );
  return result;
}

async function commitAgreement(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  next: Plan,
  input: MakeChange,
): Promise<Agreement> {
  const organization = await organizationForUpdate(tx, organizationId);
  if (organization?.status !== "ACTIVE") throw organizationSuspended();
  const locked = required(await lockLiveSubscription(tx, organizationId), "the live subscription");
  const { live, possible, current } = await considered({ ...ctx, db: tx }, locked, input);
  if (!possible.timings.includes(input.timing)) throw timingNotPossible(possible.timings);
  if (input.timing === "now") refuseOldSum(input, live, await businessNow(sqlOf(tx)));
  const changeId = newId("request");
  await takeTurn(tx, organizationId, changeId);
  await markPlanSold(tx, next.id);
  const { quantity } = possible;
  await record(tx, ctx, "subscription.change_requested", {
    entity: { type: "subscription", id: live.id },
    organization: organizationId,
    before: { plan: current.code, interval: live.interval, quantity: live.quantity },
    after: {
      plan: next.code,
      version: next.version,
      interval: input.interval,
      quantity,
      timing: input.timing,
      amountDue: input.shown?.amountDue ?? null,
    },
  });
  return {
    changeId,
    stripeSubscriptionId: stripeIdOf(live),
    nextPlanId: next.id,
    quantity,
    endTrial: possible.endTrial,
  };
}

function refuseOldSum({ shown }: MakeChange, live: Subscription, now: Instant): void {
  if (!shown) throw shownSumIsOld();
  if (
    shown.proratedAt < now - SHOWN_FOR ||
    shown.proratedAt > now + CLOCKS_APART ||
    shown.proratedAt < live.period.start
  )
    throw shownSumIsOld();
}

async function changeNow(
  ctx: Ctx,
  organizationId: string,
  agreement: Agreement,
  atStripe: PricesAtStripe,
  input: MakeChange,
): Promise<MadeChange> {
  const { shown } = input;
  if (!shown) throw shownSumIsOld();
  const change = {
    subscriptionId: agreement.stripeSubscriptionId,
    ...atStripe,
    quantity: agreement.quantity,
    proratedAt: shown.proratedAt,
    endTrial: agreement.endTrial,
  };
  if (!(await standsOn(ctx, agreement.stripeSubscriptionId, atStripe.priceId, agreement.quantity))) {
    const today = await ctx.payments.previewChange(change);
    if (today.amountDue.amount !== shown.amountDue) throw shownSumIsOld();
  }
  const made = await ctx.payments.changePlan({ ...change, idempotencyKey: `weir-change-${agreement.changeId}` });
  await applySubscription(ctx, agreement.stripeSubscriptionId);
  const mirrored = made.invoice && (await mirrorInvoice(ctx, made.invoice.id));
  const waiting = made.waitsUntil === null ? null : await waitingChange(ctx);
  const subscription = await liveSubscription(ctx, organizationId);
  if (waiting) return { kind: "payment_needed", ...waiting, subscription };
  return { kind: "changed", subscription, invoiceId: mirrored?.invoice?.id ?? null };
}

/** Whether the change has been made already, by a try whose answer was lost. */
async function standsOn(ctx: Ctx, id: string, priceId: string, quantity: number): Promise<boolean> {
  const paid = await ctx.payments.retrieveSubscription(id);
  return paid?.priceId === priceId && paid.quantity === quantity;
}

async function planForPeriodEnd(
  ctx: Ctx,
  organizationId: string,
  { stripeSubscriptionId, quantity, changeId }: Agreement,
  atStripe: PricesAtStripe,
): Promise<MadeChange> {
  await ctx.payments.planChange(stripeSubscriptionId, { ...atStripe, quantity }, `weir-change-${changeId}`);
  await applySubscription(ctx, stripeSubscriptionId);
  return { kind: "scheduled", subscription: await liveSubscription(ctx, organizationId) };
}
