export { announceTrialEnd, TRIAL_ENDING_MAIL, type TrialEndingMail } from "./announce-trial-end";
export { beyondAllowances, type BeyondAllowance } from "./beyond-allowances";
export { applyCheckout, type CheckoutOutcome } from "./apply-checkout";
export { applyPromotion, type AppliedPromotion, type PromotedPurchase } from "./apply-promotion";
export { applySubscription, type AppliedSubscription } from "./apply-subscription";
export { archiveOrganization, planInTheWay } from "./archive-organization";
export { assignPlanByHand, cancelByHand, checkedReason, type ByHand } from "./assign-plan";
export { setBillingAddress, setTaxId } from "./billing-details";
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
export { deleteAccount } from "./delete-account";
export { endDueSubscriptions } from "./end-due-subscriptions";
export { expireOverrides } from "./expire-overrides";
export { syncCustomer } from "./ensure-customer";
export { extendTrial } from "./extend-trial";
export { mirrorInvoice, type AppliedInvoice } from "./mirror-invoice";
export { mirrorMoneyBack } from "./mirror-money-back";
export { removeOverride, setOverride, type Override, type OverrideSubject } from "./override-entitlement";
export { previewAssignedPlan, previewCanceledPlan, previewOverride, type PlanEffect } from "./preview-by-hand";
export { previewStandstill, type Standstill } from "./preview-standstill";
export type { Effect, FeatureEffect, LimitEffect, LimitSide } from "./rules/effect";
export {
  everyTenant,
  listTenants,
  MOST_TENANTS,
  TENANT_SORTS,
  usageOrderSince,
  type Tenant,
  type TenantPage,
  type TenantWish,
} from "./list-tenants";
export type { TenantFilter, TenantKeyset, TenantSort } from "./tenant-store";
export { listInvoices, nextCharge, type NextCharge } from "./queries";
export { openPortal, PORTAL_PLACES, type OpenPortal, type PortalPlace } from "./open-portal";
export { payInvoice } from "./pay-invoice";
export { pauseSubscription, resumeSubscription } from "./pause-subscription";
export { choicesOf, refuseUnlessLive } from "./permit-step";
export { reactivateSubscription } from "./reactivate-subscription";
export { refreshSubscription } from "./refresh-subscription";
export { carryOutRefunds, refundPayment, type MadeRefund, type RefundWish } from "./refund-payment";
export { repairSubscriptions } from "./repair-subscriptions";
export {
  listSpendLimits,
  previewSpendLimit,
  removeSpendLimit,
  setSpendLimit,
  type SpendEffect,
  type SpendLimitState,
} from "./spend-limit";
export { countOverage } from "./count-overage";
export { compareMeterSums, correctMeterSum, type MeterSum } from "./reconcile-overage";
export { resendOverage } from "./resend-overage";
export { settleOverage } from "./settle-overage";
export { reportOverage, type OverageRound } from "./report-overage";
export { startCheckout, type StartCheckout, type StartedCheckout } from "./start-checkout";
export { activateOrganization, suspendOrganization } from "./suspend-organization";
export { waitingChange, type WaitingChange } from "./waiting-change";
export { missingPrices, syncPrices, type MissingPrice, type SyncedPrices } from "./sync-prices";
export { REFUND_MAIL, type RefundMail } from "./tell-money-back";
