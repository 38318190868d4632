import type Stripe from "stripe";
import { invalidRequest } from "../http/errors";
import type { Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { HOUR } from "./calendar";
import { payInvoice, payingMethod } from "./collection";
import { restartCycle, runFrom } from "./cycle";
import { invoiceNow } from "./invoice-now";
import { finalize, storeDraft, voidInvoice } from "./invoices";
import { periodLine } from "./lines";
import { keepPendingLines, takePendingLines } from "./proration";

type Resume = Wire<Stripe.SubscriptionResumeParams>;

/** How long the invoice of a resumption waits for its payment. */
const WAITS_FOR = 23 * HOUR;

/**
 * Lets a paused subscription go on: with a new cycle from now, or in its old one until the next boundary. Its time is
 * billed at once. It is active when that was tried (and past due when that failed), or with `resume_on_payment_success`
 * not before it was paid (https://docs.stripe.com/billing/subscriptions/trials).
 *
 * @throws ApiError unless it is paused.
 */
export function resume(world: World, subscription: Subscription, params: Resume): Subscription {
  if (subscription.status !== "paused") throw invalidRequest("Only paused subscriptions can be resumed.", "id");
  if (params.proration_date !== undefined)
    throw invalidRequest("The simulator prorates a resumption from the moment of the request.", "proration_date");
  const unchanged = params.billing_cycle_anchor?.type === "unchanged";
  const waits = params.payment_behavior === "resume_on_payment_success";
  world.change(subscription, "customer.subscription.updated", (draft) => {
    if (unchanged) for (const item of draft.items.data) runFrom(draft, item, world.now());
    else restartCycle(draft, world.now());
    if (!waits) draft.status = "active";
  });
  const charged = !unchanged || params.proration_behavior !== "none";
  const licensed = charged ? subscription.items.data.filter((item) => item.quantity !== undefined) : [];
  keepPendingLines(
    world,
    subscription,
    licensed.map((item) => periodLine(world, subscription, item)),
  );
  if (waits) return billFirst(world, subscription);
  world.emit("customer.subscription.resumed", subscription);
  if (licensed.length > 0) invoiceNow(world, subscription, { behavior: "allow_incomplete", offSession: true });
  return subscription;
}

/** Bills the resumption while the subscription stays paused; collection.ts lets it go on once that is paid. */
function billFirst(world: World, subscription: Subscription): Subscription {
  const now = world.now();
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (facts) facts.resumesUntil = now + WAITS_FOR;
  const lines = takePendingLines(world, subscription);
  const period = { start: now, end: now };
  const invoice = storeDraft(world, { subscription, reason: "subscription_update", lines, period }, 0);
  finalize(world, invoice);
  const method = payingMethod(world, subscription);
  payInvoice(world, invoice, method ? { method, offSession: true } : null);
  return subscription;
}

/** The invoice of a resumption was not paid in time: it is void, and the subscription stays paused. */
export function giveUpResuming(world: World, subscription: Subscription): void {
  const facts = world.state.subscriptionFacts.get(subscription.id);
  if (facts) delete facts.resumesUntil;
  const invoice = world.state.invoices.get(subscription.latest_invoice ?? "");
  if (invoice?.status === "open") voidInvoice(world, invoice);
}
