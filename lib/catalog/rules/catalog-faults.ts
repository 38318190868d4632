import type { FieldError } from "@/lib/kernel/errors";
import { isFree, type Aggregation, type Catalog, type Meter, type PlanLimit, type WantedPlan } from "../model";
import { overageFaults, priceFaults, quantityFaults } from "./price-faults";

const fault = (path: string, code: string, message: string): FieldError => ({ pointer: path, code, message });

/** What is defined for plans to refer to. */
export type CatalogWords = Pick<Catalog, "features" | "meters" | "families">;

/** What a well-formed plan may still get wrong when it is added by itself to what is defined already. */
export function singlePlanFaults(plan: WantedPlan, words: CatalogWords): FieldError[] {
  const at = `/plans/${plan.terms.code}`;
  const faults = planFaults(
    plan,
    new Set(words.features.map((feature) => feature.slug)),
    aggregations(words.meters),
    new Set(words.families.map((family) => family.code)),
  );
  if (plan.status === "ARCHIVED")
    faults.push(fault(`${at}/status`, "archived", "a plan that is created is a draft or active"));
  if (plan.presentation.fallback)
    faults.push(
      fault(`${at}/fallback`, "fallback_moves", "which plan is the fallback is decided by a file of the whole catalog"),
    );
  return faults;
}

/** What a well-formed catalog may still get wrong: references to nothing, sums that cannot be sold, no plan to start on. */
export function catalogFaults(catalog: Catalog): FieldError[] {
  const features = new Set(catalog.features.map((feature) => feature.slug));
  const meters = aggregations(catalog.meters);
  const families = new Set(catalog.families.map((family) => family.code));
  return [
    ...catalog.meters.flatMap((meter) =>
      meter.feature !== null && !features.has(meter.feature)
        ? [fault(`/meters/${meter.slug}/feature`, "unknown_feature", `"${meter.feature}" is no feature of the catalog`)]
        : [],
    ),
    ...catalog.meters.flatMap((meter) =>
      meter.aggregation === "UNIQUE"
        ? [fault(`/meters/${meter.slug}/aggregation`, "not_counted", "unique is not counted; say sum, max or latest")]
        : [],
    ),
    ...catalog.plans.flatMap((plan) => planFaults(plan, features, meters, families)),
    ...fallbackFaults(catalog.plans),
  ];
}

type Aggregations = ReadonlyMap<string, Aggregation>;

const aggregations = (meters: readonly Meter[]): Aggregations =>
  new Map(meters.map((meter) => [meter.slug, meter.aggregation]));

/** Meters of which a file says another aggregation than they have: what was counted would mean something else. */
export function aggregationFaults(known: readonly Meter[], wanted: readonly Meter[]): FieldError[] {
  const before = aggregations(known);
  return wanted.flatMap((meter) => {
    const counted = before.get(meter.slug);
    if (counted === undefined || counted === meter.aggregation) return [];
    return [
      fault(
        `/meters/${meter.slug}/aggregation`,
        "aggregation_kept",
        `the meter counts by ${counted.toLowerCase()}, and its events would mean something else by ${meter.aggregation.toLowerCase()}; define another meter with a slug of its own`,
      ),
    ];
  });
}

/** What a limit may not say on a gauge: a level has no reset, and nothing of either gauge is used up that could be billed. */
function gaugeFaults(where: string, aggregation: Aggregation | undefined, limit: PlanLimit): FieldError[] {
  const gauge = aggregation === "LATEST" || aggregation === "MAX";
  return [
    ...(aggregation === "LATEST" && limit.window !== "LIFETIME"
      ? [fault(`${where}/window`, "window_of_level", "a meter that keeps the latest value never resets; say lifetime")]
      : []),
    ...(gauge && limit.policy === "METERED"
      ? [fault(`${where}/policy`, "metered_gauge", "nothing is billed beyond the limit of a gauge; say hard_stop")]
      : []),
  ];
}

function planFaults(
  plan: WantedPlan,
  features: ReadonlySet<string>,
  meters: Aggregations,
  families: ReadonlySet<string>,
): FieldError[] {
  const { terms } = plan;
  const at = `/plans/${terms.code}`;
  const faults: FieldError[] = [];
  if (!families.has(terms.family))
    faults.push(fault(`${at}/family`, "unknown_family", `"${terms.family}" is no family of the catalog`));
  for (const { slug } of terms.features) {
    if (!features.has(slug))
      faults.push(fault(`${at}/features/${slug}`, "unknown_feature", `"${slug}" is no feature of the catalog`));
  }
  const windows = new Set<string>();
  for (const limit of terms.limits) {
    const where = `${at}/limits/${limit.meter}`;
    if (!meters.has(limit.meter))
      faults.push(fault(where, "unknown_meter", `"${limit.meter}" is no meter of the catalog`));
    if (windows.has(`${limit.meter}/${limit.window}`))
      faults.push(
        fault(
          where,
          "duplicate_window",
          `two limits in the window ${limit.window.toLowerCase()}; one meter has one limit per window`,
        ),
      );
    faults.push(...gaugeFaults(where, meters.get(limit.meter), limit));
    windows.add(`${limit.meter}/${limit.window}`);
    if (limit.policy === "METERED" && !limit.overage && limit.amount !== "unlimited")
      faults.push(
        fault(`${where}/overage`, "overage_missing", "a metered limit needs a price for what goes beyond it"),
      );
    if (limit.overage && (limit.policy !== "METERED" || limit.amount === "unlimited"))
      faults.push(
        fault(
          `${where}/overage`,
          "overage_not_metered",
          "an overage price needs policy metered and an amount to go beyond",
        ),
      );
  }
  if (!terms.custom && terms.prices.length === 0)
    faults.push(
      fault(
        `${at}/prices`,
        "price_missing",
        "a plan needs a price (0 when it is free), or custom: true when it is sold by contract",
      ),
    );
  if (terms.custom && terms.prices.length > 0)
    faults.push(
      fault(`${at}/prices`, "price_of_custom_plan", "a plan that is sold by contract has no price in the catalog"),
    );
  faults.push(...priceFaults(terms, at), ...overageFaults(terms, at), ...quantityFaults(terms, at));
  if (terms.trialDays > 0 && isFree(terms))
    faults.push(fault(`${at}/trial_days`, "trial_of_free_plan", "a plan that costs nothing has no trial"));
  return faults;
}

function fallbackFaults(plans: readonly WantedPlan[]): FieldError[] {
  const marked = plans.filter((plan) => plan.presentation.fallback);
  const active = marked.filter((plan) => plan.status === "ACTIVE");
  if (active.length !== 1) {
    return [
      fault(
        "/plans",
        "fallback_count",
        `exactly one active plan must say "fallback: true"; found ${active.length === 0 ? "none" : active.map((plan) => plan.terms.code).join(", ")}`,
      ),
    ];
  }
  return marked
    .filter((plan) => plan.status !== "ACTIVE" || !isFree(plan.terms))
    .map((plan) =>
      fault(
        `/plans/${plan.terms.code}/fallback`,
        "fallback_not_free",
        "the fallback plan must be active and cost nothing",
      ),
    );
}
