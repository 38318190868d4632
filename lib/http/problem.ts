import { AppError, ERROR_STATUS, Invariant, type ErrorCode, type FieldError } from "@/lib/kernel/errors";
import { isUniqueViolation } from "@/lib/platform/db";
import type { World } from "@/lib/context";
import { Answer, respond, type AnswerHeaders } from "./answer";

const TITLES: Readonly<Record<ErrorCode, string>> = {
  MALFORMED: "The request cannot be read",
  AUTHENTICATION_ERROR: "Who are you?",
  LIMIT_EXCEEDED: "The allowance is used up",
  SPEND_LIMIT_EXCEEDED: "The spend limit is reached",
  INSUFFICIENT_CREDITS: "Not enough credits",
  PAYMENT_REQUIRED: "The subscription is not active",
  FORBIDDEN: "Not allowed",
  FEATURE_DISABLED: "The feature is not part of the plan",
  METER_NOT_IN_PLAN: "The meter is not part of the plan",
  ORGANIZATION_SUSPENDED: "The organization is suspended",
  NOT_FOUND: "Not found",
  METHOD_NOT_ALLOWED: "This path does not take this method",
  CONFLICT: "The present state does not allow this",
  IDEMPOTENCY_IN_FLIGHT: "The same key is still being worked on",
  SUBSCRIPTION_MISSING: "No subscription",
  PAYLOAD_TOO_LARGE: "Too large",
  UNSUPPORTED_MEDIA_TYPE: "Unsupported media type",
  VALIDATION_ERROR: "The request is not valid",
  IDEMPOTENCY_MISMATCH: "The key was used with another body",
  RATE_LIMIT_EXCEEDED: "Too many requests",
  INTERNAL_ERROR: "Something broke on our side",
  STRIPE_ERROR: "The payment provider did not answer as expected",
  UNAVAILABLE: "Not available just now",
};

/** Refusals that a deployment may want as 429 (QUOTA_DENIED_STATUS). */
const QUOTA_DENIALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "LIMIT_EXCEEDED",
  "SPEND_LIMIT_EXCEEDED",
  "INSUFFICIENT_CREDITS",
]);

/** RFC 9457, as it is sent. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  readonly [detail: string]: unknown;
}

type Settings = Pick<World["env"], "WEIR_URL" | "QUOTA_DENIED_STATUS">;

export interface RefusalWords {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly fields?: readonly FieldError[];
}

/** The body of a refusal. */
export function problemOf(refusal: RefusalWords, requestId: string, env: Settings): Problem {
  const status = QUOTA_DENIALS.has(refusal.code) ? env.QUOTA_DENIED_STATUS : ERROR_STATUS[refusal.code];
  return {
    type: `${env.WEIR_URL}/errors/${refusal.code.toLowerCase()}`,
    title: TITLES[refusal.code],
    status,
    detail: refusal.message,
    code: refusal.code,
    requestId,
    ...refusal.details,
    ...(refusal.fields && refusal.fields.length > 0 ? { errors: refusal.fields } : {}),
  };
}

/** The answer for a refusal, with Retry-After where waiting helps. */
export function refusalAnswer(
  refusal: RefusalWords & { retryAfterSeconds?: number },
  requestId: string,
  env: Settings,
): Answer {
  const body = problemOf(refusal, requestId, env);
  const headers: AnswerHeaders = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  };
  const retryAfter = refusal.retryAfterSeconds ?? (body.status === 503 ? 1 : undefined);
  if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  if (refusal.code === "AUTHENTICATION_ERROR") headers["www-authenticate"] = 'Bearer realm="weir"';
  return new Answer(JSON.stringify(body), body.status, headers);
}

/** The same as a Response, for doors without a contract. */
export const problem = (...about: Parameters<typeof refusalAnswer>): Response => respond(refusalAnswer(...about));

const CONNECTION_LOST =
  /ECONNREFUSED|ECONNRESET|terminat|timeout exceeded|Connection ended|Can't reach database|P1001|P1017|P2024|P2028|57P0\d|53300/i;

/** What a thrown error means for the caller. Faults of ours say nothing but that there was one. */
export function refusalOf(error: unknown): RefusalWords & { retryAfterSeconds?: number; fault: boolean } {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      details: error.details,
      fields: error.fields,
      retryAfterSeconds: error.retryAfterSeconds,
      fault: error.status >= 500,
    };
  }
  if (isUniqueViolation(error)) {
    return {
      code: "CONFLICT",
      message: "Somebody else has just written the same thing. Read it again before you repeat.",
      fault: true,
    };
  }
  if (!(error instanceof Invariant) && CONNECTION_LOST.test(textOf(error))) {
    return {
      code: "UNAVAILABLE",
      message: "The database is away. Nothing was changed: send the same request again in a moment.",
      fault: true,
    };
  }
  return {
    code: "INTERNAL_ERROR",
    message: "This should not have happened. Nothing more was done; tell us the request id.",
    fault: true,
  };
}

/** Message and code of an error and of its cause, as one text to search in. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { code?: unknown }).code;
  const cause = error.cause instanceof Error ? ` ${error.cause.message}` : "";
  return `${typeof code === "string" ? code : ""} ${error.message}${cause}`;
}
