/** A code of Weir's API; each has a page in docs/errors. */
export type ErrorCode =
  | "MALFORMED"
  | "AUTHENTICATION_ERROR"
  | "LIMIT_EXCEEDED"
  | "SPEND_LIMIT_EXCEEDED"
  | "INSUFFICIENT_CREDITS"
  | "PAYMENT_REQUIRED"
  | "FORBIDDEN"
  | "FEATURE_DISABLED"
  | "METER_NOT_IN_PLAN"
  | "ORGANIZATION_SUSPENDED"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "CONFLICT"
  | "IDEMPOTENCY_IN_FLIGHT"
  | "SUBSCRIPTION_MISSING"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "VALIDATION_ERROR"
  | "IDEMPOTENCY_MISMATCH"
  | "RATE_LIMIT_EXCEEDED"
  | "INTERNAL_ERROR"
  | "STRIPE_ERROR"
  | "UNAVAILABLE";

/** `UNEXPECTED_ANSWER` is the SDK's own: what answered was not Weir. */
export type WeirErrorCode = ErrorCode | "UNEXPECTED_ANSWER";

/** Why a call of a customer does not go through. The customer, or time, can change it; the API's other codes are thrown. */
export type RefusalCode =
  | "LIMIT_EXCEEDED"
  | "SPEND_LIMIT_EXCEEDED"
  | "INSUFFICIENT_CREDITS"
  | "PAYMENT_REQUIRED"
  | "FEATURE_DISABLED"
  | "METER_NOT_IN_PLAN"
  | "ORGANIZATION_SUSPENDED"
  | "SUBSCRIPTION_MISSING"
  | "UNAVAILABLE";

export type Window = "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";

/** The body of every refusal (RFC 9457). Which of the optional members are there depends on the code. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** One or two sentences that may be shown to the customer. */
  detail: string;
  code: WeirErrorCode;
  requestId?: string;
  errors?: { pointer: string; code: string; message: string; fix?: string }[];
  meter?: string;
  limit?: number;
  /** Units used in the window, open holds counted in. */
  current?: number;
  remaining?: number;
  window?: Window;
  /** ISO 8601, UTC. Null: the window never resets. */
  resetsAt?: string | null;
  feature?: string | null;
  /** The cheapest plan that would have let the call through, in words and as a link. */
  upgradeHint?: string;
  upgradeUrl?: string;
  retryAfterSeconds?: number;
  [member: string]: unknown;
}

/** What is to be counted. */
export interface Usage {
  /** Slug of the meter, such as `api_calls`. */
  meter: string;
  /** Whole units, 1 to 1,000,000,000; 1 unless given. */
  units?: number;
  /**
   * Names this piece of work for ever: the same key is counted once, whoever sends it and however often. 1 to 255
   * printable ASCII characters; a random one unless given. Give one when the work itself can be repeated (a job, a
   * message); never take it unchecked from the customer, who could then work twice and be counted once.
   */
  key?: string;
  /** With a deployment key: Weir's id of the customer, or your own (`externalKey`). Not needed with an organization's key. */
  organization?: string;
  /** When it happened, if not now: at most 35 days back and 5 minutes ahead. */
  occurredAt?: string | Date;
  source?: string;
  subject?: string;
  provider?: string;
  endpoint?: string;
  userId?: string;
  requestId?: string;
  /** What it cost you, about, in currency units with at most six decimals. */
  approxCost?: number | string;
  properties?: Record<string, string | number | boolean | null>;
}

/** A counted event, with where the tightest of its windows stands. The members of the window are null when it is unlimited. */
export interface UsageEvent {
  id: string;
  organization: string;
  environment: "PROD" | "STAGING" | "DEV";
  meter: string;
  units: number;
  idempotencyKey: string;
  countedAt: string;
  occurredAt: string;
  window: Window | null;
  limit: number | null;
  used: number | null;
  remaining: number | null;
  resetsAt: string | null;
  /** Units of this event beyond the allowance that will be billed. */
  overage: number;
}

/** Weir has counted the event. `replayed`: the key was known, and this is the first answer again. */
export interface Confirmed {
  admitted: true;
  confirmed: true;
  event: UsageEvent;
  replayed: boolean;
}

/** Weir could not be asked and `onUnavailable` is "open". Whether the event was counted is not known. */
export interface Unconfirmed {
  admitted: true;
  confirmed: false;
  event: null;
  replayed: false;
  problem: Problem;
}

export type Admission = Confirmed | Unconfirmed;

export interface Refusal<Code extends WeirErrorCode = RefusalCode> {
  admitted: false;
  code: Code;
  problem: Problem;
}

export type Decision = Admission | Refusal;

export interface PeekRequest {
  meter: string;
  /** 1 unless given. */
  units?: number;
  organization?: string;
}

