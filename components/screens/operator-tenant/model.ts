import type { Money } from "@/components/format";
import type { UnitName } from "@/lib/kernel/units";
import type { AuditRow } from "../audit/model";
import type { OrganizationRow, SubscriptionState } from "../operator-organizations/model";

export type WindowName = "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";

export interface TenantFacts {
  id: string;
  name: string;
  slug: string;
  externalKey: string | null;
  kind: "personal" | "team";
  status: OrganizationRow["status"];
  billingEmail: string | null;
  timeZone: string;
  stripeCustomer: string | null;
  createdAt: string;
}

export interface TenantSubscription {
  id: string;
  plan: string;
  version: number;
  state: SubscriptionState;
  /** Whether Stripe keeps it, or nobody is charged for it. */
  source: "INTERNAL" | "STRIPE";
  interval: "MONTH" | "YEAR";
  periodEnd: string;
  trialEnd: string | null;
  /** When it ends by what is decided already; null while it goes on. */
  endsAt: string | null;
  fallback: boolean;
}

/** A limit as it holds now, in base units of its meter, and where it comes from. */
export interface TenantLimit {
  meter: string;
  name: string;
  window: WindowName;
  unit: UnitName;
  used: number;
  limit: number | null;
  policy: "HARD_STOP" | "METERED";
  source: "plan" | "override";
  /** What the plan alone gives, in words; null where the limit is the plan's. */
  planGives: string | null;
}

export interface TenantFeature {
  slug: string;
  name: string;
  enabled: boolean;
  source: "plan" | "override";
}

/** Which exception is meant. */
export type Subject = { feature: string } | { meter: string; window: WindowName };

export interface TenantException {
  subject: Subject;
  /** "Storage in all", "Advanced analytics". */
  about: string;
  /** "60 GB, stops", "on", "taken away". */
  value: string;
  reason: string;
  author: string;
  createdAt: string;
  expiresAt: string | null;
}

export interface TenantMember {
  userId: string;
  name: string;
  email: string;
  role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
  since: string;
}

export interface TenantKey {
  id: string;
  name: string;
  /** What may be shown of it: "weir_live_019a…f3e2". */
  hint: string;
  environment: "PROD" | "STAGING" | "DEV";
  scopes: readonly string[];
  state: "active" | "expired" | "revoked";
  lastUsedAt: string | null;
}

/** Staff that acts for a member of it now. */
export interface TenantActing {
  id: string;
  staff: string;
  member: string;
  reason: string;
  endsAt: string;
}

/** Usage beyond an allowance that is on no bill. */
export interface TenantUnbilled {
  report: string;
  /** The meter's name. */
  meter: string;
  units: number;
  unit: UnitName;
  windowEnd: string;
  /** Null where no price of the plan has its terms; the reason names them. */
  amount: Money | null;
  reason: string;
}

export interface ReadyTenant {
  kind: "ready";
  organization: TenantFacts;
  /** What staff call it, in alphabetical order. */
  tags: readonly string[];
  subscription: TenantSubscription | null;
  limits: readonly TenantLimit[];
  features: readonly TenantFeature[];
  exceptions: readonly TenantException[];
  unbilled: readonly TenantUnbilled[];
  /** There is more of it than is shown. */
  moreUnbilled: boolean;
  members: readonly TenantMember[];
  /** How many there are in all; the list may be cut. */
  memberCount: number;
  keys: readonly TenantKey[];
  acting: readonly TenantActing[];
  timeline: readonly AuditRow[];
  auditHref: string;
  /** What can be given: active plans, and what there is to make exceptions of. */
  plans: readonly { code: string; name: string; note: string }[];
  meters: readonly { slug: string; name: string; unit: UnitName; level: boolean }[];
  knownFeatures: readonly { slug: string; name: string }[];
  /** Whether the reader may change anything; support reads. */
  mayChange: boolean;
  /** Whether the reader may act for a member: not where he belongs himself. */
  mayAct: boolean;
}

export type TenantModel = ReadyTenant | { kind: "failed"; requestId: string; retryHref: string };

/** An act by hand, without its reason. Amounts as they were typed, in the unit that people read; days are UTC. */
export type Act =
  | {
      kind: "limit";
      meter: string;
      window: WindowName;
      value: "amount" | "unlimited" | "removed";
      amount: string;
      stop: boolean;
      ends: string;
    }
  | { kind: "feature"; feature: string; enabled: boolean; ends: string }
  | { kind: "revert"; subject: Subject }
  | { kind: "plan"; plan: string; interval: "MONTH" | "YEAR"; endStripe: boolean }
  | { kind: "cancel"; endStripe: boolean }
  | { kind: "suspend" }
  | { kind: "activate" };

/** One line of what an act would change, in words. */
export interface EffectRow {
  about: string;
  before: string;
  after: string;
  /** How it will be when the act expires; null where it does not. */
  later: string | null;
}

export interface Refused {
  kind: "refused";
  message: string;
}

export type PreviewAnswer =
  { kind: "effect"; rows: readonly EffectRow[]; from: string | null; to: string | null; overStripe: boolean } | Refused;
export type ActAnswer = { kind: "done" } | Refused;

/** What the page may ask of the house, for the organization that it shows. */
export interface TenantActions {
  preview(act: Act): Promise<PreviewAnswer>;
  perform(act: Act, reason: string): Promise<ActAnswer>;
  tag(tag: string): Promise<ActAnswer>;
  untag(tag: string): Promise<ActAnswer>;
  /** Leads into the portal when it succeeds. */
  impersonate(userId: string, reason: string): Promise<ActAnswer>;
  endImpersonation(id: string): Promise<ActAnswer>;
}

/** What is open over the page. */
export type Open =
  | { kind: "impersonate" | "exception" | "plan" | "cancel" | "suspend" | "activate" }
  | { kind: "revert"; exception: TenantException };
