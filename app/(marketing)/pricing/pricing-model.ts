import type {
  BillingInterval,
  PlanIcon,
  PlanRelation,
  PricingModel,
  PricingPlan,
} from "@/components/screens/pricing/model";
import { mayBuy } from "@/lib/access";
import { listPlansForSale, type Plan, type ShopWindow, type WindowKind } from "@/lib/catalog";
import { readEntitlements, type Entitlements } from "@/lib/entitlements";
import { moneyOnWire } from "@/lib/kernel/money";
import { unitName } from "@/lib/kernel/units";
import { readyWorld } from "@/lib/http";
import { organizationsOf, type Belonging } from "@/lib/tenancy";
import { signedInUser } from "../../portal-session";

export interface PricingQuery {
  readonly family?: string;
  readonly interval: BillingInterval;
  /** Address of the organization that chooses, when somebody belongs to several. */
  readonly org?: string;
}

export function readQuery(query: Readonly<Record<string, string | string[] | undefined>>): PricingQuery {
  const one = (name: string): string | undefined => (typeof query[name] === "string" ? query[name] : undefined);
  const [family, org] = [one("family"), one("org")];
  return {
    interval: one("interval") === "year" ? "year" : "month",
    ...(family ? { family } : {}),
    ...(org ? { org } : {}),
  };
}

/** The organization that would buy, and what it has now. */
interface Buyer {
  readonly belonging: Belonging;
  readonly entitlements: Entitlements;
}

const WINDOW: Readonly<Record<WindowKind, "day" | "month" | "billing_period" | "lifetime">> = {
  DAY: "day",
  MONTH: "month",
  BILLING_PERIOD: "billing_period",
  LIFETIME: "lifetime",
};
const ICONS: readonly PlanIcon[] = [
  "sprout",
  "rocket",
  "building",
  "plug",
  "trending-up",
  "handshake",
  "coins",
  "layers",
];

/** What the pricing page shows: to strangers what is for sale, to a member how each plan stands to his own. */
export async function pricingModel(query: PricingQuery): Promise<PricingModel> {
  const world = await readyWorld();
  const [shop, buyer] = await Promise.all([listPlansForSale(world), buyerOf(query)]);
  const own = buyer?.entitlements.plan?.family;
  const family =
    shop.families.find((f) => f.code === query.family) ?? shop.families.find((f) => f.code === own) ?? shop.families[0];
  const plans = family?.plans ?? [];
  const links = (change: Partial<PricingQuery>): string => {
    const to = { ...query, family: family?.code, ...change };
    return `/pricing?${new URLSearchParams(Object.entries(to).filter((pair): pair is [string, string] => pair[1] !== undefined)).toString()}`;
  };
  const estimate = estimateOf(plans);
  return {
    families: shop.families.map((f) => ({ code: f.code, name: f.name, href: links({ family: f.code }) })),
    family: family?.code ?? "",
    interval: query.interval,
    intervalHrefs: { month: links({ interval: "month" }), year: links({ interval: "year" }) },
    plans: plans.map((plan) => planOf(plan, shop, query.interval, buyer)),
    features: shop.features
      .filter((feature) => plans.some((plan) => plan.features.some((f) => f.slug === feature.slug && f.enabled)))
      .map(({ slug, name }) => ({ slug, name })),
    ...(estimate ? { estimate } : {}),
  };
}

async function buyerOf(query: PricingQuery): Promise<Buyer | null> {
  const signedIn = await signedInUser();
  if (!signedIn) return null;
  const all = await organizationsOf(signedIn.ctx, signedIn.user.id);
  const belonging = all.find((each) => each.organization.slug === query.org) ?? all[0];
  return belonging
    ? { belonging, entitlements: await readEntitlements(signedIn.ctx, belonging.organization.id) }
    : null;
}

