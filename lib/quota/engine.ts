import type { Clock } from "@/lib/platform/clock";
import type { Gather } from "@/lib/platform/gather";
import type { Log } from "@/lib/platform/log";
import type { Metrics } from "@/lib/platform/metrics";
import type { Pool } from "@/lib/platform/pg";
import type { Redis } from "@/lib/platform/redis";
import type { Levels } from "./levels";
import type { Aggregation, FenceName, Item, Outcome } from "./model";
import type { Settlement, Verdict } from "./counter";
import type { CommitRequest, Fate, LookUp } from "./commit";

/** What the quota stands on. `pinned` is a pool of its own: waiting rebuilds must not starve the commits they wait for. */
export interface EngineParts {
  readonly pool: Pool;
  readonly pinned: Pool;
  /** For reading much at once: few connections that may take their time. */
  readonly inspection: Pool;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly graceDays: number;
  /** Where allowances stand by what this process has seen, and whom that concerns. */
  readonly levels: Levels;
}

/** A fence with its queues in this process. */
export interface Fence extends FenceName {
  /** Of its meter. Never changes. */
  readonly aggregation: Aggregation;
  readonly reservations: Gather<Item, Verdict>;
  readonly settlements: Gather<Settlement, number>;
  readonly slow: Gather<Item, Outcome>;
  /** The generation that Postgres last confirmed as current and valid, and when (monotonic ms). */
  verified: { generation: number; at: number };
  /** When a refusal was last remembered for `explain` (monotonic ms). */
  refusalNotedAt: number;
}

export interface Engine extends EngineParts {
  /** By organization, environment and meter. Bounded; the oldest leave. */
  readonly fences: Map<string, Fence>;
  /** Fences that the sweeper looks at next. */
  readonly touched: Set<Fence>;
  readonly rebuilding: Map<number, Promise<void>>;
  readonly commits: Gather<CommitRequest, Fate>;
  readonly confirmReads: Gather<{ fence: FenceName; key: string }, LookUp>;
}

/** Counts an event of the quota: rebuild, fenced, slow, … */
export const count = (engine: EngineParts, event: string, by = 1): void => engine.metrics.quota.inc({ event }, by);

/** Tells Redis' connection and the metrics that a call failed. */
export function redisFailed(engine: EngineParts, error: unknown): void {
  count(engine, "redis_error");
  engine.redis.failed(error);
}
