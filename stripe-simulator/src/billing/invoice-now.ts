import { cardError } from "../payments/payment-methods";
import { foreseen } from "../payments/charging";
import type { Subscription } from "../world/objects";
import type { World } from "../world/world";
import { advanceDraft, payingMethod } from "./collection";
import { noMethod } from "./creation";
import { changeCycle, type CycleChange } from "./cycle-changes";
import { composeInvoice, storeDraft } from "./invoices";
import type { Proration } from "./item-changes";
import { takePendingLines } from "./proration";

/** How a change that is billed at once is paid. */
export interface Payment {
  /** The API's `payment_behavior`. */
  behavior: string;
  offSession: boolean;
}

/** Bills at once what waits, and collects it; a paused collection keeps, voids or gives the invoice up instead. */
export function invoiceNow(
  world: World,
  subscription: Subscription,
  { behavior, offSession }: Payment,
  reason: "subscription_update" | "subscription_cycle" = "subscription_update",
): void {
  const now = world.now();
  const lines = takePendingLines(world, subscription);
  const period = { start: now, end: now };
  const invoice = storeDraft(world, { subscription, reason, lines, period }, 0);
  if (!invoice.auto_advance) return;
  advanceDraft(world, invoice, { offSession, waits: behavior === "default_incomplete" });
}

/** What a change would ask for at once, after what waits, discounts and balance; changes nothing. */
export function dueNow(world: World, subscription: Subscription, change: CycleChange, proration: Proration): number {
  const wanted = structuredClone(subscription);
  const owed = changeCycle(world, wanted, change, proration);
  if (!owed.atOnce || owed.lines.length === 0) return 0;
  const waiting = structuredClone(world.state.pendingLines.get(subscription.id) ?? []);
  const now = world.now();
  const plan = { subscription: wanted, lines: [...waiting, ...owed.lines], period: { start: now, end: now } };
  return composeInvoice(world, { ...plan, reason: "subscription_update" }).amount_due;
}

/**
 * `error_if_incomplete`: a change that would be billed at once is refused when nothing would pay it.
 *
 * @throws ApiError 402 with the bank's refusal, or 400 without a payment method; nothing has changed then.
 */
export function refuseUnpayable(
  world: World,
  subscription: Subscription,
  change: CycleChange,
  proration: Proration,
  offSession: boolean,
): void {
  if (subscription.collection_method !== "charge_automatically") return;
  if (dueNow(world, subscription, change, proration) === 0) return;
  const method = payingMethod(world, subscription);
  if (!method) throw noMethod();
  const outcome = foreseen(world, { method, offSession });
  if (outcome.kind !== "succeeded") throw cardError(outcome.decline);
}
