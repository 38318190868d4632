import type { ErrorCode } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import { monotonic } from "@/lib/platform/clock";
import { redisFailed, type Engine, type Fence } from "./engine";
import { NOTE } from "./lua/note";
import type { FenceName, Item, Refusal } from "./model";

/** Refusals may come by the thousand; one a second says all that there is to say. */
const NOTED_EVERY_MS = 1_000;

/** What a meter refused last, as far as it was noted. A refusal is no fact: it lives for a day, and only in Redis. */
export interface LastRefusal {
  readonly at: Instant;
  readonly code: ErrorCode;
  readonly message: string;
  readonly units: number;
  readonly key: string;
}

/** Refusals about the caller's own request say nothing about the meter. */
const ABOUT_THE_REQUEST: readonly ErrorCode[] = [
  "UNAVAILABLE",
  "IDEMPOTENCY_IN_FLIGHT",
  "IDEMPOTENCY_MISMATCH",
  "VALIDATION_ERROR",
  "CONFLICT",
  "NOT_FOUND",
];

const keyOf = (fence: FenceName): string => `q:{${fence.organizationId}}:${fence.id}:r`;

/** Remembers a refusal for `explain`, at most one a second for each meter and process. Nobody waits for it, nothing depends on it. */
export function noteRefusal(
  engine: Engine,
  fence: Fence,
  request: Pick<Item, "key" | "reserve">,
  refusal: Refusal,
): void {
  const now = monotonic();
  if (now - fence.refusalNotedAt < NOTED_EVERY_MS || engine.redis.token(fence.organizationId) === null) return;
  if (ABOUT_THE_REQUEST.includes(refusal.code)) return;
  fence.refusalNotedAt = now;
  const fields = ["at", engine.clock.now(), "code", refusal.code, "message", refusal.message];
  engine.redis
    .run(NOTE, [keyOf(fence)], [...fields, "units", request.reserve, "key", request.key])
    .catch((error: unknown) => redisFailed(engine, error));
}

/** The refusal that was noted last; null without one, or while Redis is away. */
export async function lastRefusal(engine: Engine, fence: FenceName): Promise<LastRefusal | null> {
  if (engine.redis.token(fence.organizationId) === null) return null;
  const noted = await engine.redis.hash(keyOf(fence)).catch(() => null);
  if (noted?.code === undefined) return null;
  return {
    at: Number(noted.at),
    code: noted.code as ErrorCode,
    message: noted.message ?? "",
    units: Number(noted.units),
    key: noted.key ?? "",
  };
}
