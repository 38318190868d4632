import type { BillingInterval, PlanRelation, PricingLimit, PricingModel, PricingPlan } from "./model";

const usd = (amount: number) => ({ amount: String(amount), currency: "usd" });
const calls = { one: "call", many: "calls" };
const tokens = { one: "token", many: "tokens" };

const features = [
  { slug: "ai_chat", name: "AI chat" },
  { slug: "api_access", name: "API access" },
  { slug: "advanced_analytics", name: "Advanced analytics" },
  { slug: "sla", name: "Service level agreement" },
];

function apiCalls(amount: number | null, window: PricingLimit["window"]): PricingLimit {
  return { meter: "api_calls", name: "API calls", unit: calls, window, amount, policy: "HARD_STOP" };
}

function aiTokens(amount: number | null): PricingLimit {
  return { meter: "ai_tokens", name: "AI tokens", unit: tokens, window: "month", amount, policy: "HARD_STOP" };
}

type PlanSketch = Pick<PricingPlan, "code" | "name" | "description" | "icon" | "limits" | "features"> &
  Partial<PricingPlan>;

function plan(sketch: PlanSketch): PricingPlan {
  return {
    highlighted: false,
    custom: false,
    prices: {},
    trialDays: 0,
    relation: "new",
    href: `/sign-up?plan=${sketch.code}`,
    ...sketch,
  };
}

const workspace: readonly PricingPlan[] = [
  plan({
    code: "FREE",
    name: "Free",
    description: "To see whether it fits.",
    icon: "sprout",
    prices: { month: usd(0), year: usd(0) },
    limits: [apiCalls(100, "day"), aiTokens(10_000)],
    features: ["ai_chat", "api_access"],
  }),
  plan({
    code: "PRO",
    name: "Pro",
    description: "For a team that works in it daily.",
    icon: "rocket",
    highlighted: true,
    prices: { month: usd(2_999), year: usd(29_990) },
    limits: [apiCalls(10_000, "day"), aiTokens(1_000_000)],
    features: ["ai_chat", "api_access", "advanced_analytics"],
  }),
  plan({
    code: "INSTITUTION",
    name: "Institution",
    description: "For a whole house, without a limit.",
    icon: "building",
    prices: { month: usd(29_999), year: usd(299_990) },
    limits: [apiCalls(null, "day"), aiTokens(null)],
    features: ["ai_chat", "api_access", "advanced_analytics"],
  }),
];

const api: readonly PricingPlan[] = [
  plan({
    code: "STARTER",
    name: "Starter",
    description: "To ship the first integration.",
    icon: "plug",
    prices: { month: usd(4_900), year: usd(49_000) },
    trialDays: 14,
    limits: [apiCalls(10_000, "billing_period")],
    features: ["api_access"],
  }),
  plan({
    code: "GROWTH",
    name: "Growth",
    description: "For traffic that moves.",
    icon: "trending-up",
    prices: { month: usd(39_900), year: usd(399_000) },
    limits: [{ ...apiCalls(100_000, "billing_period"), policy: "METERED", overage: { price: usd(300), per: 1_000 } }],
    features: ["api_access", "advanced_analytics"],
  }),
  plan({
    code: "SCALE",
    name: "Scale",
    description: "Volume by contract.",
    icon: "handshake",
    custom: true,
    href: "mailto:sales@weir.example",
    limits: [{ ...apiCalls(null, "billing_period"), policy: "METERED" }],
    features: ["api_access", "advanced_analytics", "sla"],
  }),
];

function page(
  family: "workspace" | "api",
  interval: BillingInterval,
  relations: Record<string, PlanRelation> = {},
): PricingModel {
  const address = (code: string, chosen: BillingInterval) => `?family=${code}&interval=${chosen}`;
  const plans = (family === "api" ? api : workspace).map((each) => ({
    ...each,
    relation: relations[each.code] ?? each.relation,
  }));
  return {
    families: [
      { code: "workspace", name: "Workspace", href: address("workspace", interval) },
      { code: "api", name: "API", href: address("api", interval) },
    ],
    family,
    interval,
    intervalHrefs: { month: address(family, "month"), year: address(family, "year") },
    plans,
    features: features.filter((feature) => plans.some((each) => each.features.includes(feature.slug))),
    estimate: family === "api" ? { meter: "api_calls", most: 250_000, step: 2_000, start: 140_000 } : undefined,
  };
}

const reason = "Sold out until Dec 1, 2026.";

export const states = {
  signed_out: page("workspace", "month"),
  signed_out_year: page("workspace", "year"),
  api: page("api", "month"),
  api_year: page("api", "year"),
  signed_in_current: page("api", "month", { STARTER: "current", GROWTH: "upgrade" }),
  signed_in_downgrade: page("workspace", "month", { FREE: "downgrade", PRO: "downgrade", INSTITUTION: "current" }),
  signed_in_other_interval: page("workspace", "year", {
    FREE: "downgrade",
    PRO: "other_interval",
    INSTITUTION: "upgrade",
  }),
  sold_out: {
    ...page("api", "month"),
    plans: page("api", "month", { STARTER: "unavailable" }).plans.map((each) =>
      each.code === "STARTER" ? { ...each, reason } : each,
    ),
  },
  no_plans: { ...page("api", "month"), plans: [], features: [], estimate: undefined },
} satisfies Record<string, PricingModel>;
