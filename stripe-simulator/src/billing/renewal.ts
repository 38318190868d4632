import { closedUsageLines } from "../metering/invoiced-usage";
import type { InvoiceLine, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { HOUR } from "./calendar";
import { firstPeriodStart, runFrom } from "./cycle";
import { cancelNow, lastPeriodEnd } from "./cancellation";
import { payingMethod } from "./collection";
import { storeDraft, voidInvoice } from "./invoices";
import { periodLine } from "./lines";
import { takePendingLines } from "./proration";

/** Tells once that a trial is about to end. */
export function announceTrialEnd(world: World, subscription: Subscription): void {
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (facts) facts.trialWillEndSent = true;
  world.emit("customer.subscription.trial_will_end", subscription);
}

/** The trial is over: the first paid period begins, or what `trial_settings.end_behavior` says when nobody can pay. */
export function endTrial(world: World, subscription: Subscription): void {
  const behavior = subscription.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice";
  const unpayable = subscription.collection_method === "charge_automatically" && !payingMethod(world, subscription);
  if (unpayable && behavior === "cancel") return void cancelNow(world, subscription, {});
  if (unpayable && behavior === "pause") {
    world.change(subscription, "customer.subscription.updated", (draft) => void (draft.status = "paused"));
    world.emit("customer.subscription.paused", subscription);
    return;
  }
  renew(world, subscription);
}

/** Rolls every item into its next period and drafts the invoice for it; Stripe finalizes that an hour later. */
export function renew(world: World, subscription: Subscription): void {
  const now = world.now();
  const used = closedUsageLines(world, subscription);
  const closed = { start: firstPeriodStart(subscription), end: now };
  world.change(subscription, "customer.subscription.updated", (draft) => {
    for (const item of draft.items.data) {
      if (item.current_period_end > now) continue;
      runFrom(draft, item, item.current_period_end);
      // An end inside the new period shortens it, and what it costs.
      if (draft.cancel_at !== null) item.current_period_end = Math.min(item.current_period_end, draft.cancel_at);
    }
    if (draft.status === "trialing") draft.status = "active";
    if (draft.cancel_at_period_end) draft.cancel_at = lastPeriodEnd(draft);
    draftCycleInvoice(world, draft, closed, used);
  });
}

function draftCycleInvoice(
  world: World,
  subscription: Subscription,
  period: { start: number; end: number },
  used: InvoiceLine[],
): void {
  const licensed = subscription.items.data.filter((item) => item.quantity !== undefined);
  const lines = [
    ...takePendingLines(world, subscription),
    ...used,
    ...licensed.map((item) => periodLine(world, subscription, item)),
  ];
  storeDraft(world, { subscription, reason: "subscription_cycle", lines, period }, HOUR);
}

/** The first payment did not come within 23 hours. */
export function expireIncomplete(world: World, subscription: Subscription): void {
  const invoice = world.state.invoices.get(subscription.latest_invoice ?? "");
  if (invoice?.status === "open") voidInvoice(world, invoice);
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.status = "incomplete_expired";
    draft.ended_at = world.now();
  });
}

/** Collection that was paused until a date starts again. */
export function resumeCollection(world: World, subscription: Subscription): void {
  world.change(subscription, "customer.subscription.updated", (draft) => void (draft.pause_collection = null));
}
