import { MAX_ALLOWANCE } from "@/lib/kernel/quantity";
import { DAY, FOREVER, type Instant } from "@/lib/kernel/time";
import type {
  AccessRefusal,
  EffectiveFeature,
  EffectiveLimit,
  Entitlements,
  Facts,
  OverrideFacts,
  PlanFacts,
  PlanLimitFacts,
  SpendLimit,
  SpendLimitFacts,
  SubscriptionFacts,
  WindowKind,
} from "../model";

const WINDOW_ORDER: readonly WindowKind[] = ["DAY", "MONTH", "BILLING_PERIOD", "LIFETIME"];

/**
 * What the organization may do at `now`. Overrides win over the plan per feature and per (meter, window); a field that the
 * override leaves out is inherited; removal is written. An override that has run out is as if it were not there.
 */
export function resolve(organizationId: string, facts: Facts, now: Instant, graceDays: number): Entitlements {
  const edges: Instant[] = [];
  const { subscription } = facts;
  const ended = subscription !== null && hasEnded(subscription, now, edges);
  const next = scheduledPlan(facts, now, edges);
  const changed = !ended && next !== null && next.at <= now;
  const plan = ended ? facts.fallback : changed ? next.plan : facts.plan;
  const quantity = ended ? 1 : changed ? next.quantity : (subscription?.quantity ?? 1);
  const overrides = facts.overrides.filter((o) => {
    if (o.expiresAt !== null && o.expiresAt > now) edges.push(o.expiresAt);
    return o.expiresAt === null || o.expiresAt > now;
  });
  return {
    organizationId,
    plan,
    subscription,
    refusal: accessRefusal(facts, now, graceDays, edges),
    features: features(plan, overrides),
    limits: limits(plan, quantity, overrides, facts),
    meters: facts.meters,
    scheduledPlan: next && next.at > now && !ended ? { at: next.at, code: next.plan.code, name: next.plan.name } : null,
    hasOverrides: overrides.length > 0,
    effectiveAt: subscription ? (ended ? endOf(subscription) : subscription.createdAt) : null,
    validUntil: edges.reduce((first, edge) => Math.min(first, edge), FOREVER),
  };
}

/** A planned change comes true by time alone: nobody waits for the word that its moment has come. */
function scheduledPlan(
  facts: Facts,
  now: Instant,
  edges: Instant[],
): { readonly at: Instant; readonly plan: PlanFacts; readonly quantity: number } | null {
  const { scheduled } = facts;
  if (!scheduled?.plan) return null;
  if (scheduled.at > now) edges.push(scheduled.at);
  return { at: scheduled.at, plan: scheduled.plan, quantity: scheduled.quantity };
}

/** The moment at which a subscription ends by what is already decided, or null while it goes on. */
export function endOf(s: SubscriptionFacts): Instant | null {
  return s.cancelAt ?? (s.cancelAtPeriodEnd ? s.currentPeriodEnd : null);
}

function hasEnded(s: SubscriptionFacts, now: Instant, edges: Instant[]): boolean {
  const end = endOf(s);
  if (end !== null && end > now) edges.push(end);
  return end !== null && end <= now;
}

function accessRefusal(facts: Facts, now: Instant, graceDays: number, edges: Instant[]): AccessRefusal | null {
  if (facts.organization?.status !== "ACTIVE") return "ORGANIZATION_SUSPENDED";
  const s = facts.subscription;
  if (!s || !facts.plan) return "SUBSCRIPTION_MISSING";
  switch (s.status) {
    case "PAUSED":
    case "UNPAID":
      return "PAYMENT_REQUIRED";
    case "PAST_DUE": {
      const graceEnd = (s.pastDueSince ?? now) + graceDays * DAY;
      if (now >= graceEnd) return "PAYMENT_REQUIRED";
      edges.push(graceEnd);
      return null;
    }
    case "TRIALING": {
      if (s.trialEnd === null) return null;
      if (now < s.trialEnd) {
        edges.push(s.trialEnd);
        return null;
      }
      // Stripe charges at the end of its trials, and its word may take a moment; a trial of our own has nobody to charge.
      return s.source === "INTERNAL" ? "PAYMENT_REQUIRED" : null;
    }
    case "ACTIVE":
      return null;
    case "INCOMPLETE":
    case "CANCELED":
      return "SUBSCRIPTION_MISSING";
  }
}

