import {
  listMeters,
  listPlans,
  livesAtStripe,
  saveMeterSync,
  saveOveragePriceSync,
  savePriceSync,
  savePriceSyncFailure,
  stripeMeterOf,
  type BillingInterval,
  type OveragePrice,
  type Plan,
  type PlanPrice,
} from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { Invariant } from "@/lib/kernel/errors";
import { money } from "@/lib/kernel/money";
import { inTransaction } from "@/lib/platform/db";

/** What became of each price that had to go to Stripe. */
export interface SyncedPrices {
  readonly synced: readonly string[];
  readonly failed: readonly { readonly plan: string; readonly reason: string }[];
}

/** Where what a plan sells lives at Stripe: the price of a period, and those that count what goes beyond its limits. */
export interface PricesAtStripe {
  readonly priceId: string;
  readonly metered: readonly string[];
}

/**
 * Brings one price, the product of its plan, and the prices of what goes beyond its limits to Stripe, and returns Stripe's
 * ids. What is there already is adopted. The plan carries the outcome, also the reason of a failure, which is thrown on.
 * Journaled in the deployment's chain.
 */
export async function bringPriceToStripe(ctx: Ctx, plan: Plan, price: PlanPrice): Promise<PricesAtStripe> {
  const priceId = price.stripePriceId ?? (await bringing(ctx, plan, () => bringPrice(ctx, plan, price)));
  return { priceId, metered: await bringOverageToStripe(ctx, plan, price.interval) };
}

/** Brings the prices of what goes beyond a plan's limits to Stripe, with their meters; in the catalog's order. */
export async function bringOverageToStripe(ctx: Ctx, plan: Plan, interval: BillingInterval): Promise<string[]> {
  const prices = plan.overagePrices.filter((price) => price.interval === interval);
  const ids: string[] = [];
  for (const price of prices)
    ids.push(price.stripePriceId ?? (await bringing(ctx, plan, () => bringOveragePrice(ctx, plan, price))));
  return ids;
}

async function bringing(ctx: Ctx, plan: Plan, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    await savePriceSyncFailure(ctx.db, plan.id, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function bringPrice(ctx: Ctx, plan: Plan, price: PlanPrice): Promise<string> {
  const synced = await ctx.payments.syncPrice({
    planId: plan.id,
    planCode: plan.code,
    planName: plan.name,
    description: plan.description,
    priceId: price.id,
    amount: money(price.amount, price.currency),
    interval: price.interval,
    ...(price.pricing ? { pricing: price.pricing } : {}),
  });
  await inTransaction(ctx.db, async (tx) => {
    const at = { stripeProductId: synced.productId, stripePriceId: synced.priceId };
    await savePriceSync(tx, { planId: plan.id, priceId: price.id, ...at });
    await record(tx, ctx, "plan_price.brought_to_stripe", {
      entity: { type: "plan_price", id: price.id },
      organization: null,
      after: { plan: plan.code, version: plan.version, interval: price.interval, ...at },
    });
  });
  return synced.priceId;
}

async function bringOveragePrice(ctx: Ctx, plan: Plan, price: OveragePrice): Promise<string> {
  const overage = plan.limits.find((limit) => limit.meter === price.meter && limit.overage !== null)?.overage;
  const meter = (await listMeters(ctx)).find((each) => each.slug === price.meter);
  if (!overage || !meter)
    throw new Invariant("a price of what goes beyond a limit has no limit", { plan: plan.id, price: price.id });
  const meterId = await bringMeter(ctx, meter);
  const synced = await ctx.payments.syncOveragePrice({
    planId: plan.id,
    planCode: plan.code,
    planName: plan.name,
    meter: meter.slug,
    meterName: meter.name,
    meterId,
    priceId: price.id,
    overage,
    currency: plan.currency,
    interval: price.interval,
  });
  await inTransaction(ctx.db, async (tx) => {
    await saveOveragePriceSync(tx, { planId: plan.id, overagePriceId: price.id, stripePriceId: synced.priceId });
    await record(tx, ctx, "plan_price.brought_to_stripe", {
      entity: { type: "plan_overage_price", id: price.id },
      organization: null,
      after: {
        ...{ plan: plan.code, version: plan.version, interval: price.interval, meter: price.meter },
        ...{ stripeProductId: synced.productId, stripePriceId: synced.priceId },
      },
    });
  });
  return synced.priceId;
}

async function bringMeter(ctx: Ctx, meter: { readonly slug: string; readonly name: string }): Promise<string> {
  const known = await stripeMeterOf(ctx, meter.slug);
  if (known !== null) return known;
  const meterId = await ctx.payments.syncMeter({ slug: meter.slug, name: meter.name });
  await inTransaction(ctx.db, async (tx) => {
    await saveMeterSync(tx, meter.slug, meterId);
    await record(tx, ctx, "meter.brought_to_stripe", {
      entity: { type: "meter", id: meter.slug },
      organization: null,
      after: { stripeMeterId: meterId },
    });
  });
  return meterId;
}

/** A price on sale that Stripe does not have yet. */
export interface MissingPrice {
  readonly plan: Plan;
  readonly price: PlanPrice;
  /** "GROWTH month", "GROWTH month: api_calls beyond its limit". */
  readonly names: readonly string[];
}

/** The prices on sale that Stripe does not have yet, each with what is missing of it. Asks nobody and changes nothing. */
export async function missingPrices(ctx: Pick<Ctx, "db">): Promise<MissingPrice[]> {
  const plans = (await listPlans(ctx, { status: "ACTIVE" })).filter(livesAtStripe);
  return plans.flatMap((plan) =>
    plan.prices
      .filter((price) => price.amount > 0n)
      .map((price) => ({ plan, price, names: missingNames(plan, price) }))
      .filter(({ names }) => names.length > 0),
  );
}

function missingNames(plan: Plan, price: PlanPrice): string[] {
  const name = `${plan.code} ${price.interval.toLowerCase()}`;
  const beyond = plan.overagePrices
    .filter((row) => row.interval === price.interval && row.stripePriceId === null)
    .map((row) => `${name}: ${row.meter} beyond its limit`);
  return price.stripePriceId === null ? [name, ...beyond] : beyond;
}

/** Brings every price on sale that Stripe does not have yet. One that fails does not hold up the others. */
export async function syncPrices(ctx: Ctx): Promise<SyncedPrices> {
  const synced: string[] = [];
  const failed: { plan: string; reason: string }[] = [];
  for (const { plan, price, names } of await missingPrices(ctx)) {
    try {
      await bringPriceToStripe(ctx, plan, price);
      synced.push(...names);
    } catch (error) {
      failed.push({ plan: plan.code, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { synced, failed };
}
