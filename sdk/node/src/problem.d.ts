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

/**
 * The SDK's own codes. `UNEXPECTED_ANSWER`: what answered was not Weir. `ABORTED`: the call's signal gave it up. `QUEUE_FULL`,
 * `QUEUE_CLOSED`, `QUEUE_FAILED`: the local queue did not take an event. `REACTIVATION_REQUIRED`: an installation needs a new code.
 */
export type LocalCode =
  "UNEXPECTED_ANSWER" | "ABORTED" | "QUEUE_FULL" | "QUEUE_CLOSED" | "QUEUE_FAILED" | "REACTIVATION_REQUIRED";
export type WeirErrorCode = ErrorCode | LocalCode;

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
  /** Of a hold that cannot be ended any more: settled, released or expired. */
  state?: string;
  [member: string]: unknown;
}

/** An answer that nothing but a person can put right. `problem.status` is the status between you and Weir. */
export declare class WeirError extends Error {
  constructor(problem: Problem, options?: ErrorOptions & { outcomeUnknown?: boolean });
  readonly code: WeirErrorCode;
  readonly problem: Problem;
  /** The call may have been carried out all the same. Repeat it with the same key, never with a new one. */
  readonly outcomeUnknown: boolean;
}
