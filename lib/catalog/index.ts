export { applyCatalog } from "./apply-catalog";
export { parseCatalog } from "./parse-catalog";
export { noFallbackPlan, planNotFound } from "./errors";
export { isFree } from "./model";
export type {
  Aggregation,
  BillingInterval,
  Catalog,
  Collection,
  Feature,
  LimitPolicy,
  Meter,
  Overage,
  Plan,
  PlanFamily,
  PlanFeature,
  PlanLimit,
  PlanPrice,
  PlanStatus,
  PlanTerms,
  PriceTerms,
  WantedPlan,
  WindowKind,
} from "./model";
export {
  activeFallbackPlan,
  activePlanByCode,
  getPlan,
  listFamilies,
  listFeatures,
  listMeters,
  listPlans,
  listPlansForSale,
  planOfPrice,
  type ShopWindow,
} from "./queries";
export { decimalPlaces } from "./rules/minor-units";
export {
  changesNothing,
  planCatalogChange,
  type CatalogChange,
  type CurrentCatalog,
  type PlanChange,
} from "./rules/catalog-change";
export { markPlanSold, savePriceSync, savePriceSyncFailure } from "./sell-plan";