/** Where a meter stands for a customer. The figures are null when nothing limits it, or when it is not in the plan. */
export interface Peek {
  meter: string;
  allowed: boolean;
  /** The code that a call would be refused with; null when it would go through. */
  reason: string | null;
  current: number | null;
  limit: number | null;
  remaining: number | null;
  window: string | null;
  resetsAt: string | null;
  spendLimit: SpendLimit | null;
}

/** What usage beyond the allowance may cost, what it has cost, and the units at which calls stop. */
export interface SpendLimit {
  limit: { amount: string; currency: string };
  spent: { amount: string; currency: string };
  ceiling: number;
}

/** What a customer may do, and how much of it is used. */
export interface Entitlements {
  organization: string;
  plan: { code: string; name: string; version: number; family: string };
  status: string;
  /** The code that every metered call is refused with at present, or null. */
  blocked: string | null;
  effectiveAt: string | null;
  scheduledChange: { kind: "cancel" | "plan"; plan: string | null; effectiveAt: string | null } | null;
  features: Record<string, { enabled: boolean; source: "plan" | "override" }>;
  limits: {
    meter: string;
    window: Window;
    /** Null: unlimited. */
    limit: number | null;
    used: number;
    remaining: number | null;
    policy: "HARD_STOP" | "METERED";
    overage: { amount: string; per: string; currency: string } | null;
    spendLimit: SpendLimit | null;
    resetsAt: string | null;
    source: "plan" | "override";
  }[];
  hasOverrides: boolean;
}

export interface WeirOptions {
  /** `weir_live_…` or `weir_test_…` of one organization, or a deployment key (`weir_live_dep_…`) for all of them. */
  apiKey: string;
  /** Address of the metering API; http://localhost:3001 unless given. */
  baseUrl?: string | URL;
  /** Longest time for one call with all its attempts, in milliseconds; 2,000 unless given. */
  timeoutMs?: number;
  /**
   * What `checkQuota` says while Weir cannot be reached. "closed", the default: the call is refused with `UNAVAILABLE`.
   * "open": it is admitted unconfirmed, and the quota holds only as far as Weir could be asked.
   */
  onUnavailable?: "closed" | "open";
}

/** Speaks to the metering API of one Weir. Keeps no state but its settings; one for the whole process is enough. */
export declare class Weir {
  /** Throws TypeError for settings that cannot work. Sends nothing. */
  constructor(options: WeirOptions);

  /**
   * Asks for units before the work is done, and counts them if they are admitted: deciding and counting are one step. Away
   * or busy (network, 502, 503, 504), Weir is asked up to three times with the same key. Safe to repeat with the same
   * `key`. A refusal is a value; throws WeirError for what no customer can change (a wrong key, an unknown meter).
   */
  checkQuota(usage: Usage): Promise<Decision>;

  /**
   * Reports work that is already done. Counts as `checkQuota` does and can be refused like it, but never rejects: whatever
   * went wrong is in the value, also that Weir is away. `onUnavailable` plays no part here.
   */
  track(usage: Usage): Promise<Confirmed | Refusal<WeirErrorCode>>;

  /** Looks without counting, and promises nothing: the room may be gone a moment later. Throws WeirError. */
  peek(request: PeekRequest): Promise<Peek>;

  /** Plan, features and limits of a customer, by Weir's id or yours. Throws WeirError, `SUBSCRIPTION_MISSING` among others. */
  entitlements(organization: string): Promise<Entitlements>;
}

/** An answer that nothing but a person can put right. `problem.status` is the status between you and Weir. */
export declare class WeirError extends Error {
  constructor(problem: Problem, options?: ErrorOptions);
  readonly code: WeirErrorCode;
  readonly problem: Problem;
}

/** As much of a request and a response as the middleware needs: Express, Connect and plain node:http have it. */
export interface MeteredRequest {
  weir?: Admission;
}
export interface MeteredResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

export interface QuotaOptions<Req> {
  meter: string;
  /** Whole units of a request; 1 unless given. */
  units?: number | ((request: Req) => number);
  /** The key of a request's work; random unless given. See `Usage.key` for whom to trust with it. */
  key?: (request: Req) => string | undefined;
  /** The customer who asks; needed with a deployment key. Take it from your own authentication. */
  organization?: (request: Req) => string | undefined;
  /** Further fields of the event: endpoint, userId, subject, … */
  event?: (request: Req) => Partial<Omit<Usage, "meter" | "units" | "key" | "organization">>;
}

/**
 * Middleware in front of a metered route. Admitted: sets `request.weir` and goes on. Refused: answers with Weir's
 * problem+json as it came: 402 with the upgrade link (429 if Weir is set so), 403, 409, or 503 with Retry-After. A
 * WeirError goes to `next`. The units are taken before the route runs and are not given back when it fails.
 */
export declare function weirQuota<Req extends MeteredRequest>(
  weir: Weir,
  options: QuotaOptions<Req>,
): (request: Req, response: MeteredResponse, next: (error?: unknown) => void) => Promise<void>;

declare global {
  namespace Express {
    interface Request {
      weir?: Admission;
    }
  }
}
