import type { ImpersonatedMail, KeyLeakedMail } from "@/lib/access";
import type { ActivationReusedMail } from "@/lib/activation";
import type { SecondStepMail } from "@/lib/auth";
import type { RefundMail, TrialEndingMail } from "@/lib/billing";
import type { UsageAlertMail } from "@/lib/notifications";
import type { InvitationMail, OwnershipTransferredMail } from "@/lib/tenancy";

const half: UsageAlertMail = {
  organization: "Acme",
  meter: {
    name: "API calls",
    unit: "call",
    unitPlural: "calls",
    shownUnit: null,
    shownPer: null,
    aggregation: "SUM",
  },
  threshold: 50,
  used: 5_120,
  limit: 10_000,
  window: "BILLING_PERIOD",
  policy: "HARD_STOP",
  overage: null,
  spendLimit: null,
  windowStart: "2026-11-03T00:00:00.000Z",
  resetsAt: "2026-12-03T00:00:00.000Z",
  at: "2026-11-12T16:05:00.000Z",
  timeZone: "Europe/Berlin",
  usageUrl: "http://localhost:3000/orgs/acme/usage",
  preferencesUrl: "http://localhost:3000/orgs/acme/alerts",
  test: false,
};

const billed: UsageAlertMail = {
  ...half,
  policy: "METERED",
  limit: 100_000,
  used: 90_214,
  threshold: 90,
  at: "2026-11-24T09:41:00.000Z",
  overage: { amount: "300", per: "1000", currency: "usd" },
};

const trial: TrialEndingMail = {
  organization: "Umbrella",
  plan: "Starter",
  trialEnd: "2026-11-24T09:00:00.000Z",
  timeZone: "Europe/Berlin",
  price: { amount: "4900", currency: "usd" },
  interval: "MONTH",
  hasCard: true,
  withoutCard: "cancel",
  billingUrl: "http://localhost:3000/orgs/umbrella/billing",
};

const invitation: InvitationMail = {
  organization: "Acme",
  role: "MEMBER",
  invitedBy: "Rosa Vega",
  email: "teo@acme.example",
  expiresAt: "2026-11-27T16:40:00.000Z",
  timeZone: "Europe/Berlin",
  acceptUrl: "http://localhost:3000/invite/EXAMPLE0000000000000000000000000000000000000",
};

const transferred: OwnershipTransferredMail = {
  organization: "Acme",
  reader: "new_owner",
  newOwner: "Teo Lind",
  formerOwner: "Rosa Vega",
  at: "2026-11-20T16:40:00.000Z",
  timeZone: "Europe/Berlin",
  membersUrl: "http://localhost:3000/orgs/acme/members",
};

const storage: UsageAlertMail = {
  ...half,
  meter: {
    name: "Storage",
    unit: "MB",
    unitPlural: "MB",
    shownUnit: "GB",
    shownPer: 1_000,
    aggregation: "LATEST",
  },
  threshold: 90,
  used: 45_250,
  limit: 50_000,
  window: "LIFETIME",
  windowStart: "1970-01-01T00:00:00.000Z",
  resetsAt: null,
};

const acted: ImpersonatedMail = {
  organization: "Acme",
  reason: "Ticket 4711: the invoice of November shows the wrong address.",
  startedAt: "2026-11-24T09:41:00.000Z",
  expiresAt: "2026-11-24T10:11:00.000Z",
  timeZone: "Europe/Berlin",
  mayChange: true,
  auditUrl: "http://localhost:3000/orgs/acme/audit",
  homeUrl: "http://localhost:3000/orgs/acme",
};

const reused: ActivationReusedMail = {
  organization: "Acme",
  domain: "shop.acme.example",
  at: "2026-11-21T14:02:00.000Z",
  ip: "203.0.113.7",
  timeZone: "Europe/Berlin",
  activationUrl: "http://localhost:3000/orgs/acme/activation",
};

const leaked: KeyLeakedMail = {
  organization: "Acme",
  keyName: "Production",
  hint: "weir_live_7Qm…x9Kd",
  at: "2026-11-21T14:02:00.000Z",
  timeZone: "Europe/Berlin",
  where: "in a public repository",
  lastUsedAt: "2026-11-21T13:58:00.000Z",
  lastUsedIp: "203.0.113.7",
  keysUrl: "http://localhost:3000/orgs/acme/api-keys",
};

