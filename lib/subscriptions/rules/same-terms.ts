import { canonicalJson } from "@/lib/kernel/json";
import type { SubscriptionTerms } from "../model";

const TERMS = [
  "planId",
  "status",
  "interval",
  "quantity",
  "anchorAt",
  "period",
  "trial",
  "cancelAtPeriodEnd",
  "cancelAt",
  "canceledAt",
  "cancelReason",
  "endedAt",
  "pastDueSince",
  "scheduledChange",
] as const satisfies readonly (keyof SubscriptionTerms)[];

/** The terms alone, out of whatever carries them. */
export const termsOf = (subscription: SubscriptionTerms): SubscriptionTerms =>
  Object.fromEntries(TERMS.map((term) => [term, subscription[term]])) as unknown as SubscriptionTerms;

/** Whether two subscriptions stand on the same terms, so that nothing needs to be written. */
export const sameTerms = (a: SubscriptionTerms, b: SubscriptionTerms): boolean =>
  canonicalJson(termsOf(a)) === canonicalJson(termsOf(b));
