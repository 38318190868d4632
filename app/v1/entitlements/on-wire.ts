import { AppError } from "@/lib/kernel/errors";
import { endOf, type Entitlements } from "@/lib/entitlements";
import { moneyOnWire } from "@/lib/kernel/money";
import type { LimitStanding, SpendStanding, Standing } from "@/lib/quota";
import { isoOrNull } from "../fields";

/** A spend limit with what is spent of it, and the units at which it stops calls. */
export const spendOnWire = (spend: SpendStanding | null) =>
  spend && { limit: moneyOnWire(spend.limit), spent: moneyOnWire(spend.spent), ceiling: spend.ceiling };

export const limitOnWire = (l: LimitStanding, currency: string) => ({
  meter: l.meter,
  window: l.window,
  limit: l.limit,
  used: l.used,
  remaining: l.remaining,
  policy: l.policy,
  overage: l.overage ? { ...l.overage, currency } : null,
  spendLimit: spendOnWire(l.spendLimit),
  resetsAt: isoOrNull(l.resetsAt),
  source: l.source,
});

/** The entitlements of an organization as /v1 gives them. Throws SUBSCRIPTION_MISSING: there is no implicit plan. */
export function entitlementsOnWire({ entitlements: e, limits }: Standing) {
  if (e.refusal === "SUBSCRIPTION_MISSING" || !e.plan || !e.subscription) {
    throw new AppError(
      "SUBSCRIPTION_MISSING",
      "This organization has no subscription. Choose a plan, or sign in once so that the free one is started.",
    );
  }
  const currency = e.plan.currency;
  return {
    organization: e.organizationId,
    plan: { code: e.plan.code, name: e.plan.name, version: e.plan.version, family: e.plan.family },
    status: statusOf(e),
    blocked: e.refusal,
    effectiveAt: isoOrNull(e.effectiveAt),
    scheduledChange: scheduledOnWire(e),
    features: Object.fromEntries(e.features.map((f) => [f.slug, { enabled: f.enabled, source: f.source }])),
    limits: limits.map((l) => limitOnWire(l, currency)),
    hasOverrides: e.hasOverrides,
  };
}

function scheduledOnWire(e: Entitlements) {
  const end = e.subscription ? endOf(e.subscription) : null;
  if (end !== null && end >= (e.effectiveAt ?? 0)) return { kind: "cancel", plan: null, effectiveAt: isoOrNull(end) };
  return e.scheduledPlan
    ? { kind: "plan", plan: e.scheduledPlan.code, effectiveAt: isoOrNull(e.scheduledPlan.at) }
    : null;
}

const statusOf = (e: Entitlements): string =>
  e.refusal === "ORGANIZATION_SUSPENDED" ? "suspended" : (e.subscription?.status ?? "none").toLowerCase();
