export { applyCheckout, type CheckoutOutcome } from "./apply-checkout";
export { applySubscription, type AppliedSubscription } from "./apply-subscription";
export { assignPlanByHand, cancelByHand, type ByHand } from "./assign-plan";
export { cancelSubscription, resumeSubscription } from "./cancel-subscription";
export {
  changePlan,
  previewPlanChange,
  revokeScheduledChange,
  type MadeChange,
  type MakeChange,
  type PlanChangePreview,
  type WantedChange,
} from "./change-plan";
export type { ChangeTiming } from "./rules/plan-change";
export { endDueSubscriptions } from "./end-due-subscriptions";
export { expireOverrides } from "./expire-overrides";
export { syncCustomer } from "./ensure-customer";
export { mirrorInvoice, type AppliedInvoice } from "./mirror-invoice";
export { removeOverride, setOverride, type Override, type OverrideSubject } from "./override-entitlement";
export { listInvoices, nextCharge, openPortal, type NextCharge } from "./queries";
export { refreshSubscription } from "./refresh-subscription";
export { repairSubscriptions } from "./repair-subscriptions";
export {
  listSpendLimits,
  previewSpendLimit,
  removeSpendLimit,
  setSpendLimit,
  type SpendEffect,
  type SpendLimitState,
} from "./spend-limit";
export { startCheckout, type StartCheckout, type StartedCheckout } from "./start-checkout";
export { activateOrganization, suspendOrganization } from "./suspend-organization";
export { syncPrices, type SyncedPrices } from "./sync-prices";