function features(plan: PlanFacts | null, overrides: readonly OverrideFacts[]): EffectiveFeature[] {
  const out = new Map<string, EffectiveFeature>();
  for (const [slug, enabled] of Object.entries(plan?.features ?? {})) out.set(slug, { slug, enabled, source: "plan" });
  for (const o of overrides) {
    if (o.feature !== null)
      out.set(o.feature, { slug: o.feature, enabled: !o.removed && o.enabled === true, source: "override" });
  }
  return [...out.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

function limits(
  plan: PlanFacts | null,
  quantity: number,
  overrides: readonly OverrideFacts[],
  facts: Facts,
): EffectiveLimit[] {
  const name = (meter: string, window: WindowKind): string => `${meter}\n${window}`;
  const out = new Map<string, EffectiveLimit>();
  for (const l of plan?.limits ?? []) out.set(name(l.meter, l.window), fromPlan(l, quantity));
  for (const o of overrides) {
    if (o.meter === null || o.window === null) continue;
    const at = name(o.meter, o.window);
    const inherited = out.get(at);
    const merged = o.removed ? null : merge(o, o.meter, o.window, inherited);
    if (merged) out.set(at, merged);
    else if (o.removed) out.delete(at);
  }
  const position = new Map(facts.meters.map((m) => [m.slug, m.position]));
  const bounded = [...out.values()].map((l) => ({ ...l, spendLimit: spendLimitOf(l, plan, facts.spendLimits) }));
  return bounded.sort(
    (a, b) =>
      (position.get(a.meter) ?? 0) - (position.get(b.meter) ?? 0) ||
      (a.meter < b.meter
        ? -1
        : a.meter > b.meter
          ? 1
          : WINDOW_ORDER.indexOf(a.window) - WINDOW_ORDER.indexOf(b.window)),
  );
}

/**
 * The spend limit that bounds a metered limit. One in another currency than the plan's cannot be compared with its price:
 * it allows nothing, for what was set as a wall must never quietly become none.
 */
function spendLimitOf(
  l: EffectiveLimit,
  plan: PlanFacts | null,
  spendLimits: readonly SpendLimitFacts[],
): SpendLimit | null {
  const set = spendLimits.find((s) => s.meter === l.meter);
  if (!set || !plan || l.policy !== "METERED" || l.limit === null || l.overage === null) return null;
  return { amount: set.currency === plan.currency ? set.amount : "0", currency: plan.currency };
}

/** Where the plan is sold by the seat, each seat may bring its own amount. What is added up is never more than can be counted. */
const planAmount = (l: PlanLimitFacts, quantity: number): number | null =>
  l.unlimited || l.amount === null ? null : Math.min(l.perQuantity ? l.amount * quantity : l.amount, MAX_ALLOWANCE);

const fromPlan = (l: PlanLimitFacts, quantity: number): EffectiveLimit => ({
  meter: l.meter,
  window: l.window,
  limit: planAmount(l, quantity),
  policy: l.policy,
  overage: l.overage,
  spendLimit: null,
  source: "plan",
  planLimit: planAmount(l, quantity),
  override: null,
});

/** Null when the override says too little to stand alone (a policy for a limit that the plan does not have). */
function merge(
  o: OverrideFacts,
  meter: string,
  window: WindowKind,
  inherited: EffectiveLimit | undefined,
): EffectiveLimit | null {
  const saysAmount = o.unlimited || o.amount !== null;
  if (!saysAmount && !inherited) return null;
  const policy = o.policy ?? inherited?.policy ?? "HARD_STOP";
  return {
    meter,
    window,
    limit: o.unlimited ? null : (o.amount ?? inherited?.limit ?? null),
    policy,
    overage: policy === "METERED" ? (o.overage ?? inherited?.overage ?? null) : null,
    spendLimit: null,
    source: "override",
    planLimit: inherited?.planLimit,
    override: o,
  };
}
