/** Somebody at a page or an action, seen from the organization in its address. */
export type Visitor = "nobody" | "stranger" | "removed" | "viewer" | "member" | "admin" | "owner" | "operator";

export const VISITORS: readonly Visitor[] = [
  "nobody",
  "stranger",
  "removed",
  "viewer",
  "member",
  "admin",
  "owner",
  "operator",
];

/**
 * Whom a page or an action lets in. "everybody" needs no account; "people" asks for one and for nothing else; letters are
 * the roles in the organization (owner, admin, member, viewer); staff are those of the deployment. The table is written
 * by hand: the guards are held against it, not made from it.
 */
export type LetsIn = "everybody" | "people" | "OAMV" | "OAM" | "OA" | "O" | "staff" | "operator";

const ROLE_LETTERS: Readonly<Record<string, Visitor>> = { O: "owner", A: "admin", M: "member", V: "viewer" };
const WHOEVER_IS_SIGNED_IN: readonly Visitor[] = VISITORS.filter((visitor) => visitor !== "nobody");

/** The visitors that get in. */
export function whoGetsIn(door: LetsIn): readonly Visitor[] {
  if (door === "everybody") return VISITORS;
  if (door === "people") return WHOEVER_IS_SIGNED_IN;
  if (door === "staff" || door === "operator") return ["operator"];
  return [...door].flatMap((letter) => ROLE_LETTERS[letter] ?? []);
}

/** Every page, by its folder in app/. A page that is not here fails the test; so does a row without its page. */
export const PAGES: Readonly<Record<string, LetsIn>> = {
  "/": "everybody",
  // The link is the credential; what it shows is who invited whom to what.
  "/(auth)/invite/[token]": "everybody",
  "/(auth)/sign-in": "everybody",
  // Whoever has not done the first step is led back to it.
  "/(auth)/sign-in/code": "everybody",
  "/(auth)/sign-up": "everybody",
  "/(marketing)/errors/[code]": "everybody",
  "/(marketing)/pricing": "everybody",
  "/(marketing)/v1/docs": "everybody",
  "/(portal)/checkout": "people",
  "/(portal)/orgs": "people",
  "/(portal)/orgs/new": "people",
  "/(portal)/orgs/[org]": "OAMV",
  "/(portal)/orgs/[org]/activation": "OA",
  "/(portal)/orgs/[org]/alerts": "OAMV",
  "/(portal)/orgs/[org]/api-keys": "OAMV",
  "/(portal)/orgs/[org]/audit": "OA",
  "/(portal)/orgs/[org]/audit/[entry]": "OA",
  "/(portal)/orgs/[org]/billing": "OAMV",
  // Members too where their organization lets them buy, which it does not by itself.
  "/(portal)/orgs/[org]/billing/cancel": "OA",
  "/(portal)/orgs/[org]/billing/change": "OA",
  "/(portal)/orgs/[org]/billing/checkout": "OAMV",
  "/(portal)/orgs/[org]/billing/portal": "OA",
  "/(portal)/orgs/[org]/billing/return": "OAMV",
  "/(portal)/orgs/[org]/members": "OAMV",
  "/(portal)/orgs/[org]/settings": "OAMV",
  "/(portal)/orgs/[org]/settings/end": "O",
  "/(portal)/orgs/[org]/usage": "OAMV",
  "/(portal)/settings/billing": "people",
  "/(portal)/settings/profile": "people",
  "/admin": "staff",
  "/admin/audit": "staff",
  "/admin/audit/[entry]": "staff",
  "/admin/installations": "staff",
  "/admin/organizations": "staff",
  "/admin/organizations/[org]": "staff",
  "/admin/organizations/[org]/payments": "staff",
  "/admin/organizations/[org]/quota": "staff",
  "/admin/time": "staff",
  "/admin/webhooks": "staff",
  "/admin/webhooks/[event]": "staff",
  // Not there outside development and demonstrations.
  "/dev/emails": "everybody",
  "/dev/mailbox": "everybody",
  "/dev/mailbox/[id]": "everybody",
  "/dev/states": "everybody",
  "/dev/states/[screen]/[state]": "everybody",
};

/**
 * How an action is tried by those it must refuse. The arguments are sound enough that only the guard stands between them
 * and their effect; `form` are the fields of a form that comes last.
 */
export interface ActionDoor {
  readonly letsIn: LetsIn;
  /** What comes before the form; "{org}" stands for the organization's address. */
  readonly given?: readonly unknown[];
  readonly form?: Readonly<Record<string, string>>;
}

