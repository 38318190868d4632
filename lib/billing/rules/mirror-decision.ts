import type { Subscription, SubscriptionStatus } from "@/lib/subscriptions";

export interface MirrorQuestion {
  /** Our row of this very Stripe subscription. */
  readonly ours: Subscription | null;
  /** Whatever is live for the organization. */
  readonly live: Subscription | null;
  /** Stripe's id of the subscription in question. */
  readonly stripeSubscriptionId: string;
  /** What Stripe says now. */
  readonly status: SubscriptionStatus;
}

/**
 * start: it takes the place of what is live. note: written beside it, a first payment is still open or all is over. promote:
 * the first payment came. update: same place, new terms. end: the organization falls back. close: an open first payment lapsed.
 * duplicate: another Stripe subscription is live already. stray: ended here, alive there.
 */
export type MirrorDecision =
  "start" | "note" | "promote" | "update" | "end" | "close" | "duplicate" | "stray" | "nothing";

/** What the present state of a Stripe subscription means for ours, whatever was seen before and in whatever order. */
export function decideMirror({ ours, live, stripeSubscriptionId, status }: MirrorQuestion): MirrorDecision {
  const paysElsewhere =
    live !== null && live.stripeSubscriptionId !== null && live.stripeSubscriptionId !== stripeSubscriptionId;
  if (!ours) {
    // Over before we heard of it: it was paid for, had its trial, and its invoices belong to it all the same.
    if (status === "CANCELED" || status === "INCOMPLETE") return "note";
    return paysElsewhere ? "duplicate" : "start";
  }
  if (ours.status === "CANCELED") return status === "CANCELED" ? "nothing" : "stray";
  if (ours.status === "INCOMPLETE") {
    if (status === "CANCELED") return "close";
    if (status === "INCOMPLETE") return "update";
    return paysElsewhere ? "duplicate" : "promote";
  }
  return status === "CANCELED" ? "end" : "update";
}
