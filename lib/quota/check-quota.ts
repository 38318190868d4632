import { iso, repeatingIso, type Instant } from "@/lib/kernel/time";
import { grouped } from "@/lib/kernel/grouped";
import { idFromUuid, uuidv7 } from "@/lib/kernel/ids";
import { fingerprint } from "@/lib/platform/crypto";
import { monotonic } from "@/lib/platform/clock";
import { databaseAway, decideAll, isTooOld, positionAsJson, reachFence } from "./decision";
import type { Engine } from "./engine";
import { knownFence } from "./fences";
import type { EventFacts, FenceName, Item, Outcome, Position, Refusal, UsageEnvironment } from "./model";
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
export const checkQuota = async (engine: Engine, request: UsageRequest): Promise<Outcome> =>
  (await checkOnMeter(engine, request, [request]))[0] as Outcome;

/**
 * The same for many, each by itself: one outcome for each, in their order. Those of one meter are decided in their order,
 * and as one value. Never throws.
 */
export async function checkQuotas(engine: Engine, requests: readonly UsageRequest[]): Promise<Outcome[]> {
  const outcomes = new Map<UsageRequest, Outcome>();
  const byMeter = grouped(requests, (r) => `${r.organizationId}\n${r.environment}\n${r.meter}`);
  await Promise.all(
    [...byMeter.values()].map(async (together) => {
      const decided = await checkOnMeter(engine, together[0] as UsageRequest, together);
      together.forEach((request, i) => outcomes.set(request, decided[i] as Outcome));
    }),
  );
  return requests.map((request) => outcomes.get(request) as Outcome);
}

async function checkOnMeter(
  engine: Engine,
  { organizationId, environment, meter }: UsageRequest,
  requests: readonly UsageRequest[],
): Promise<Outcome[]> {
  const started = monotonic();
  const fence =
    knownFence(engine, organizationId, environment, meter) ??
    (await reachFence(engine, organizationId, environment, meter));
  if (fence === null) return requests.map(databaseAway);
  const now = engine.clock.now();
  const items = requests.map((request) => {
    const empty = request.units < 1 && !isGauge(fence.aggregation);
    const refuse = empty ? nothingToAdd(meter) : isTooOld(request.occurredAt, now) ? tooOld() : null;
    return usageItem(fence, request, refuse);
  });
  return decideAll(engine, fence, items, started);
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
    answer: (countedAt, position) => answerOf(request, id, countedAt, position),
  };
}

const isoOfCount = repeatingIso();

/** The first answer. In JSON by hand, for it has one shape and is written for every event. */
function answerOf(request: UsageRequest, id: string, countedAt: Instant, position: Position | null): string {
  const { organizationId, environment, meter, units, key, occurredAt } = request;
  const counted = isoOfCount(countedAt);
  const occurred = occurredAt === null ? counted : iso(occurredAt);
  return `{"data":{"id":"${idFromUuid("usageEvent", id)}","organization":${JSON.stringify(organizationId)},"environment":"${environment}","meter":${JSON.stringify(meter)},"units":${units},"idempotencyKey":${JSON.stringify(key)},"countedAt":"${counted}","occurredAt":"${occurred}",${positionAsJson(position)}}}`;
}
