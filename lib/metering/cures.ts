import { listPlansForSale, type Plan, type ShopWindow } from "@/lib/catalog";
import type { WindowKind } from "@/lib/entitlements";
import type { World } from "@/lib/context";
import { moneyInWords } from "@/lib/kernel/money";
import { shownAmount, unitName } from "@/lib/kernel/units";
import { monotonic } from "@/lib/platform/clock";
import { cheapestCure } from "./rules/cure";

/** The plan that would lift a refusal, in words and as a link. */
export interface Cure {
  readonly upgradeHint: string;
  readonly upgradeUrl: string;
  readonly plan: Plan | null;
}

type Reading = Pick<World, "db" | "env">;

/** A denial costs no query for its cure: shop window and plan are remembered for a few seconds. */
const REMEMBERED_MS = 5_000;
const remembered = new WeakMap<World["db"], { readonly shop: Promise<ShopWindow>; readonly until: number }>();

function shopWindow(world: Reading): Promise<ShopWindow> {
  const there = remembered.get(world.db);
  if (there && there.until > monotonic()) return there.shop;
  const shop = listPlansForSale(world);
  remembered.set(world.db, { shop, until: monotonic() + REMEMBERED_MS });
  shop.catch(() => remembered.delete(world.db));
  return shop;
}

const amountOf = (plan: Plan): string => {
  const price = plan.prices.find((p) => p.interval === "MONTH");
  return price ? ` for ${moneyInWords(price)} a month` : "";
};

interface Refused {
  readonly meter: string;
  readonly currentPlan: string | null;
  readonly limit: { readonly window: WindowKind; readonly amount: number } | null;
  readonly feature: string | null;
}

const MAX_REMEMBERED_CURES = 10_000;
/** Whoever runs against a limit does so again and again: the cure is found once for each shop window. */
const cures = new WeakMap<ShopWindow, Map<string, Cure>>();

/** The cheapest cure for a refusal about a meter, or where to look when no plan on sale is one. */
export async function cureFor(world: Reading, refusal: Refused): Promise<Cure> {
  const shop = await shopWindow(world);
  const known = cures.get(shop) ?? new Map<string, Cure>();
  cures.set(shop, known);
  const { meter, currentPlan, limit, feature } = refusal;
  const name = [meter, currentPlan, limit?.window, limit?.amount, feature].join("\n");
  const found = known.get(name);
  if (found) return found;
  const cure = findCure(world, shop, refusal);
  if (known.size >= MAX_REMEMBERED_CURES) known.clear();
  known.set(name, cure);
  return cure;
}

function findCure(world: Reading, shop: ShopWindow, refusal: Refused): Cure {
  const plans = shop.families.flatMap((family) => family.plans);
  const plan = cheapestCure(plans, refusal);
  const url = new URL("/pricing", world.env.WEIR_URL);
  if (!plan)
    return { plan, upgradeHint: "No plan on sale goes further. Ask for a contract of your own.", upgradeUrl: url.href };
  url.searchParams.set("family", plan.family);
  url.searchParams.set("plan", plan.code);
  const offered = plan.limits.find((l) => l.meter === refusal.meter);
  const name = unitName(shop.meters.find((m) => m.slug === refusal.meter));
  const amount = offered?.amount ?? "unlimited";
  const units = amount === "unlimited" ? amount : shownAmount(amount, name);
  return { plan, upgradeHint: `${plan.name} includes ${units}${amountOf(plan)}.`, upgradeUrl: url.href };
}

const MAX_REMEMBERED_PLANS = 10_000;
const plans = new WeakMap<World["db"], Map<string, { readonly code: string | null; readonly until: number }>>();

/** Code of the plan that an organization has, as of a few seconds ago. Good enough for a hint, never for a decision. */
export async function recentPlanCode(
  world: Reading,
  organizationId: string,
  read: () => Promise<string | null>,
): Promise<string | null> {
  const known = plans.get(world.db) ?? new Map<string, { code: string | null; until: number }>();
  plans.set(world.db, known);
  const hit = known.get(organizationId);
  if (hit && hit.until > monotonic()) return hit.code;
  const code = await read();
  if (known.size >= MAX_REMEMBERED_PLANS) known.clear();
  known.set(organizationId, { code, until: monotonic() + REMEMBERED_MS });
  return code;
}

/** The meters that the catalog has; remembered as long as the shop window. */
export const catalogMeters = async (world: Reading): Promise<ShopWindow["meters"]> => (await shopWindow(world)).meters;

/** What the catalog knows of a meter, or null. */
export const knownMeter = async (world: Reading, slug: string): Promise<ShopWindow["meters"][number] | null> =>
  (await catalogMeters(world)).find((m) => m.slug === slug) ?? null;

export const knownMeters = async (world: Reading): Promise<readonly string[]> =>
  (await catalogMeters(world)).map((m) => m.slug);
