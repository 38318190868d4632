import { invalidRequest } from "../http/errors";
import { endWithSubscription } from "../schedules/schedules";
import type { Subscription } from "../world/objects";
import type { World } from "../world/world";

export interface CancellationWords {
  comment?: string;
  feedback?: string;
}

type Reason = "cancellation_requested" | "payment_failed";

/** Ends a subscription now. Open invoices stay, but are not collected automatically any more. */
export function cancelNow(
  world: World,
  subscription: Subscription,
  words: CancellationWords,
  reason: Reason = "cancellation_requested",
): Subscription {
  const now = world.now();
  subscription.status = "canceled";
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.cancellation_details = {
    comment: words.comment ?? subscription.cancellation_details?.comment ?? null,
    feedback: words.feedback ?? subscription.cancellation_details?.feedback ?? null,
    feedback_option: null,
    reason,
  };
  stopCollection(world, subscription);
  endWithSubscription(world, subscription, reason === "payment_failed" ? "aborted" : "canceled");
  world.emit("customer.subscription.deleted", subscription);
  return subscription;
}

function stopCollection(world: World, subscription: Subscription): void {
  for (const invoice of world.state.invoices.values()) {
    const own = invoice.parent?.subscription_details?.subscription === subscription.id;
    if (!own || (invoice.status !== "open" && invoice.status !== "draft")) continue;
    if (!invoice.auto_advance && invoice.next_payment_attempt === null) continue;
    world.change(invoice, "invoice.updated", (draft) => {
      draft.auto_advance = false;
      draft.automatically_finalizes_at = null;
      draft.next_payment_attempt = null;
    });
  }
}

/** Writes "cancel at period end" (or its undoing) into a draft of the subscription. */
export function setCancelAtPeriodEnd(world: World, draft: Subscription, cancel: boolean): void {
  draft.cancel_at_period_end = cancel;
  draft.cancel_at = cancel ? lastPeriodEnd(draft) : null;
  noteRequest(world, draft, cancel);
}

/**
 * The moment a `cancel_at` parameter means: a time, the end of the running period, or none.
 *
 * @throws ApiError when it lies in the past.
 */
export function cancelMoment(
  world: World,
  subscription: Subscription,
  cancelAt: number | string | null,
): number | null {
  if (cancelAt === "" || cancelAt === null) return null;
  if (typeof cancelAt === "string") return lastPeriodEnd(subscription);
  if (cancelAt > world.now()) return cancelAt;
  throw invalidRequest("`cancel_at` must be in the future.", "cancel_at");
}

/** Writes a fixed end, or its undoing, into a draft of the subscription. */
export function setCancelAt(world: World, draft: Subscription, moment: number | null): void {
  draft.cancel_at = moment;
  draft.cancel_at_period_end = false;
  noteRequest(world, draft, moment !== null);
}

function noteRequest(world: World, draft: Subscription, cancel: boolean): void {
  draft.canceled_at = cancel ? (draft.canceled_at ?? world.now()) : null;
  if (draft.cancellation_details) draft.cancellation_details.reason = cancel ? "cancellation_requested" : null;
}

/** When the running period (or trial) ends. */
export function lastPeriodEnd(subscription: Subscription): number {
  return Math.max(...subscription.items.data.map((item) => item.current_period_end));
}
