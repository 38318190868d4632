import { listPlans, livesAtStripe, stripeMeterOf, type OveragePrice, type Plan, type PlanPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { money, type Money } from "@/lib/kernel/money";
import { pricingInWords } from "../price-amounts";
import { priceDifferences } from "../rules/difference";
import type { Difference, DriftKind } from "./model";

type Counted = (kind: DriftKind) => void;

/** A price of ours as it should be there. */
interface Own {
  readonly id: string;
  readonly name: string;
  readonly stripePriceId: string | null;
  readonly amount: Money;
  readonly pricing: string;
  readonly interval: string;
  readonly productId: string | null;
  readonly meterId: string | null;
}

/** Every price on sale, and every meter that one of them counts, that Stripe does not have, or has otherwise. Changes nothing. */
export async function comparePrices(ctx: Ctx, counted: Counted): Promise<Difference[]> {
  const plans = (await listPlans(ctx, { status: "ACTIVE" })).filter(livesAtStripe);
  const found: Difference[] = [];
  for (const plan of plans) {
    for (const price of plan.prices.filter((each) => each.amount > 0n))
      found.push(...(await comparePrice(ctx, ownPrice(plan, price), counted)));
    for (const price of plan.overagePrices)
      found.push(...(await comparePrice(ctx, await ownOverage(ctx, plan, price), counted)));
  }
  const meters = new Set(plans.flatMap((plan) => plan.overagePrices.map((price) => price.meter)));
  for (const meter of meters) found.push(...(await compareMeter(ctx, meter, counted)));
  return found;
}

const ownPrice = (plan: Plan, price: PlanPrice): Own => ({
  id: price.id,
  name: `${plan.code} ${price.interval.toLowerCase()}`,
  stripePriceId: price.stripePriceId,
  amount: money(price.amount, price.currency),
  pricing: pricingInWords(price.pricing),
  interval: price.interval,
  productId: plan.id,
  meterId: null,
});

async function ownOverage(ctx: Ctx, plan: Plan, price: OveragePrice): Promise<Own> {
  const overage = plan.limits.find((limit) => limit.meter === price.meter && limit.overage)?.overage;
  return {
    id: price.id,
    name: `${plan.code} ${price.interval.toLowerCase()}: ${price.meter} beyond its limit`,
    stripePriceId: price.stripePriceId,
    amount: money(overage?.amount ?? 0n, plan.currency),
    pricing: pricingInWords({ model: "PACKAGE", per: overage?.per ?? 1 }),
    interval: price.interval,
    productId: `${plan.id}_${price.meter}`,
    meterId: await stripeMeterOf(ctx, price.meter),
  };
}

async function comparePrice(ctx: Ctx, own: Own, counted: Counted): Promise<Difference[]> {
  counted("price");
  const about = { kind: "price" as const, organizationId: null, id: own.id, stripeId: own.stripePriceId };
  const name = { field: "plan", ours: own.name, stripe: null };
  if (own.stripePriceId === null) return [{ ...about, what: "missing_at_stripe", fields: [name], repair: "give_ours" }];
  const theirs = await ctx.payments.retrievePrice(own.stripePriceId);
  // Prices there never change; one that did would charge what nobody agreed to, so nobody but a person decides.
  if (!theirs) return [{ ...about, what: "missing_at_stripe", fields: [name], repair: "by_hand" }];
  const fields = priceDifferences(own, theirs, pricingInWords(theirs.pricing));
  return fields.length === 0 ? [] : [{ ...about, what: "differs", fields, repair: "by_hand" }];
}

async function compareMeter(ctx: Ctx, meter: string, counted: Counted): Promise<Difference[]> {
  const stripeId = await stripeMeterOf(ctx, meter);
  // One that is not there yet is missing with its price.
  if (stripeId === null) return [];
  counted("meter");
  const about = { kind: "meter" as const, organizationId: null, id: meter, stripeId };
  const theirs = await ctx.payments.retrieveMeter(stripeId);
  if (!theirs) return [{ ...about, what: "missing_at_stripe", fields: [], repair: "by_hand" }];
  if (theirs.meter === meter && theirs.active) return [];
  const fields = [
    { field: "counts", ours: meter, stripe: theirs.meter },
    { field: "active", ours: "true", stripe: `${theirs.active}` },
  ].filter((each) => each.ours !== each.stripe);
  return [{ ...about, what: "differs", fields, repair: "by_hand" }];
}
