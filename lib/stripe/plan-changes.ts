import type Stripe from "stripe";
import { conflict } from "@/lib/kernel/errors";
import type { ChangedPlan, InvoicePreview, PaidSubscription, PlanChange, SoldItem } from "@/lib/payments";
import { addressMissing, call, makeOnce } from "./client";
import { hasPlan, itemChanges } from "./subscription-items";
import { taxed } from "./tax";
import { changeInvoiceOf, idOf, planItemOf, previewOf, subscriptionOf, toUnix } from "./translate";

/** Changes of a subscription's plan at Stripe: now and prorated, or by a schedule at the period's end. */

/** What is asked for with a subscription, so that a planned change is seen. */
export const WITH_SCHEDULE = { expand: ["schedule"] };

export const present = (stripe: Stripe, id: string): Promise<Stripe.Subscription> =>
  call("look up a subscription", () => stripe.subscriptions.retrieve(id, WITH_SCHEDULE));

export async function previewChange(stripe: Stripe, change: PlanChange, taxOn: boolean): Promise<InvoicePreview> {
  const subscription = await present(stripe, change.subscriptionId);
  const invoice = await call("preview the change", () =>
    stripe.invoices.createPreview({
      subscription: change.subscriptionId,
      subscription_details: { items: itemChanges(subscription, change), ...prorated(change) },
      ...taxed(taxOn),
    }),
  );
  if (invoice.automatic_tax.status === "requires_location_inputs") throw addressMissing();
  return previewOf(invoice);
}

/** A trial has nothing to prorate: it ends, and the first period is charged whole. */
const prorated = (change: PlanChange) => ({
  proration_behavior: "always_invoice" as const,
  ...(change.endTrial ? { trial_end: "now" as const } : { proration_date: toUnix(change.proratedAt) }),
});

export async function changePlan(
  stripe: Stripe,
  change: PlanChange & { idempotencyKey: string },
  taxOn: boolean,
): Promise<ChangedPlan> {
  const before = await present(stripe, change.subscriptionId);
  await release(stripe, before);
  if (taxOn) await switchTaxOn(stripe, before);
  const expand = ["schedule", "latest_invoice"];
  const find = async (): Promise<Stripe.Subscription | null> => {
    const now = await stripe.subscriptions.retrieve(change.subscriptionId, { expand });
    return hasPlan(now, change) && !(change.endTrial && now.status === "trialing") ? now : null;
  };
  const make = (idempotencyKey: string) =>
    stripe.subscriptions.update(
      change.subscriptionId,
      {
        items: itemChanges(before, change),
        ...prorated(change),
        payment_behavior: "pending_if_incomplete",
        expand,
      },
      { idempotencyKey },
    );
  const after = await call("change the plan", () => makeOnce(change.idempotencyKey, find, make));
  const invoice = after.latest_invoice;
  return {
    subscription: subscriptionOf(after),
    invoice:
      typeof invoice === "object" && invoice !== null && invoice.id !== idOf(before.latest_invoice)
        ? changeInvoiceOf(invoice)
        : null,
    waitsUntil: after.pending_update ? after.pending_update.expires_at * 1_000 : null,
  };
}

/** By itself and first: a change that may wait for its payment cannot carry it. */
async function switchTaxOn(stripe: Stripe, { id, automatic_tax: tax }: Stripe.Subscription): Promise<void> {
  if (!tax.enabled) await call("switch tax on", () => stripe.subscriptions.update(id, taxed(true)));
}

/**
 * A schedule of two phases: the running period as it is, then the next plan, after which the subscription is left to
 * itself. A schedule that is there is given the new second phase.
 */
export async function planChange(
  stripe: Stripe,
  subscriptionId: string,
  next: SoldItem,
  { key, taxOn }: { readonly key: string; readonly taxOn: boolean },
): Promise<PaidSubscription> {
  const subscription = await present(stripe, subscriptionId);
  if (taxOn) await switchTaxOn(stripe, subscription);
  const schedule = await scheduleOf(stripe, subscription, key);
  const [running] = schedule.phases;
  if (!running)
    throw conflict("Stripe keeps a schedule without phases for this subscription. Ask for it to be released.");
  // A phase has the discounts that it names, and no others: what the subscriber was promised goes on with the next plan.
  const discounts = running.discounts.map(({ discount }) => ({ discount: idOf(discount) ?? "" }));
  const kept = discounts.length === 0 ? {} : { discounts };
  const price = await call("look up a price", () => stripe.prices.retrieve(next.priceId));
  await call("plan the change", () =>
    stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: "release",
      proration_behavior: "none",
      ...(taxOn ? { default_settings: taxed(true) } : {}),
      phases: [
        {
          items: running.items.map((item) => ({
            price: idOf(item.price) ?? "",
            ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
          })),
          start_date: running.start_date,
          end_date: planItemOf(subscription).current_period_end,
          ...(running.trial_end === null ? {} : { trial_end: running.trial_end }),
          ...kept,
        },
        {
          ...kept,
          items: [
            { price: next.priceId, quantity: next.quantity },
            ...next.metered.map((counted) => ({ price: counted })),
          ],
          duration: {
            interval: price.recurring?.interval ?? "month",
            interval_count: price.recurring?.interval_count ?? 1,
          },
          proration_behavior: "none",
        },
      ],
    }),
  );
  return subscriptionOf(await present(stripe, subscriptionId));
}

async function scheduleOf(
  stripe: Stripe,
  subscription: Stripe.Subscription,
  idempotencyKey: string,
): Promise<Stripe.SubscriptionSchedule> {
  const find = async (): Promise<Stripe.SubscriptionSchedule | null> => {
    const { schedule } = await stripe.subscriptions.retrieve(subscription.id, WITH_SCHEDULE);
    return typeof schedule === "object" ? schedule : null;
  };
  const make = (key: string) =>
    stripe.subscriptionSchedules.create({ from_subscription: subscription.id }, { idempotencyKey: key });
  return call("plan the change", () => makeOnce(idempotencyKey, find, make));
}

export async function revokePlannedChange(stripe: Stripe, subscriptionId: string): Promise<PaidSubscription> {
  await release(stripe, await present(stripe, subscriptionId));
  return subscriptionOf(await present(stripe, subscriptionId));
}

/** Leaves a subscription to itself: whatever was planned for it is off. */
export async function release(stripe: Stripe, subscription: Stripe.Subscription): Promise<void> {
  const schedule = idOf(subscription.schedule);
  if (schedule !== null)
    await call("take back the planned change", () => stripe.subscriptionSchedules.release(schedule));
}
