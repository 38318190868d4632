import type {
  BillingInterval,
  PlanIcon,
  PlanRelation,
  PricingModel,
  PricingPlan,
} from "@/components/screens/pricing/model";
import { can, memberAsker } from "@/lib/access";
import { costsMore } from "@/lib/billing";
import { getPlan, isFree, listPlansForSale, type Plan, type ShopWindow, type WindowKind } from "@/lib/catalog";
import { soldByQuantity } from "@/lib/kernel/pricing";
import { readEntitlements, type Entitlements } from "@/lib/entitlements";
import { moneyOnWire } from "@/lib/kernel/money";
import { unitName } from "@/lib/kernel/units";
import { readyWorld } from "@/lib/http";
import { findLiveSubscription, type Subscription } from "@/lib/subscriptions";
import { organizationsOf, type Belonging } from "@/lib/tenancy";
import type { Environment } from "@/lib/platform/env";
import { contactHref } from "../../contact";
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
  /** What is paid through Stripe, and may be changed. */
  readonly paid: { readonly live: Subscription; readonly plan: Plan } | null;
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
    plans: plans.map((plan) => planOf(plan, shop, { interval: query.interval, buyer, env: world.env })),
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
  if (!belonging) return null;
  const [entitlements, live] = await Promise.all([
    readEntitlements(signedIn.ctx, belonging.organization.id),
    findLiveSubscription(signedIn.ctx, belonging.organization.id),
  ]);
  const paid = live?.source === "STRIPE" ? { live, plan: await getPlan(signedIn.ctx, live.planId) } : null;
  return { belonging, entitlements, paid };
}

function planOf(
  plan: Plan,
  shop: ShopWindow,
  { interval, buyer, env }: { interval: BillingInterval; buyer: Buyer | null; env: Environment },
): PricingPlan {
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
    each: plan.prices.some(soldByQuantity),
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
    href: hrefOf(plan, interval, buyer, env),
    ...(reason ? { reason } : {}),
  };
}

function hrefOf(plan: Plan, interval: BillingInterval, buyer: Buyer | null, env: Environment): string | null {
  if (plan.custom) return contactHref(env, `${plan.name} plan`);
  if (!buyer) return `/sign-up?plan=${plan.code}&interval=${interval}`;
  const billing = `/orgs/${buyer.belonging.organization.slug}/billing`;
  if (buyer.paid && isFree(plan)) return `${billing}/cancel`;
  return `${billing}/${buyer.paid ? "change" : "checkout"}?plan=${plan.code}&interval=${interval}`;
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
  if (!can(memberAsker(buyer.belonging), "billing:buy"))
    return { relation: "unavailable", reason: "Owners and admins of the organization choose plans." };
  if (same) return { relation: "other_interval" };
  return { relation: buyer.paid && !isUpgrade(buyer.paid, plan, interval) ? "downgrade" : "upgrade" };
}

/** Whoever changes what he pays for goes up or down by the year's price, as the change itself decides when it begins. */
const isUpgrade = (
  { live, plan: current }: NonNullable<Buyer["paid"]>,
  next: Plan,
  interval: BillingInterval,
): boolean =>
  costsMore({ live, current, next, interval: interval === "year" ? "YEAR" : "MONTH", quantity: live.quantity });

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
