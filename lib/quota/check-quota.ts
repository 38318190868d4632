import { iso, MINUTE, DAY, FOREVER, type Instant } from "@/lib/kernel/time";
import { idFromUuid, uuidv7 } from "@/lib/kernel/ids";
import { fingerprint } from "@/lib/platform/crypto";
import { monotonic } from "@/lib/platform/clock";
import { admit } from "./admit";
import type { Engine } from "./engine";
import { fenceOf } from "./fences";
import type { EventFacts, Item, Outcome, Position, UsageEnvironment } from "./model";
import { isGauge } from "./rules/gauge";
import { nothingToAdd } from "./rules/gauge-refusals";
import { tooOld } from "./rules/refusals";
import { refused } from "./slow-path";

const MAX_AGE = 35 * DAY;
const MAX_AHEAD = 5 * MINUTE;

/** One metered request. Units (from 0) and key have been validated at the door; the meter exists. */
export interface UsageRequest {
  readonly organizationId: string;
  readonly environment: UsageEnvironment;
  readonly meter: string;
  readonly units: number;
  readonly key: string;
  readonly occurredAt: Instant | null;
  readonly facts: EventFacts;
}

const onWire = (p: Position | null): Record<string, unknown> =>
  p === null
    ? { window: null, limit: null, used: null, remaining: null, resetsAt: null, overage: 0 }
    : {
        window: p.window,
        limit: p.limit,
        used: p.used,
        remaining: Math.max(0, p.limit - p.used),
        resetsAt: p.resetsAt >= FOREVER ? null : iso(p.resetsAt),
        overage: Math.max(0, p.used - p.limit),
      };

/**
 * Admits the units of a meter under a key before the work is done: it consumes. Admitted means that the event is a row in
 * Postgres. The same key and content give the first answer for ever; other content is refused. Exact at any concurrency.
 * On a gauge the units are its new value: it is admitted when it raises nothing, or when what it raises fits.
 */
export async function checkQuota(engine: Engine, request: UsageRequest): Promise<Outcome> {
  const started = monotonic();
  const now = engine.clock.now();
  const { occurredAt } = request;
  const stale = occurredAt !== null && (occurredAt < now - MAX_AGE || occurredAt > now + MAX_AHEAD);
  const id = uuidv7();
  const fence = await fenceOf(engine, request.organizationId, request.environment, request.meter).catch(
    (error: unknown) => {
      engine.log.warn({ err: error }, "the fence could not be read");
      return null;
    },
  );
  if (fence === null)
    return refused({
      code: "UNAVAILABLE",
      message: "The database is away. Nothing was counted: send the same request again.",
    });
  const empty = request.units < 1 && !isGauge(fence.aggregation);
  const item: Item = {
    kind: "event",
    fence,
    key: request.key,
    fingerprint: fingerprint(
      "event",
      request.meter,
      request.units,
      occurredAt,
      request.facts.source,
      request.facts.subject,
      request.facts.provider,
      request.facts.endpoint,
      request.facts.userId,
      request.facts.requestId,
      request.facts.costMicros,
      request.facts.properties,
    ),
    units: request.units,
    reserve: request.units,
    occurredAt,
    refuse: empty ? nothingToAdd(request.meter) : stale ? tooOld() : null,
    id,
    newHold: null,
    holdExpiresAt: null,
    hold: null,
    facts: request.facts,
    answer: (countedAt, position) =>
      JSON.stringify({
        data: {
          id: idFromUuid("usageEvent", id),
          organization: request.organizationId,
          environment: request.environment,
          meter: request.meter,
          units: request.units,
          idempotencyKey: request.key,
          countedAt: iso(countedAt),
          occurredAt: iso(occurredAt ?? countedAt),
          ...onWire(position),
        },
      }),
  };
  const outcome = await admit(engine, fence, item).catch((error: unknown): Outcome => {
    engine.log.warn({ err: error, meter: request.meter }, "a decision could not be made");
    return refused({
      code: "UNAVAILABLE",
      message:
        "The decision could not be made just now. Nothing is lost: send the same request with the same key again.",
    });
  });
  engine.metrics.quotaSeconds.observe(
    { outcome: outcome.admitted ? (outcome.replayed ? "replayed" : "admitted") : outcome.refusal.code },
    (monotonic() - started) / 1_000,
  );
  return outcome;
}
