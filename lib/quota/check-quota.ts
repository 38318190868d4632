import { iso, type Instant } from "@/lib/kernel/time";
import { idFromUuid, uuidv7 } from "@/lib/kernel/ids";
import { fingerprint } from "@/lib/platform/crypto";
import { monotonic } from "@/lib/platform/clock";
import { databaseAway, decide, isTooOld, positionOnWire, reachFence } from "./decision";
import type { Engine } from "./engine";
import { knownFence } from "./fences";
import type { EventFacts, FenceName, Item, Outcome, Refusal, UsageEnvironment } from "./model";
import { isGauge } from "./rules/gauge";
import { nothingToAdd } from "./rules/gauge-refusals";
import { tooOld } from "./rules/refusals";

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

/**
 * Admits the units of a meter under a key before the work is done: it consumes. Admitted means that the event is a row in
 * Postgres. The same key and content give the first answer for ever; other content is refused. Exact at any concurrency.
 * On a gauge the units are its new value: it is admitted when it raises nothing, or when what it raises fits.
 */
export async function checkQuota(engine: Engine, request: UsageRequest): Promise<Outcome> {
  const started = monotonic();
  const { organizationId, environment, meter, occurredAt } = request;
  const fence =
    knownFence(engine, organizationId, environment, meter) ??
    (await reachFence(engine, organizationId, environment, meter));
  if (fence === null) return databaseAway();
  const empty = request.units < 1 && !isGauge(fence.aggregation);
  const refuse = empty ? nothingToAdd(meter) : isTooOld(occurredAt, engine.clock.now()) ? tooOld() : null;
  return decide(engine, fence, usageItem(fence, request, refuse), started);
}

/** A metered request on its way through the engine, with the first answer that it will have. */
export function usageItem(fence: FenceName, request: UsageRequest, refuse: Refusal | null): Item {
  const { occurredAt, facts } = request;
  const id = uuidv7();
  return {
    kind: "event",
    fence,
    key: request.key,
    fingerprint: fingerprint(
      "event",
      request.meter,
      request.units,
      occurredAt,
      facts.source,
      facts.subject,
      facts.provider,
      facts.endpoint,
      facts.userId,
      facts.requestId,
      facts.costMicros,
      facts.properties,
    ),
    units: request.units,
    reserve: request.units,
    occurredAt,
    refuse,
    id,
    newHold: null,
    holdExpiresAt: null,
    hold: null,
    facts,
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
          ...positionOnWire(position),
        },
      }),
  };
}
