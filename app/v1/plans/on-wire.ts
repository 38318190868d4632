import type { Plan, PlanFamily, PlanPrice, ShopWindow } from "@/lib/catalog";
import { moneyOnWire } from "@/lib/kernel/money";

/** Every plan on sale as /v1 gives it, in the order of the pricing page. */
export const plansOnWire = ({ families }: ShopWindow) =>
  families.flatMap((family) => family.plans.map((plan) => planOnWire(family, plan)));

const planOnWire = ({ code, name }: PlanFamily, plan: Plan) => ({
  id: plan.id,
  code: plan.code,
  version: plan.version,
  name: plan.name,
  description: plan.description,
  family: { code, name },
  custom: plan.custom,
  trialDays: plan.trialDays,
  currency: plan.currency,
  highlighted: plan.highlighted,
  prices: plan.prices.map(priceOnWire),
  features: plan.features.filter((feature) => feature.enabled).map((feature) => feature.slug),
  limits: plan.limits.map(({ meter, window, amount, policy, overage, perQuantity }) => ({
    meter,
    window,
    limit: amount === "unlimited" ? null : amount,
    policy,
    overage: overage && { amount: String(overage.amount), per: String(overage.per), currency: plan.currency },
    perQuantity: perQuantity ?? false,
  })),
});

const priceOnWire = ({ interval, amount, currency, pricing }: PlanPrice) => ({
  interval: interval.toLowerCase(),
  amount: moneyOnWire({ amount, currency }),
  model: (pricing?.model ?? "FLAT").toLowerCase(),
  per: pricing?.model === "PACKAGE" ? pricing.per : null,
  tiers:
    pricing && "tiers" in pricing
      ? pricing.tiers.map(({ upTo, unit, flat }) => ({ upTo, unit: String(unit), flat: String(flat) }))
      : null,
});
