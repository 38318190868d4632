/** Every code an API answer can carry, with its status. The pages in docs/errors explain each one to its reader. */
export const ERROR_STATUS = {
  MALFORMED: 400,
  AUTHENTICATION_ERROR: 401,
  LIMIT_EXCEEDED: 402,
  SPEND_LIMIT_EXCEEDED: 402,
  INSUFFICIENT_CREDITS: 402,
  PAYMENT_REQUIRED: 402,
  FORBIDDEN: 403,
  FEATURE_DISABLED: 403,
  METER_NOT_IN_PLAN: 403,
  ORGANIZATION_SUSPENDED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  IDEMPOTENCY_IN_FLIGHT: 409,
  SUBSCRIPTION_MISSING: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  VALIDATION_ERROR: 422,
  IDEMPOTENCY_MISMATCH: 422,
  RATE_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  STRIPE_ERROR: 502,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One field that is wrong, and what to do about it. `pointer` is a JSON pointer into the request. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

export interface AppErrorOptions {
  /** Extra members of the answer, meant for the caller (meter, limit, resetsAt, …). */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly fields?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** Facts for the log only; never sent. */
  readonly internal?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal that the caller can understand: a stable code, public words that name the thing, the reason and the remedy. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly internal: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details ?? {};
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.internal = options.internal ?? {};
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** A law of the program that does not hold. Never shown to a caller; always a fault of ours. */
export class Invariant extends Error {
  constructor(
    message: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "Invariant";
  }
}

/** Throws an Invariant unless the condition holds. */
export function assert(
  condition: unknown,
  message: string,
  facts?: Readonly<Record<string, unknown>>,
): asserts condition {
  if (!condition) throw new Invariant(message, facts);
}

/** The value, or an Invariant that says what was missing. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Invariant(`${what} is missing`);
  return value;
}

/** The one refusal for what is absent and for what belongs to somebody else. */
export const notFound = (what: string): AppError =>
  new AppError("NOT_FOUND", `No such ${what}. Check the id, and that the credential belongs to its organization.`);

export const conflict = (message: string, details?: Readonly<Record<string, unknown>>): AppError =>
  new AppError("CONFLICT", message, details ? { details } : {});

export const forbidden = (message: string): AppError => new AppError("FORBIDDEN", message);

export const invalid = (fields: readonly FieldError[], message?: string): AppError =>
  new AppError("VALIDATION_ERROR", message ?? fields[0]?.message ?? "The request is not valid.", { fields });

export const unavailable = (message: string, retryAfterSeconds = 1, cause?: unknown): AppError =>
  new AppError("UNAVAILABLE", message, { retryAfterSeconds, cause });
