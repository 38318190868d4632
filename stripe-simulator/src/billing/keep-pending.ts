import type Stripe from "stripe";
import { invalidRequest } from "../http/errors";
import { foreseen } from "../payments/charging";
import type { Subscription } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { HOUR } from "./calendar";
import { payInvoice, payingMethod } from "./collection";
import { finalize, storeDraft } from "./invoices";
import { changeCycle, type CycleChange } from "./cycle-changes";
import type { Proration } from "./item-changes";
import { takePendingLines } from "./proration";
import { endsTrial } from "./trial-over";

type Update = Wire<Stripe.SubscriptionUpdateParams>;

/** How long an unpaid update waits (https://docs.stripe.com/billing/subscriptions/pending-updates). */
const WAITS_FOR = 23 * HOUR;

/** What a pending update may carry, from the same page. */
const SUPPORTED = new Set([
  "expand",
  "payment_behavior",
  "proration_behavior",
  "proration_date",
  "billing_cycle_anchor",
  "items",
  "trial_end",
  "trial_from_plan",
  "add_invoice_items",
]);

/** @throws ApiError when `pending_if_incomplete` stands beside a parameter that cannot wait. */
export function refuseUnpendable(params: Update): void {
  const other = Object.keys(params).find((name) => !SUPPORTED.has(name));
  if (other === undefined) return;
  throw invalidRequest(
    `When \`payment_behavior\` is set to \`pending_if_incomplete\`, you can only pass supported params. The following param is not supported: ${other}.`,
    other,
  );
}

/**
 * Lets a change wait for its payment when the card would not pay it now: the invoice is there, tried and open, and the
 * subscription stays as it was.
 *
 * @returns false when nothing is due now or the card pays; then the change is an ordinary one.
 */
export function keepPending(
  world: World,
  subscription: Subscription,
  change: CycleChange,
  proration: Proration,
): boolean {
  if (subscription.collection_method !== "charge_automatically") return false;
  const wanted = structuredClone(subscription);
  const trialOver = endsTrial(world, subscription, change.trial_end);
  const owed = changeCycle(world, wanted, change, proration);
  const waiting = world.state.pendingLines.get(subscription.id) ?? [];
  const due = [...waiting, ...owed.lines].reduce((sum, line) => sum + line.amount, 0);
  if (!owed.atOnce || due <= 0) return false;
  const method = payingMethod(world, subscription);
  if (method && foreseen(world, { method, offSession: false }).kind === "succeeded") return false;

  const now = world.now();
  const lines = [...takePendingLines(world, subscription), ...owed.lines];
  const restarted = wanted.billing_cycle_anchor !== subscription.billing_cycle_anchor;
  world.change(subscription, "customer.subscription.updated", (draft) => {
    draft.pending_update = {
      billing_cycle_anchor: restarted ? wanted.billing_cycle_anchor : null,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: now + WAITS_FOR,
      metadata: null,
      subscription_items: wanted.items.data,
      trial_end: trialOver ? now : null,
      trial_from_plan: null,
    };
  });
  const period = { start: now, end: now };
  const invoice = storeDraft(world, { subscription, reason: "subscription_update", lines, period }, 0);
  finalize(world, invoice);
  payInvoice(world, invoice, method ? { method, offSession: false } : null);
  return true;
}
