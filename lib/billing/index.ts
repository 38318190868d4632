export { announceTrialEnd, TRIAL_ENDING_MAIL, type TrialEndingMail } from "./announce-trial-end";
export { applyCheckout, type CheckoutOutcome } from "./apply-checkout";
export { applySubscription, type AppliedSubscription } from "./apply-subscription";
export { assignPlanByHand, cancelByHand, type ByHand } from "./assign-plan";
export { cancelSubscription } from "./cancel-subscription";
export {
  changePlan,
  previewPlanChange,
  revokeScheduledChange,
  type MadeChange,
  type MakeChange,
  type PlanChangePreview,
} from "./change-plan";
export { considerPlanChange, type ConsideredChange, type WantedChange } from "./consider-change";
export { costsMore, type ChangeTiming } from "./rules/plan-change";
export { endDueSubscriptions } from "./end-due-subscriptions";
export { expireOverrides } from "./expire-overrides";
export { syncCustomer } from "./ensure-customer";
export { extendTrial } from "./extend-trial";
export { mirrorInvoice, type AppliedInvoice } from "./mirror-invoice";
export { removeOverride, setOverride, type Override, type OverrideSubject } from "./override-entitlement";
export {
  previewAssignedPlan,
  previewCanceledPlan,
  previewOverride,
  type PlanEffect,
} from "./preview-by-hand";
export type { Effect, FeatureEffect, LimitEffect, LimitSide } from "./rules/effect";
export {
  listTenants,
  TENANT_SORTS,
  type FullestAllowance,
  type Tenant,
  type TenantPage,
} from "./list-tenants";
export type { TenantFilter, TenantKeyset, TenantSort } from "./tenant-store";
export { listInvoices, nextCharge, openPortal, type NextCharge } from "./queries";
export { pauseSubscription, resumeSubscription } from "./pause-subscription";
export { choicesOf, refuseUnlessLive } from "./permit-step";
export { reactivateSubscription } from "./reactivate-subscription";
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
export { waitingChange, type WaitingChange } from "./waiting-change";
export { syncPrices, type SyncedPrices } from "./sync-prices";
