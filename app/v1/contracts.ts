import type { Contract } from "@/lib/http";
import { getAudit } from "./audit/contract";
import { postCheck } from "./check/contract";
import { getEntitlements } from "./entitlements/[organization]/contract";
import { getHold, getHolds, postHold, postHoldRelease, postHoldSettle } from "./holds/contract";
import { getMyEntitlements, getMySubscription, getMyUsage } from "./me/contract";
import { getOrganizationById, getOrganizations, postOrganization } from "./organizations/contract";
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
  getQuotaExplain,
  getMySubscription,
  getMyEntitlements,
  getMyUsage,
  postOrganization,
  getOrganizations,
  getOrganizationById,
  getSpendLimits,
  putSpendLimit,
  deleteSpendLimit,
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