const refund: RefundMail = {
  organization: "Acme",
  amount: { amount: "29900", currency: "usd" },
  paid: { amount: "39900", currency: "usd" },
  whole: false,
  at: "2026-11-20T09:00:00.000Z",
  timeZone: "Europe/Berlin",
  billingUrl: "http://localhost:3000/orgs/acme/billing",
};

const secondStep: SecondStepMail = {
  on: true,
  byOperator: false,
  at: "2026-11-21T14:02:00.000Z",
  ip: "203.0.113.7",
  profileUrl: "http://localhost:3000/settings/profile",
};

interface Sample {
  readonly name: string;
  readonly kind: string;
  readonly model:
    | UsageAlertMail
    | TrialEndingMail
    | ActivationReusedMail
    | ImpersonatedMail
    | KeyLeakedMail
    | InvitationMail
    | OwnershipTransferredMail
    | RefundMail
    | SecondStepMail;
}

const sample = (name: string, model: UsageAlertMail): Sample => ({ name, kind: "usage_alert", model });

const trialSample = (name: string, model: TrialEndingMail): Sample => ({ name, kind: "trial_ending", model });

/** Mails in the cases that read differently, for the preview and the tests. */
export const samples: readonly [Sample, ...Sample[]] = [
  sample("Usage 50%, stops at the allowance", half),
  sample("Usage 75%, a day", { ...half, threshold: 75, used: 7_500, window: "DAY" }),
  sample("Usage 90%, billed beyond", billed),
  sample("Usage 90%, billed up to a spend limit", { ...billed, spendLimit: { amount: "20000", currency: "usd" } }),
  sample("Usage 100%, stopped", { ...half, threshold: 100, used: 10_000, at: "2026-11-21T14:02:00.000Z" }),
  sample("Usage 100%, billed", { ...billed, threshold: 100, used: 100_000 }),
  sample("Usage 100%, never resets", { ...half, threshold: 100, used: 10_000, window: "LIFETIME", resetsAt: null }),
  sample("A level at 90%", storage),
  sample("A level at 100%", { ...storage, threshold: 100, used: 50_000 }),
  sample("Test", { ...half, test: true }),
  trialSample("Trial ends, then charged", trial),
  trialSample("Trial ends without a card", { ...trial, hasCard: false }),
  { name: "Staff acts for a member", kind: "impersonated", model: acted },
  { name: "Staff looks for a member", kind: "impersonated", model: { ...acted, mayChange: false } },
  { name: "Staff acts for a member without the audit log", kind: "impersonated", model: { ...acted, auditUrl: null } },
  { name: "Two steps on", kind: "second_step", model: secondStep },
  {
    name: "Two steps taken away",
    kind: "second_step",
    model: { ...secondStep, on: false, byOperator: true, ip: null },
  },
  { name: "Two steps off", kind: "second_step", model: { ...secondStep, on: false, ip: null } },
  { name: "API key leaked", kind: "api_key_leaked", model: leaked },
  {
    name: "API key leaked, never used",
    kind: "api_key_leaked",
    model: { ...leaked, where: null, lastUsedAt: null, lastUsedIp: null },
  },
  { name: "Activation reused", kind: "activation_reused", model: reused },
  { name: "Activation reused, from somewhere", kind: "activation_reused", model: { ...reused, ip: null } },
  trialSample("Trial ends without a card, then paused", { ...trial, hasCard: false, withoutCard: "pause" }),
  { name: "Invitation", kind: "invitation", model: invitation },
  { name: "Invitation by the operator", kind: "invitation", model: { ...invitation, invitedBy: null, role: "ADMIN" } },
  { name: "Ownership received", kind: "ownership_transferred", model: transferred },
  {
    name: "Ownership handed over",
    kind: "ownership_transferred",
    model: { ...transferred, reader: "former_owner" },
  },
  { name: "A part refunded", kind: "refund_issued", model: refund },
  {
    name: "Refunded whole",
    kind: "refund_issued",
    model: { ...refund, amount: refund.paid, whole: true },
  },
];
