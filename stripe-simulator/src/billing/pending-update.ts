import type { Invoice, Subscription } from "../world/objects";
import type { World } from "../world/world";
import { voidInvoice } from "./invoices";

/** Whether this invoice is the one that a pending update waits for. */
export function waitsFor(subscription: Subscription, invoice: Invoice): boolean {
  return subscription.pending_update !== null && subscription.latest_invoice === invoice.id;
}

/** The invoice was paid: the update comes true. */
export function applyPending(world: World, subscription: Subscription): void {
  world.change(subscription, "customer.subscription.updated", (draft) => {
    const { subscription_items: items, billing_cycle_anchor: anchor, trial_end: trialEnd } = draft.pending_update ?? {};
    if (items) draft.items.data = items;
    if (anchor != null) [draft.billing_cycle_anchor, draft.billing_cycle_anchor_config] = [anchor, null];
    if (trialEnd != null) [draft.trial_end, draft.status] = [trialEnd, "active"];
    draft.pending_update = null;
  });
  world.emit("customer.subscription.pending_update_applied", subscription);
}

/** The update waited too long, or another one takes its place: its invoice is void and nothing has changed. */
export function dropPending(world: World, subscription: Subscription): void {
  if (subscription.pending_update === null) return;
  const invoice = world.state.invoices.get(subscription.latest_invoice ?? "");
  world.change(subscription, "customer.subscription.updated", (draft) => void (draft.pending_update = null));
  if (invoice?.status === "open") voidInvoice(world, invoice);
  world.emit("customer.subscription.pending_update_expired", subscription);
}
