import * as audit from "@/app/v1/audit/route";
import * as activationRedeem from "@/app/v1/activation/redeem/route";
import * as activationRefresh from "@/app/v1/activation/refresh/route";
import * as check from "@/app/v1/check/route";
import * as checkoutSessions from "@/app/v1/checkout-sessions/route";
import * as entitlements from "@/app/v1/entitlements/[organization]/route";
import * as override from "@/app/v1/entitlements/[organization]/override/route";
import * as overridePreview from "@/app/v1/entitlements/[organization]/override/preview/route";
import * as holdRelease from "@/app/v1/holds/[id]/release/route";
import * as hold from "@/app/v1/holds/[id]/route";
import * as holdSettle from "@/app/v1/holds/[id]/settle/route";
import * as holds from "@/app/v1/holds/route";
import * as invoicePay from "@/app/v1/invoices/[id]/pay/route";
import * as invoicePdf from "@/app/v1/invoices/[id]/pdf/route";
import * as invoice from "@/app/v1/invoices/[id]/route";
import * as invoices from "@/app/v1/invoices/route";
import * as meEntitlements from "@/app/v1/me/entitlements/route";
import * as meSubscription from "@/app/v1/me/subscription/route";
import * as meUsage from "@/app/v1/me/usage/route";
import * as meters from "@/app/v1/meters/route";
import * as openApi from "@/app/v1/openapi.json/route";
import * as invitation from "@/app/v1/organizations/[id]/invitations/[invitation]/route";
import * as invitationResend from "@/app/v1/organizations/[id]/invitations/[invitation]/resend/route";
import * as invitations from "@/app/v1/organizations/[id]/invitations/route";
import * as member from "@/app/v1/organizations/[id]/members/[member]/route";
import * as members from "@/app/v1/organizations/[id]/members/route";
import * as transferOwnership from "@/app/v1/organizations/[id]/transfer-ownership/route";
import * as activationCode from "@/app/v1/organizations/[id]/activation-codes/[code]/route";
import * as activationCodes from "@/app/v1/organizations/[id]/activation-codes/route";
import * as apiKeyRotate from "@/app/v1/organizations/[id]/api-keys/[key]/rotate/route";
import * as apiKey from "@/app/v1/organizations/[id]/api-keys/[key]/route";
import * as apiKeys from "@/app/v1/organizations/[id]/api-keys/route";
import * as installation from "@/app/v1/organizations/[id]/installations/[installation]/route";
import * as installations from "@/app/v1/organizations/[id]/installations/route";
import * as organization from "@/app/v1/organizations/[id]/route";
import * as organizations from "@/app/v1/organizations/route";
import * as payment from "@/app/v1/payments/[id]/route";
import * as paymentRefunds from "@/app/v1/payments/[id]/refunds/route";
import * as payments from "@/app/v1/payments/route";
import * as plan from "@/app/v1/plans/[id]/route";
import * as plans from "@/app/v1/plans/route";
import * as portalSessions from "@/app/v1/portal-sessions/route";
import * as explain from "@/app/v1/quota/explain/route";
import * as spendLimits from "@/app/v1/spend-limits/route";
import * as spendLimit from "@/app/v1/spend-limits/[meter]/route";
import * as subscriptionCancel from "@/app/v1/subscriptions/[id]/cancel/route";
import * as subscriptionChangePreview from "@/app/v1/subscriptions/[id]/change-plan/preview/route";
import * as subscriptionChange from "@/app/v1/subscriptions/[id]/change-plan/route";
import * as subscriptionExtendTrial from "@/app/v1/subscriptions/[id]/extend-trial/route";
import * as subscriptionPause from "@/app/v1/subscriptions/[id]/pause/route";
import * as subscriptionReactivate from "@/app/v1/subscriptions/[id]/reactivate/route";
import * as subscriptionResume from "@/app/v1/subscriptions/[id]/resume/route";
import * as subscription from "@/app/v1/subscriptions/[id]/route";
import * as subscriptions from "@/app/v1/subscriptions/route";
import * as batch from "@/app/v1/usage/batch/route";
import * as events from "@/app/v1/usage/events/route";
import * as usage from "@/app/v1/usage/route";
import * as summary from "@/app/v1/usage/summary/route";
import type { Handler, Method } from "@/lib/http";

