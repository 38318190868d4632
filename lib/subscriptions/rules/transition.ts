import type { SubscriptionStatus } from "../model";

/**
 * What may become of a subscription in one step. Canceled is the end: whoever comes back buys anew. Nothing returns to
 * incomplete, because a first payment is made once.
 */
export const TRANSITIONS: Readonly<Record<SubscriptionStatus, readonly SubscriptionStatus[]>> = {
  INCOMPLETE: ["TRIALING", "ACTIVE", "CANCELED"],
  TRIALING: ["ACTIVE", "PAST_DUE", "PAUSED", "UNPAID", "CANCELED"],
  ACTIVE: ["TRIALING", "PAST_DUE", "PAUSED", "UNPAID", "CANCELED"],
  PAST_DUE: ["ACTIVE", "PAUSED", "UNPAID", "CANCELED"],
  PAUSED: ["TRIALING", "ACTIVE", "PAST_DUE", "CANCELED"],
  UNPAID: ["ACTIVE", "PAST_DUE", "PAUSED", "CANCELED"],
  CANCELED: [],
};

/** Whether one step leads there. Staying is no step. */
export const canBecome = (from: SubscriptionStatus, to: SubscriptionStatus): boolean => TRANSITIONS[from].includes(to);

/**
 * Whether some row of steps leads there. What Stripe tells us is the present state, and the steps in between may never
 * have been seen here.
 */
export function canReach(from: SubscriptionStatus, to: SubscriptionStatus): boolean {
  const seen = new Set<SubscriptionStatus>([from]);
  const open: SubscriptionStatus[] = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true;
    for (const step of TRANSITIONS[next]) {
      if (!seen.has(step)) {
        seen.add(step);
        open.push(step);
      }
    }
  }
  return false;
}