const ORG = "{org}";
/** Members may buy only where their organization lets them, which it does not by itself. */
const BUYS = { letsIn: "OA", given: [ORG] } as const;

/** Every server action, by its file in app/ and its name there. */
export const ACTIONS: Readonly<Record<string, ActionDoor>> = {
  "(auth)/actions.ts signInAction": { letsIn: "everybody" },
  "(auth)/actions.ts secondStepAction": { letsIn: "everybody" },
  "(auth)/actions.ts signUpAction": { letsIn: "everybody" },
  "(auth)/actions.ts signOutAction": { letsIn: "everybody" },
  // Whoever holds the link and is signed in; to whom it was sent is asked where it is accepted.
  "(auth)/invite/[token]/actions.ts acceptInvitationAction": { letsIn: "people", given: ["no such token"] },
  "(auth)/invite/[token]/actions.ts switchAccountAction": { letsIn: "everybody", given: ["no such token"] },
  "(portal)/orgs/new/actions.ts createOrganizationAction": { letsIn: "people", given: [{}], form: { name: "Hooli" } },
  "(portal)/orgs/[org]/usage/actions.ts sendCallAction": {
    letsIn: "OAM",
    given: [ORG, { meter: "api_calls", units: 1 }],
  },
  "(portal)/orgs/[org]/billing/actions.ts payAction": { ...BUYS, form: { plan: "PRO", interval: "month", key: "k" } },
  "(portal)/orgs/[org]/billing/actions.ts applyCouponAction": { ...BUYS, form: { plan: "PRO", coupon: "HALF" } },
  "(portal)/orgs/[org]/billing/actions.ts cancelAction": { ...BUYS, form: { timing: "now" } },
  "(portal)/orgs/[org]/billing/actions.ts keepPlanAction": BUYS,
  "(portal)/orgs/[org]/billing/actions.ts pauseAction": BUYS,
  "(portal)/orgs/[org]/billing/actions.ts resumeAction": BUYS,
  "(portal)/orgs/[org]/billing/actions.ts retryPaymentAction": BUYS,
  "(portal)/orgs/[org]/billing/change/actions.ts changePlanAction": {
    ...BUYS,
    form: { plan: "PRO", interval: "month" },
  },
  "(portal)/orgs/[org]/billing/change/actions.ts keepPresentPlanAction": BUYS,
  "(portal)/orgs/[org]/api-keys/actions.ts createKeyAction": {
    letsIn: "OA",
    given: [ORG, { name: "door", mode: "test", scopes: ["usage:read"], expiresInDays: 1 }],
  },
  "(portal)/orgs/[org]/api-keys/actions.ts changeKeyAction": {
    letsIn: "OA",
    given: [ORG, "{key}", { name: "door", scopes: ["usage:read"] }],
  },
  "(portal)/orgs/[org]/api-keys/actions.ts rotateKeyAction": { letsIn: "OA", given: [ORG, "{key}", 1] },
  "(portal)/orgs/[org]/api-keys/actions.ts leakKeyAction": { letsIn: "OA", given: [ORG, "{key}", "door"] },
  "(portal)/orgs/[org]/api-keys/actions.ts revokeKeyAction": { letsIn: "OA", given: [ORG, "{key}"] },
  "(portal)/orgs/[org]/alerts/actions.ts saveAlertsAction": {
    letsIn: "OA",
    given: [ORG, { thresholds: [50], recipients: ["door@example.test"], muted: true }],
  },
  "(portal)/orgs/[org]/alerts/actions.ts testAlertAction": { letsIn: "OA", given: [ORG] },
  "(portal)/orgs/[org]/alerts/actions.ts setSpendLimitAction": {
    letsIn: "OA",
    given: [ORG, { meter: "api_calls", amount: "1", confirmed: true }],
  },
  "(portal)/orgs/[org]/alerts/actions.ts removeSpendLimitAction": { letsIn: "OA", given: [ORG, "api_calls"] },
  "(portal)/orgs/[org]/activation/actions.ts createCodeAction": {
    letsIn: "OA",
    given: [ORG, { domain: "door.example", mode: "live" }],
  },
  "(portal)/orgs/[org]/activation/actions.ts revokeCodeAction": { letsIn: "OA", given: [ORG, "act_0"] },
  "(portal)/orgs/[org]/activation/actions.ts revokeInstallationAction": { letsIn: "OA", given: [ORG, "fam_0"] },
  "(portal)/orgs/[org]/members/actions.ts inviteAction": {
    letsIn: "OA",
    given: [ORG, { emails: ["door@example.test"], role: "viewer" }],
  },
  "(portal)/orgs/[org]/members/actions.ts resendInvitationAction": { letsIn: "OA", given: [ORG, "ivt_0"] },
  "(portal)/orgs/[org]/members/actions.ts revokeInvitationAction": { letsIn: "OA", given: [ORG, "ivt_0"] },
  "(portal)/orgs/[org]/members/actions.ts changeRoleAction": { letsIn: "OA", given: [ORG, "{member}", "viewer"] },
  "(portal)/orgs/[org]/members/actions.ts removeMemberAction": { letsIn: "OA", given: [ORG, "{member}", false] },
  // Everybody may leave.
  "(portal)/orgs/[org]/members/actions.ts leaveAction": { letsIn: "OAMV", given: [ORG] },
  "(portal)/orgs/[org]/members/actions.ts transferOwnershipAction": {
    letsIn: "O",
    given: [ORG, { memberId: "{member}", owners: [], typedName: "Wayne" }],
  },
  "(portal)/orgs/[org]/settings/actions.ts saveSettingsAction": {
    letsIn: "OA",
    given: [ORG, "general", { name: "Door" }],
  },
  "(portal)/orgs/[org]/settings/end/actions.ts endAction": { letsIn: "O", given: [ORG, "not its name"] },
  // Whoever is signed in; for all but staff that acts for somebody there is nothing to end.
  "(portal)/orgs/[org]/acting-actions.ts endActingAction": { letsIn: "people", given: [] },
  "admin/installations/actions.ts endInstallationAction": { letsIn: "operator", given: [ORG, "fam_0", "door"] },
  "admin/organizations/[org]/actions.ts previewAction": { letsIn: "operator", given: [ORG, { kind: "suspend" }] },
  "admin/organizations/[org]/actions.ts performAction": {
    letsIn: "operator",
    given: [ORG, { kind: "suspend" }, "door"],
  },
  "admin/organizations/[org]/actions.ts tagAction": { letsIn: "operator", given: [ORG, "door"] },
  "admin/organizations/[org]/actions.ts untagAction": { letsIn: "operator", given: [ORG, "door"] },
  "admin/organizations/[org]/actions.ts impersonateAction": { letsIn: "staff", given: [ORG, "{member}", "door"] },
  "admin/organizations/[org]/actions.ts endImpersonationAction": { letsIn: "operator", given: [ORG, "imp_0"] },
  "admin/organizations/[org]/payments/actions.ts refundAction": {
    letsIn: "operator",
    given: [ORG, { payment: "pay_0", amount: null, reason: "door", key: "door" }],
  },
  "(portal)/orgs/[org]/audit/actions.ts checkChainAction": { letsIn: "OA", given: [ORG] },
  "admin/audit/actions.ts checkChainsAction": { letsIn: "staff", given: [] },
  "(portal)/settings/profile/actions.ts savePersonAction": {
    letsIn: "people",
    given: [{ name: "Door", timeZone: "UTC" }],
  },
  "(portal)/settings/profile/actions.ts savePasswordAction": {
    letsIn: "people",
    given: [{ current: "not the one", next: "another password" }],
  },
  "(portal)/settings/profile/actions.ts proposeSecondStepAction": { letsIn: "people", given: [] },
  "(portal)/settings/profile/actions.ts enableSecondStepAction": { letsIn: "people", given: ["000000"] },
  "(portal)/settings/profile/actions.ts disableSecondStepAction": {
    letsIn: "people",
    given: [{ password: "not the one", code: "000000" }],
  },
  "(portal)/settings/profile/actions.ts endSessionAction": { letsIn: "people", given: ["ses_0"] },
  "(portal)/settings/profile/actions.ts endOthersAction": { letsIn: "people", given: [] },
  "admin/organizations/[org]/quota/actions.ts proveAction": { letsIn: "staff", given: [ORG, "PROD", "api_calls"] },
  "admin/organizations/[org]/quota/actions.ts reconcileAction": {
    letsIn: "operator",
    given: [ORG, "PROD", "api_calls"],
  },
  "admin/time/actions.ts travelAction": {
    letsIn: "operator",
    given: [{ to: "2027-01-01T00:00:00Z", begun: false }],
  },
  "admin/webhooks/actions.ts replayEventAction": { letsIn: "operator", given: ["evt_0"] },
  "admin/webhooks/actions.ts replayFilteredAction": { letsIn: "operator", given: [{ state: "DEAD" }] },
};
