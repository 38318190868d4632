export { applyCatalog } from "./apply-catalog";
export { archivePlan } from "./archive-plan";
export { createPlan } from "./create-plan";
export { parseCatalog, parsePlan } from "./parse-catalog";
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
  listFeatures,
  listMeters,
  listPlans,
  listPlansForSale,
  planOfPrice,
  type ShopWindow,
} from "./queries";
export {
  changesNothing,
  planCatalogChange,
  type CatalogChange,
  type CurrentCatalog,
  type PlanChange,
} from "./rules/catalog-change";
export { minorUnits } from "./rules/minor-units";
export { markPlanSold, savePriceSync, savePriceSyncFailure } from "./sell-plan";
