import { createHash } from "node:crypto";
import { realSeconds } from "../world/clock";
import type { IdempotencyRecord } from "../world/objects";
import type { State } from "../world/state";
import { ApiError } from "./errors";

const KEPT_SECONDS = 24 * 60 * 60;
const LONGEST_KEY = 255;

/** The memory of `Idempotency-Key`: kept a day of real time, in the state, so that a restart does not forget it. */
export class Idempotency {
  private readonly inUse = new Set<string>();

  constructor(private readonly state: State) {}

  /**
   * Claims `key` for a request, or gives back the stored answer of its first use.
   *
   * @throws ApiError `idempotency_error` (400) when the key was used for other parameters or another route, and
   *   `idempotency_key_in_use` (409) while the first request still runs.
   */
  begin(key: string, route: string, fingerprint: string): IdempotencyRecord | undefined {
    if (key.length > LONGEST_KEY) throw refusal(400, `Idempotency keys may be at most ${LONGEST_KEY} characters long.`);
    if (this.inUse.has(key)) {
      throw refusal(
        409,
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
        "idempotency_key_in_use",
      );
    }
    this.forgetOld();
    const stored = this.state.idempotency.get(key);
    if (!stored) {
      this.inUse.add(key);
      return undefined;
    }
    if (stored.route !== route) {
      throw refusal(
        400,
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${stored.route}' vs '${route}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    if (stored.fingerprint !== fingerprint) {
      throw refusal(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    return stored;
  }

  /** Stores the answer, whatever its status, and frees the key. */
  finish(key: string, record: IdempotencyRecord): void {
    this.state.idempotency.set(key, record);
    this.inUse.delete(key);
  }

  /** Frees the key without a stored answer: nothing had run. */
  abandon(key: string): void {
    this.inUse.delete(key);
  }

  private forgetOld(): void {
    const oldest = realSeconds() - KEPT_SECONDS;
    for (const [key, record] of this.state.idempotency) {
      if (record.at >= oldest) return;
      this.state.idempotency.delete(key);
    }
  }
}

/** What makes two requests the same: their body as sent. */
export function fingerprintOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

function refusal(status: number, message: string, code?: string): ApiError {
  return new ApiError(status, { type: "idempotency_error", message, ...(code && { code }) });
}
