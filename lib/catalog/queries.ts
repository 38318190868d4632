import type { DbOrTx } from "@/lib/platform/db";
import { noFallbackPlan, planNotFound } from "./errors";
import type { Feature, Meter, OveragePrice, Plan, PlanFamily, PlanPrice, PlanStatus } from "./model";
import * as store from "./store";

interface Reader {
  readonly db: DbOrTx;
}

/** The shop window: families in order with the plans they offer, and the words for what the plans include. */
export interface ShopWindow {
  readonly families: readonly (PlanFamily & { readonly plans: readonly Plan[] })[];
  readonly features: readonly Feature[];
  readonly meters: readonly Meter[];
}

/** Active, listed plans by family and position. Families without such a plan are left out. */
export async function listPlansForSale(ctx: Reader): Promise<ShopWindow> {
  const [families, plans, features, meters] = await Promise.all([
    store.loadFamilies(ctx.db),
    store.loadPlans(ctx.db, { status: "ACTIVE" }),
    store.loadFeatures(ctx.db),
    store.loadMeters(ctx.db),
  ]);
  const offered = plans.filter((plan) => plan.listed).sort((a, b) => a.position - b.position);
  return {
    families: families
      .map((family) => ({ ...family, plans: offered.filter((plan) => plan.family === family.code) }))
      .filter((family) => family.plans.length > 0),
    features,
    meters,
  };
}

/** One version by id. NOT_FOUND when there is none. */
export async function getPlan(ctx: Reader, id: string): Promise<Plan> {
  const [plan] = await store.loadPlans(ctx.db, { id });
  if (!plan) throw planNotFound();
  return plan;
}

/** The version of a plan that is on sale. NOT_FOUND when there is none. */
export async function activePlanByCode(ctx: Reader, code: string): Promise<Plan> {
  const [plan] = await store.loadPlans(ctx.db, { code, status: "ACTIVE" });
  if (!plan) throw planNotFound();
  return plan;
}

/** The plan that organizations start on and fall back to. CONFLICT when the catalog has none. */
export async function activeFallbackPlan(ctx: Reader): Promise<Plan> {
  const [plan] = await store.loadPlans(ctx.db, { fallback: true, status: "ACTIVE" });
  if (!plan) throw noFallbackPlan();
  return plan;
}

/** All versions, or those of one status or code, by family, position, code and version. */
export async function listPlans(ctx: Reader, where: { status?: PlanStatus; code?: string } = {}): Promise<Plan[]> {
  return store.loadPlans(ctx.db, where);
}

/** The plan and price behind an id of ours or of Stripe's; null when it is none of the catalog's. */
export async function planOfPrice(
  ctx: Reader,
  price: { priceId: string } | { stripePriceId: string },
): Promise<{ plan: Plan; price: PlanPrice } | null> {
  const [plan] = await store.loadPlans(ctx.db, price);
  const found = plan?.prices.find((row) =>
    "priceId" in price ? row.id === price.priceId : row.stripePriceId === price.stripePriceId,
  );
  return plan && found ? { plan, price: found } : null;
}

/** The plan and the price of what goes beyond one of its limits, behind an id of Stripe's; null when it is none of the catalog's. */
export async function planOfOveragePrice(
  ctx: Reader,
  stripePriceId: string,
): Promise<{ plan: Plan; price: OveragePrice } | null> {
  const [plan] = await store.loadPlans(ctx.db, { stripeOveragePriceId: stripePriceId });
  const price = plan?.overagePrices.find((row) => row.stripePriceId === stripePriceId);
  return plan && price ? { plan, price } : null;
}

/** Where a meter lives at Stripe; null while it does not. */
export const stripeMeterOf = (ctx: Reader, slug: string): Promise<string | null> => store.loadStripeMeter(ctx.db, slug);

export const listMeters = (ctx: Reader): Promise<Meter[]> => store.loadMeters(ctx.db);
export const listFeatures = (ctx: Reader): Promise<Feature[]> => store.loadFeatures(ctx.db);