function planOf(plan: Plan, shop: ShopWindow, interval: BillingInterval, buyer: Buyer | null): PricingPlan {
  const meters = new Map(shop.meters.map((meter) => [meter.slug, meter]));
  const place = new Map(shop.meters.map((meter, index) => [meter.slug, index]));
  const price = (wanted: "MONTH" | "YEAR") => plan.prices.find((p) => p.interval === wanted);
  const [month, year] = [price("MONTH"), price("YEAR")];
  const { relation, reason } = relationOf(plan, interval, buyer);
  return {
    code: plan.code,
    name: plan.name,
    description: plan.description,
    icon: ICONS.find((icon) => icon === plan.icon) ?? null,
    highlighted: plan.highlighted,
    custom: plan.custom,
    prices: { ...(month ? { month: moneyOnWire(month) } : {}), ...(year ? { year: moneyOnWire(year) } : {}) },
    trialDays: plan.trialDays,
    limits: [...plan.limits]
      .sort((a, b) => (place.get(a.meter) ?? 0) - (place.get(b.meter) ?? 0))
      .map((limit) => {
        const meter = meters.get(limit.meter);
        return {
          meter: limit.meter,
          name: meter?.name ?? limit.meter,
          unit: unitName(meter),
          window: WINDOW[limit.window],
          ...(meter?.aggregation === "LATEST" ? { gauge: "level" as const } : {}),
          ...(meter?.aggregation === "MAX" ? { gauge: "peak" as const } : {}),
          amount: limit.amount === "unlimited" ? null : limit.amount,
          policy: limit.policy,
          ...(limit.overage
            ? {
                overage: {
                  price: { amount: limit.overage.amount.toString(), currency: plan.currency },
                  per: limit.overage.per,
                },
              }
            : {}),
        };
      }),
    features: plan.features.filter((f) => f.enabled).map((f) => f.slug),
    relation,
    href: hrefOf(plan, interval, buyer),
    ...(reason ? { reason } : {}),
  };
}

function hrefOf(plan: Plan, interval: BillingInterval, buyer: Buyer | null): string {
  if (plan.custom) return `mailto:sales@example.com?subject=${encodeURIComponent(`${plan.name} plan`)}`;
  if (!buyer) return `/sign-up?plan=${plan.code}&interval=${interval}`;
  return `/orgs/${buyer.belonging.organization.slug}/billing/checkout?plan=${plan.code}&interval=${interval}`;
}

/** How a plan stands to the one that is had, and why it cannot be chosen where it cannot. */
function relationOf(
  plan: Plan,
  interval: BillingInterval,
  buyer: Buyer | null,
): { relation: PlanRelation; reason?: string } {
  const { plan: had, subscription } = buyer?.entitlements ?? {};
  if (!buyer || !had || !subscription) return { relation: "new" };
  const same = had.code === plan.code;
  if (
    same &&
    (subscription.source === "INTERNAL" || subscription.interval === (interval === "year" ? "YEAR" : "MONTH"))
  )
    return { relation: "current" };
  if (!mayBuy(buyer.belonging.role, buyer.belonging.organization))
    return { relation: "unavailable", reason: "Owners and admins of the organization choose plans." };
  if (subscription.source === "STRIPE") {
    return {
      relation: "unavailable",
      reason: `${had.name} is paid for until its period ends. Cancel it on the billing page first; this plan can be bought then.`,
    };
  }
  return { relation: same ? "other_interval" : "upgrade" };
}

/** The slider of a family in which something is billed beyond its allowance. */
function estimateOf(plans: readonly Plan[]): PricingModel["estimate"] {
  const metered = plans
    .flatMap((plan) => plan.limits)
    .find((limit) => limit.overage !== null && limit.amount !== "unlimited");
  if (!metered || metered.amount === "unlimited") return undefined;
  return {
    meter: metered.meter,
    most: metered.amount * 5,
    step: metered.amount / 20,
    start: Math.round(metered.amount * 2.5),
  };
}
