import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";

/** A line that charged an item for a time, and the invoice it stands on; none while it waits for one. */
export interface Debit {
  line: InvoiceLine;
  invoice: string | null;
}

/**
 * The line that charged an item for the time that `moment` lies in. What is given back for unused time is a part of
 * what that line came to (https://docs.stripe.com/billing/subscriptions/billing-mode/compare, credit prorations).
 *
 * @returns undefined when that time was never charged: a trial, or a change that was not prorated.
 */
export function debitOf(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  moment: number,
): Debit | undefined {
  const charges = (line: InvoiceLine): boolean =>
    line.parent?.subscription_item_details?.subscription_item === item.id &&
    line.amount >= 0 &&
    !isCredit(line) &&
    line.period.start <= moment &&
    moment < line.period.end;
  const waiting = world.state.pendingLines.get(subscription.id)?.findLast(charges);
  if (waiting) return { line: waiting, invoice: null };
  // A pending update's invoice charges for what has not come true.
  const undecided = subscription.pending_update === null ? null : subscription.latest_invoice;
  for (const invoice of [...world.state.invoices.values()].reverse()) {
    const own = invoice.parent?.subscription_details?.subscription === subscription.id;
    if (!own || invoice.status === "void" || invoice.id === undecided) continue;
    const line = invoice.lines.data.findLast(charges);
    if (line) return { line, invoice: invoice.id };
  }
  return undefined;
}

/** Credits know what they give back, so a credit of nothing is not taken for a charge. */
function isCredit(line: InvoiceLine): boolean {
  return line.parent?.subscription_item_details?.proration_details?.credited_items != null;
}
