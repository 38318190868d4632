import type { Plan } from "@/lib/catalog";
import type { WindowKind } from "@/lib/entitlements";

export interface Need {
  readonly meter: string;
  /** What the present plan gives, when a limit is in the way; null when the meter or a feature is missing. */
  readonly limit: { readonly window: WindowKind; readonly amount: number } | null;
  readonly feature: string | null;
  readonly currentPlan: string | null;
}

/** Days that stand for a window when allowances of different windows are compared. */
const DAYS: Readonly<Record<WindowKind, number>> = { DAY: 1, MONTH: 30, BILLING_PERIOD: 30, LIFETIME: 36_500 };
const monthly = (plan: Plan): bigint | null => plan.prices.find((p) => p.interval === "MONTH")?.amount ?? null;

/** Units a day that a plan lets through on a meter; Infinity where it is unlimited or bills what is beyond. Null: not included. */
function room(plan: Plan, meter: string): number | null {
  const limits = plan.limits.filter((l) => l.meter === meter);
  if (limits.length === 0) return null;
  return Math.min(
    ...limits.map((l) => (l.amount === "unlimited" || l.policy === "METERED" ? Infinity : l.amount / DAYS[l.window])),
  );
}

/** The cheapest plan on sale that lifts what stands in the way; null when none does. */
export function cheapestCure(plans: readonly Plan[], need: Need): Plan | null {
  const wanted = need.limit ? need.limit.amount / DAYS[need.limit.window] : 0;
  const fits = plans.filter((plan) => {
    // What costs nothing is no way up: whoever is refused on a paid plan would lose what he pays for.
    if (plan.code === need.currentPlan || plan.custom || (monthly(plan) ?? 0n) === 0n) return false;
    if (need.feature !== null && !plan.features.some((f) => f.slug === need.feature && f.enabled)) return false;
    const offered = room(plan, need.meter);
    return offered !== null && (need.limit === null || offered > wanted);
  });
  return fits.sort((a, b) => Number((monthly(a) ?? 0n) - (monthly(b) ?? 0n)))[0] ?? null;
}
