export * from "./model";
export { listOverrides, readEntitlements } from "./queries";
export { endOf, resolve } from "./rules/resolve";
export {
  deleteSpendLimit,
  readFacts,
  readPlanFacts,
  revokeOverride,
  saveOverride,
  saveSpendLimit,
  spendLimitsOf,
  type OverrideInput,
  type SpendLimitRow,
} from "./store";
