import { entry as activation } from "./activation/entry";
import { entry as alerts } from "./alerts/entry";
import { entry as apiKeys } from "./api-keys/entry";
import { entry as audit, entryPage as auditEntry, operatorEntry as operatorAudit } from "./audit/entry";
import { entry as billing } from "./billing/entry";
import { entry as cancel } from "./cancel/entry";
import { entry as changePlan } from "./change-plan/entry";
import { entry as checkoutReview } from "./checkout-review/entry";
import { entry as ending } from "./ending/entry";
import type { ScreenEntry } from "./entry";
import { entry as home } from "./home/entry";
import { entry as invite } from "./invite/entry";
import { entry as members } from "./members/entry";
import { entry as operatorInstallations } from "./operator-installations/entry";
import { entry as operatorOrganizations } from "./operator-organizations/entry";
import { entry as operatorPayments } from "./operator-payments/entry";
import { entry as operatorQuota } from "./operator-quota/entry";
import { entry as operatorStart } from "./operator-start/entry";
import { entry as operatorTenant } from "./operator-tenant/entry";
import { entry as operatorTime } from "./operator-time/entry";
import { entry as operatorWebhooks, eventEntry as operatorEvent } from "./operator-webhooks/entry";
import { entry as paywall } from "./paywall/entry";
import { entry as profile } from "./profile/entry";
import { entry as pricing } from "./pricing/entry";
import { entry as returnFromPayment } from "./return/entry";
import { entry as secondStep } from "./second-step/entry";
import { entry as settings } from "./settings/entry";
import { entry as signIn } from "./sign-in/entry";
import { entry as signUp } from "./sign-up/entry";
import { entry as usage } from "./usage/entry";

/** Every screen that the gallery can show, by the name in its address. */
export const registry: { screens: Readonly<Record<string, ScreenEntry>> } = {
  screens: {
    pricing,
    "sign-up": signUp,
    "sign-in": signIn,
    "second-step": secondStep,
    "checkout-review": checkoutReview,
    return: returnFromPayment,
    home,
    usage,
    alerts,
    billing,
    "change-plan": changePlan,
    cancel,
    paywall,
    members,
    invite,
    "api-keys": apiKeys,
    ending,
    profile,
    audit,
    "audit-entry": auditEntry,
    activation,
    settings,
    "operator-start": operatorStart,
    "operator-organizations": operatorOrganizations,
    "operator-installations": operatorInstallations,
    "operator-tenant": operatorTenant,
    "operator-payments": operatorPayments,
    "operator-quota": operatorQuota,
    "operator-audit": operatorAudit,
    "operator-webhooks": operatorWebhooks,
    "operator-event": operatorEvent,
    "operator-time": operatorTime,
  },
};
