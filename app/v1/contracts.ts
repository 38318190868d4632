import type { Contract } from "@/lib/http";
import { getAudit } from "./audit/contract";
import { postRedeem, postRefresh } from "./activation/contract";
import { postCheckoutSession } from "./checkout-sessions/contract";
import { postCheck } from "./check/contract";
import { getEntitlements } from "./entitlements/[organization]/contract";
import {
  deleteOverride,
  getOverrides,
  postOverridePreview,
  putOverride,
} from "./entitlements/[organization]/override/contract";
import { getHold, getHolds, postHold, postHoldRelease, postHoldSettle } from "./holds/contract";
import { getInvoiceById, getInvoicePdf, getInvoices, postInvoicePay } from "./invoices/contract";
import { getMyEntitlements, getMySubscription, getMyUsage } from "./me/contract";
import { getMeters } from "./meters/contract";
import {
  deleteInvitation,
  getInvitations,
  postInvitationResend,
  postInvitations,
} from "./organizations/[id]/invitations/contract";
import { deleteMember, getMembers, patchMember, postTransferOwnership } from "./organizations/[id]/members/contract";
import {
  deleteActivationCode,
  getActivationCodes,
  postActivationCode,
} from "./organizations/[id]/activation-codes/contract";
import {
  deleteApiKey,
  getApiKeyById,
  getApiKeys,
  patchApiKey,
  postApiKey,
  postApiKeyRotate,
} from "./organizations/[id]/api-keys/contract";
import { deleteInstallation, getInstallations } from "./organizations/[id]/installations/contract";
import {
  deleteOrganization,
  getOrganizationById,
  getOrganizations,
  patchOrganization,
  postOrganization,
} from "./organizations/contract";
import { getPaymentById, getPayments, getRefunds, postRefund } from "./payments/contract";
import { getPlanById, getPlans } from "./plans/contract";
import { postPortalSession } from "./portal-sessions/contract";
import { getQuotaExplain } from "./quota/explain/contract";
import { deleteSpendLimit, getSpendLimits, putSpendLimit } from "./spend-limits/contract";
import {
  deleteChangePlan,
  getSubscription,
  getSubscriptions,
  postCancel,
  postChangePlan,
  postChangePreview,
  postExtendTrial,
  postPause,
  postReactivate,
  postResume,
  postSubscription,
} from "./subscriptions/contract";
import { postUsageBatch } from "./usage/batch/contract";
import { getUsage, postUsage } from "./usage/contract";
import { getUsageEvents } from "./usage/events/contract";
import { getUsageSummary } from "./usage/summary/contract";

/** Every contract of /v1. A test checks that none is missing, and that openapi.json says the same. */
export const contracts: readonly Contract[] = [
  postUsage,
  getUsage,
  postUsageBatch,
  getUsageEvents,
  getUsageSummary,
  postCheck,
  postHold,
  getHolds,
  getHold,
  postHoldSettle,
  postHoldRelease,
  getEntitlements,
  getOverrides,
  putOverride,
  deleteOverride,
  postOverridePreview,
  getQuotaExplain,
  getMySubscription,
  getMyEntitlements,
  getMyUsage,
  postOrganization,
  getOrganizations,
  getOrganizationById,
  patchOrganization,
  deleteOrganization,
  getMembers,
  patchMember,
  deleteMember,
  postTransferOwnership,
  postInvitations,
  getInvitations,
  postInvitationResend,
  deleteInvitation,
  getApiKeys,
  postApiKey,
  getApiKeyById,
  patchApiKey,
  deleteApiKey,
  postApiKeyRotate,
  getActivationCodes,
  postActivationCode,
  deleteActivationCode,
  getInstallations,
  deleteInstallation,
  postRedeem,
  postRefresh,
  getPayments,
  getPaymentById,
  getRefunds,
  postRefund,
  getInvoices,
  getInvoiceById,
  getInvoicePdf,
  postInvoicePay,
  postCheckoutSession,
  postPortalSession,
  getSpendLimits,
  putSpendLimit,
  deleteSpendLimit,
  getPlans,
  getPlanById,
  getMeters,
  getSubscriptions,
  postSubscription,
  getSubscription,
  postCancel,
  postReactivate,
  postChangePreview,
  postChangePlan,
  deleteChangePlan,
  postPause,
  postResume,
  postExtendTrial,
  getAudit,
];
