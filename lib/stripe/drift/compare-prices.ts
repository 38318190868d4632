import { isFree, listPlans, type Plan, type PlanPrice } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { money } from "@/lib/kernel/money";
import { priceDifferences } from "../rules/difference";
import type { Difference } from "./model";

/** Every price on sale that Stripe does not have, or has otherwise. Changes nothing. */
export async function comparePrices(ctx: Ctx, counted: () => void): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const plan of await listPlans(ctx, { status: "ACTIVE" })) {
    if (plan.custom || isFree(plan) || plan.collection !== "STRIPE") continue;
    for (const price of plan.prices.filter((each) => each.amount > 0n)) {
      counted();
      found.push(...(await comparePrice(ctx, plan, price)));
    }
  }
  return found;
}

async function comparePrice(ctx: Ctx, plan: Plan, price: PlanPrice): Promise<Difference[]> {
  const about = { kind: "price" as const, organizationId: null, id: price.id, stripeId: price.stripePriceId };
  const name = { field: "plan", ours: `${plan.code} ${price.interval.toLowerCase()}`, stripe: null };
  if (price.stripePriceId === null)
    return [{ ...about, what: "missing_at_stripe", fields: [name], repair: "give_ours" }];
  const theirs = await ctx.payments.retrievePrice(price.stripePriceId);
  // Prices there never change; one that did would charge what nobody agreed to, so nobody but a person decides.
  if (!theirs) return [{ ...about, what: "missing_at_stripe", fields: [name], repair: "by_hand" }];
  const ours = { amount: money(price.amount, price.currency), interval: price.interval };
  const fields = priceDifferences(ours, theirs);
  return fields.length === 0 ? [] : [{ ...about, what: "differs", fields, repair: "by_hand" }];
}
