import {
  endOf,
  type EffectiveLimit,
  type Entitlements,
  type SubscriptionFacts,
  type WindowKind,
} from "@/lib/entitlements";
import { FOREVER, HOUR, MINUTE, periodAt, utcDay, utcMonth, type Instant, type Period } from "@/lib/kernel/time";
import type { GenerationRefusal, SpendTerms, WindowState } from "./model";
import { spendCeiling } from "./rules/spend-ceiling";

/** How long after its end a window still takes late events. */
export const LATENESS: Readonly<Record<WindowKind, number>> = {
  DAY: 5 * MINUTE,
  MONTH: HOUR,
  BILLING_PERIOD: HOUR,
  LIFETIME: 0,
};

/**
 * The allowance period of a subscription that holds `now`: the trial while it lasts, then month by month from the anchor.
 * It follows the anchor and not a webhook. A year that is paid at once still gives its allowance each month.
 */
export function allowancePeriod(s: SubscriptionFacts, now: Instant): Period {
  const end = endOf(s);
  if (end !== null && end <= now) return periodAt(end, "MONTH", now);
  if (s.trialStart !== null && s.trialEnd !== null && now < s.trialEnd) return { start: s.trialStart, end: s.trialEnd };
  if (now < s.anchorAt) return { start: Math.min(s.createdAt, s.currentPeriodStart), end: s.anchorAt };
  return periodAt(s.anchorAt, "MONTH", now);
}

export function windowBounds(kind: WindowKind, subscription: SubscriptionFacts | null, now: Instant): Period {
  switch (kind) {
    case "DAY":
      return utcDay(now);
    case "MONTH":
      return utcMonth(now);
    case "LIFETIME":
      return { start: 0, end: FOREVER };
    case "BILLING_PERIOD":
      return subscription ? allowancePeriod(subscription, now) : utcMonth(now);
  }
}

/** The windows of one meter that are in force at `now`, empty when the plan does not name the meter. */
export function windowsInForce(entitlements: Entitlements, meter: string, now: Instant): WindowState[] {
  return entitlements.limits
    .filter((limit) => limit.meter === meter)
    .map((limit) => ({
      kind: limit.window,
      ...windowBounds(limit.window, entitlements.subscription, now),
      ...wallOf(limit),
      allowance: limit.limit,
      policy: limit.policy,
      used: 0,
      held: 0,
    }));
}

/** Where a limit stops: at the allowance, at the ceiling of a spend limit beyond it, or nowhere. */
export function wallOf(limit: Pick<EffectiveLimit, "limit" | "policy" | "overage" | "spendLimit">): {
  limit: number | null;
  spend: SpendTerms | null;
} {
  if (limit.policy !== "METERED") return { limit: limit.limit, spend: null };
  if (limit.limit === null || !limit.spendLimit || !limit.overage) return { limit: null, spend: null };
  const spend: SpendTerms = {
    limit: limit.spendLimit.amount,
    currency: limit.spendLimit.currency,
    amount: limit.overage.amount,
    per: limit.overage.per,
  };
  const ceiling = spendCeiling(limit.limit, spend);
  return { limit: ceiling, spend: ceiling === null ? null : spend };
}

/** Why this meter admits nothing at all, or null. */
export function generationRefusal(entitlements: Entitlements, meter: string): GenerationRefusal | null {
  if (entitlements.refusal) return entitlements.refusal;
  const feature = entitlements.meters.find((m) => m.slug === meter)?.feature ?? null;
  if (feature === null) return null;
  return entitlements.features.some((f) => f.slug === feature && f.enabled) ? null : "FEATURE_DISABLED";
}