export const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export type Mounted = Partial<Record<Method, Handler | (() => Response)>> & {
  /** What a browser asks before it sends an access token. */
  readonly OPTIONS?: (request: Request) => Promise<Response>;
};

/** The very handlers that Next serves, at the same paths. A test checks that none of app/v1 is missing here. */
export const ROUTES: readonly (readonly [path: string, module: Mounted])[] = [
  ["/v1/usage", usage],
  ["/v1/usage/batch", batch],
  ["/v1/usage/events", events],
  ["/v1/usage/summary", summary],
  ["/v1/audit", audit],
  ["/v1/check", check],
  ["/v1/holds", holds],
  ["/v1/holds/:id", hold],
  ["/v1/holds/:id/settle", holdSettle],
  ["/v1/holds/:id/release", holdRelease],
  ["/v1/entitlements/:organization", entitlements],
  ["/v1/entitlements/:organization/override", override],
  ["/v1/entitlements/:organization/override/preview", overridePreview],
  ["/v1/quota/explain", explain],
  ["/v1/me/subscription", meSubscription],
  ["/v1/me/entitlements", meEntitlements],
  ["/v1/me/usage", meUsage],
  ["/v1/organizations", organizations],
  ["/v1/organizations/:id", organization],
  ["/v1/organizations/:id/members", members],
  ["/v1/organizations/:id/members/:member", member],
  ["/v1/organizations/:id/transfer-ownership", transferOwnership],
  ["/v1/organizations/:id/invitations", invitations],
  ["/v1/organizations/:id/invitations/:invitation", invitation],
  ["/v1/organizations/:id/invitations/:invitation/resend", invitationResend],
  ["/v1/organizations/:id/api-keys", apiKeys],
  ["/v1/organizations/:id/api-keys/:key", apiKey],
  ["/v1/organizations/:id/api-keys/:key/rotate", apiKeyRotate],
  ["/v1/organizations/:id/activation-codes", activationCodes],
  ["/v1/organizations/:id/activation-codes/:code", activationCode],
  ["/v1/organizations/:id/installations", installations],
  ["/v1/organizations/:id/installations/:installation", installation],
  ["/v1/activation/redeem", activationRedeem],
  ["/v1/activation/refresh", activationRefresh],
  ["/v1/payments", payments],
  ["/v1/payments/:id", payment],
  ["/v1/payments/:id/refunds", paymentRefunds],
  ["/v1/invoices", invoices],
  ["/v1/invoices/:id", invoice],
  ["/v1/invoices/:id/pdf", invoicePdf],
  ["/v1/invoices/:id/pay", invoicePay],
  ["/v1/checkout-sessions", checkoutSessions],
  ["/v1/portal-sessions", portalSessions],
  ["/v1/spend-limits", spendLimits],
  ["/v1/spend-limits/:meter", spendLimit],
  ["/v1/plans", plans],
  ["/v1/plans/:id", plan],
  ["/v1/meters", meters],
  ["/v1/subscriptions", subscriptions],
  ["/v1/subscriptions/:id", subscription],
  ["/v1/subscriptions/:id/cancel", subscriptionCancel],
  ["/v1/subscriptions/:id/reactivate", subscriptionReactivate],
  ["/v1/subscriptions/:id/change-plan", subscriptionChange],
  ["/v1/subscriptions/:id/change-plan/preview", subscriptionChangePreview],
  ["/v1/subscriptions/:id/pause", subscriptionPause],
  ["/v1/subscriptions/:id/resume", subscriptionResume],
  ["/v1/subscriptions/:id/extend-trial", subscriptionExtendTrial],
  ["/v1/openapi.json", openApi],
];
