import type Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import type { PaidSubscription } from "@/lib/payments";
import { call, callOrNull } from "./client";
import { defaultMethodOf } from "./look-up";
import { release, WITH_SCHEDULE } from "./plan-changes";
import { idOf, intentOf, isMetered, subscriptionOf, toUnix } from "./translate";

/** Steps in the life of a Stripe subscription. Each looks first, and repeating it gives the present state. */

const look = (stripe: Stripe, id: string): Promise<Stripe.Subscription> =>
  call("look up a subscription", () => stripe.subscriptions.retrieve(id, WITH_SCHEDULE));

const update = async (
  stripe: Stripe,
  doing: string,
  id: string,
  wanted: Stripe.SubscriptionUpdateParams,
): Promise<PaidSubscription> => {
  const params = { ...wanted, ...WITH_SCHEDULE };
  return subscriptionOf(await call(doing, () => stripe.subscriptions.update(id, params)));
};

const isOver = ({ status }: Stripe.Subscription): boolean => status === "canceled" || status === "incomplete_expired";

export async function cancelSubscription(
  stripe: Stripe,
  id: string,
  when: "period_end" | "now",
  reason: string,
  billUsage: boolean,
): Promise<PaidSubscription> {
  const cancellation_details = { comment: reason };
  const present = await look(stripe, id);
  if (isOver(present)) return subscriptionOf(present);
  // A planned change would keep its hand on how the subscription ends.
  await release(stripe, present);
  if (when === "now")
    return subscriptionOf(
      await call("cancel the subscription", () =>
        stripe.subscriptions.cancel(id, {
          cancellation_details,
          // Only where something counts: else it would charge nothing but what other changes have left waiting.
          ...(billUsage && present.items.data.some(isMetered) ? { invoice_now: true } : {}),
        }),
      ),
    );
  return update(stripe, "cancel the subscription", id, { cancel_at_period_end: true, cancellation_details });
}

/** A scheduled end is either a flag or a date, never both in one request. */
export async function undoCancel(stripe: Stripe, id: string): Promise<PaidSubscription> {
  const present = await look(stripe, id);
  if (!present.cancel_at_period_end && present.cancel_at === null) return subscriptionOf(present);
  const undone = present.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: "" as const };
  return update(stripe, "keep the subscription", id, undone);
}

/** Invoices that fall due while it rests are void: nobody owes for time in which nothing was to be had. */
export async function pauseSubscription(stripe: Stripe, id: string): Promise<PaidSubscription> {
  const present = await look(stripe, id);
  if (present.pause_collection || present.status === "paused") return subscriptionOf(present);
  return update(stripe, "pause the subscription", id, { pause_collection: { behavior: "void" } });
}

/**
 * Collecting begins again. Where the running period's invoice is void, nobody has paid for the rest of it, so the cycle
 * starts anew with a charge; that goes first, and a refused one leaves the subscription paused. Stripe's own pause, which
 * a trial without a means of payment may end in, is resumed by its own call.
 */
export async function resumeSubscription(stripe: Stripe, id: string): Promise<PaidSubscription> {
  const present = await call("look up a subscription", () =>
    stripe.subscriptions.retrieve(id, { expand: ["schedule", "latest_invoice"] }),
  );
  if (present.status === "paused") return goOnAfterTrial(stripe, present);
  if (!present.pause_collection) return subscriptionOf(present);
  return update(stripe, "resume the subscription", id, {
    pause_collection: "",
    ...(passedUnpaid(present.latest_invoice)
      ? {
          billing_cycle_anchor: { type: "now" as const },
          proration_behavior: "none" as const,
          payment_behavior: "error_if_incomplete" as const,
        }
      : {}),
  });
}

/**
 * Stripe takes a resumption without its payment for done: it stays paused and lets the invoice wait. That invoice is collected
 * when it is tried again, for each resumption would bill the time once more.
 */
async function goOnAfterTrial(
  stripe: Stripe,
  { id, latest_invoice: latest }: Stripe.Subscription,
): Promise<PaidSubscription> {
  const waiting = typeof latest === "object" && latest?.status === "open" ? latest : null;
  if (!waiting)
    await call("resume the subscription", () =>
      stripe.subscriptions.resume(id, { payment_behavior: "resume_on_payment_success" }),
    );
  else if ((await meansOf(stripe, waiting)) !== null) await payInvoice(stripe, waiting.id);
  const resumed = await look(stripe, id);
  if (resumed.status === "paused") throw stillUnpaid();
  return subscriptionOf(resumed);
}

const stillUnpaid = (): AppError =>
  new AppError(
    "PAYMENT_REQUIRED",
    "The subscription goes on once its next period is paid, and no means of payment on file could pay it. Put a card on file or pay the open invoice, then resume it again.",
  );

/** Only a renewal: the invoice of a change of plan that nobody paid is void too, and its period is paid. */
const passedUnpaid = (latest: Stripe.Subscription["latest_invoice"]): boolean =>
  typeof latest === "object" && latest?.status === "void" && latest.billing_reason === "subscription_cycle";

/** The time that a trial gains costs nothing, so nothing is prorated. */
export const extendTrial = (stripe: Stripe, id: string, until: Instant): Promise<PaidSubscription> =>
  update(stripe, "extend the trial", id, { trial_end: toUnix(until), proration_behavior: "none" });

/**
 * Under a key made of what the attempt before has left behind and of the means that is asked now: a lost answer is asked for
 * again under the same key, a refusal that is known, or another card, makes another. A count of attempts would not do, for
 * Stripe counts only those that it made by itself.
 */
export async function payInvoice(stripe: Stripe, id: string): Promise<void> {
  const present = await call("look up an invoice", () => stripe.invoices.retrieve(id, { expand: ["payments"] }));
  if (present.status !== "open") return;
  const intentId = intentOf(present);
  const intent = intentId && (await callOrNull("look up a payment", () => stripe.paymentIntents.retrieve(intentId)));
  const before = (intent && idOf(intent.latest_charge)) ?? "first";
  const means = await meansOf(stripe, present);
  const asked = { idempotencyKey: `weir-pay-${id}-${before}-${means ?? "none"}` };
  await call("collect the open invoice", () => stripe.invoices.pay(id, {}, asked));
}

/** What Stripe will ask: the invoice's own means, its subscription's, or the customer's. */
async function meansOf(stripe: Stripe, invoice: Stripe.Invoice): Promise<string | null> {
  const own = idOf(invoice.default_payment_method);
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription);
  if (own !== null || subscriptionId === null) return own;
  const subscription = await look(stripe, subscriptionId);
  return idOf(subscription.default_payment_method) ?? defaultMethodOf(stripe, idOf(subscription.customer));
}
