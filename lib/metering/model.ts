import type { ErrorCode, FieldError } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import type { UsageEnvironment } from "@/lib/quota";

/** A usage event as it is reported, validated by the door. */
export interface ReportedUsage {
  readonly meter: string;
  /** Null: it does not say. One, of what is added up; a gauge must say where it stands. */
  readonly units: number | null;
  readonly key: string;
  readonly occurredAt: Instant | null;
  readonly source: string;
  readonly subject: string | null;
  readonly provider: string | null;
  readonly endpoint: string | null;
  readonly userId: string | null;
  readonly requestId: string | null;
  /** Millionths of the currency unit. */
  readonly costMicros: number | null;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

export interface Reporter {
  readonly environment: UsageEnvironment;
  readonly apiKeyId: string | null;
}

/** What became of a report. `body` is the first answer of its key, byte for byte. */
export type Recorded =
  | { readonly admitted: true; readonly replayed: boolean; readonly body: string }
  | {
      readonly admitted: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly fields: readonly FieldError[];
      readonly details: Readonly<Record<string, unknown>>;
    };

export type GroupBy = "day" | "key" | "subject" | "provider" | "user";

/**
 * One bucket of statistics: units that were added up, or of a gauge its peak or newest level there. `group` is null for
 * events that name none.
 */
export interface UsageBucket {
  readonly meter: string;
  readonly group: string | null;
  readonly units: number;
  readonly events: number;
  readonly costMicros: number;
}

export interface DailyUsage {
  readonly meter: string;
  /** First moment of the UTC day. */
  readonly day: Instant;
  readonly group: string | null;
  /** As in a bucket. A gauge that was not reported on a day has no row there. */
  readonly units: number;
}

/** One event of the log. */
export interface LoggedEvent {
  readonly id: string;
  readonly seq: number;
  readonly meter: string;
  readonly units: number;
  readonly idempotencyKey: string;
  readonly countedAt: Instant;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly source: string;
  readonly apiKeyId: string | null;
  readonly subject: string | null;
  readonly provider: string | null;
  readonly endpoint: string | null;
  readonly userId: string | null;
  readonly requestId: string | null;
  readonly costMicros: number | null;
  readonly properties: unknown;
}

export interface EventKeyset {
  readonly countedAt: Instant;
  readonly seq: number;
}
