export * from "./model";
export { readEntitlements } from "./queries";
export { endOf, resolve } from "./rules/resolve";
export { readFacts, revokeOverride, saveOverride, type OverrideInput } from "./store";
