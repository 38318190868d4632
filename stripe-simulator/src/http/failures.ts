import { ApiError, invalidRequest } from "./errors";

/** What can go wrong with API calls on purpose. */
export interface InjectedFailure {
  /** `before`: nothing was done. `after`: the work was done, and the answer was kept for its idempotency key. */
  when: "before" | "after";
  /** What the caller sees: the connection breaks, no answer comes, or an error status. */
  as: "disconnect" | "hang" | "status";
  status: number;
  /** How many calls it hits; then it is over. */
  count: number;
  /** Only calls whose "VERB /path" contains this text. */
  match: string;
  /** So long after the call came in; a caller that gives up sooner sees a time-out. */
  delayMs: number;
}

/** Injected latency and failures, for one simulator. */
export class Failures {
  latencyMs = 0;
  private waiting: InjectedFailure[] = [];

  add(failure: InjectedFailure): void {
    this.waiting.push(failure);
  }

  clear(): void {
    this.latencyMs = 0;
    this.waiting = [];
  }

  /** The failure that hits this call, used up by it; undefined lets the call through. */
  take(call: string): InjectedFailure | undefined {
    const hit = this.waiting.find((each) => each.count > 0 && call.includes(each.match));
    if (hit) hit.count -= 1;
    this.waiting = this.waiting.filter((each) => each.count > 0);
    return hit;
  }

  list(): InjectedFailure[] {
    return this.waiting.map((each) => ({ ...each }));
  }
}

/** @throws ApiError naming the field that makes no sense. */
export function readFailure(fields: Record<string, unknown>): InjectedFailure {
  const { when, as = "status", status = 500, count = 1, match = "", delayMs = 0 } = fields;
  if (when !== "before" && when !== "after") throw invalidRequest("`when` must be before or after.", "when");
  if (as !== "disconnect" && as !== "hang" && as !== "status")
    throw invalidRequest("`as` must be disconnect, hang or status.", "as");
  if (typeof status !== "number" || status < 400 || status > 599)
    throw invalidRequest("`status` must be an error status.", "status");
  if (typeof count !== "number" || count < 1) throw invalidRequest("`count` must be at least 1.", "count");
  if (typeof match !== "string") throw invalidRequest("`match` must be a text.", "match");
  if (typeof delayMs !== "number" || delayMs < 0)
    throw invalidRequest("`delayMs` must be a number of milliseconds.", "delayMs");
  return { when, as, status, count, match, delayMs };
}

/** The error a caller sees, in the form the API gives that status (https://docs.stripe.com/error-low-level). */
export function injectedError(failure: InjectedFailure): ApiError {
  const { status } = failure;
  if (status === 429)
    return new ApiError(status, {
      type: "invalid_request_error",
      code: "rate_limit",
      message: "Request rate limit exceeded (injected by the simulator).",
    });
  if (status === 409)
    return new ApiError(status, {
      type: "invalid_request_error",
      code: "lock_timeout",
      message: "This object cannot be accessed right now (injected by the simulator).",
    });
  const type = status < 500 ? "invalid_request_error" : "api_error";
  return new ApiError(status, { type, message: "An unknown error occurred (injected by the simulator)." });
}

/** Whether the API keeps this answer for the idempotency key: not when the request never got to run. */
export function isKept(failure: InjectedFailure | undefined): boolean {
  return !(failure?.when === "before" && (failure.status === 429 || failure.status === 409 || failure.status === 401));
}
