import { idFromUuid, uuidv7 } from "@/lib/kernel/ids";
import { iso, SECOND } from "@/lib/kernel/time";
import { monotonic } from "@/lib/platform/clock";
import { fingerprint } from "@/lib/platform/crypto";
import { databaseAway, decide, positionOnWire, reachFence } from "./decision";
import type { Engine } from "./engine";
import type { Tenant } from "./holds";
import type { EventFacts, Item, Outcome } from "./model";

/** Units to set aside. Units, key and duration have been validated at the door; the meter exists. */
export interface HoldRequest extends Tenant {
  readonly meter: string;
  readonly units: number;
  readonly key: string;
  /** After so many seconds of business time the units go back by themselves. */
  readonly expiresInSeconds: number;
  /** Kept for the event that settles the hold. */
  readonly facts: EventFacts;
}

/**
 * Sets units of a meter aside for work whose size is not known yet. Admitted means that the hold is a row in Postgres and
 * that its units stand against the limit until it is settled, released or expired. The same key and content give the
 * first answer for ever, whatever has become of the hold since; other content is refused.
 */
export async function holdQuota(engine: Engine, request: HoldRequest): Promise<Outcome> {
  const started = monotonic();
  const { organizationId, environment, meter, units, key, facts } = request;
  const fence = await reachFence(engine, organizationId, environment, meter);
  if (fence === null) return databaseAway();
  const id = uuidv7();
  const expiresAt = engine.clock.now() + request.expiresInSeconds * SECOND;
  const item: Item = {
    kind: "hold",
    fence,
    key,
    fingerprint: fingerprint(
      "hold",
      meter,
      units,
      request.expiresInSeconds,
      facts.source,
      facts.subject,
      facts.provider,
      facts.endpoint,
      facts.userId,
      facts.requestId,
      facts.properties,
    ),
    units,
    reserve: units,
    occurredAt: null,
    refuse: null,
    id: uuidv7(),
    newHold: id,
    holdExpiresAt: expiresAt,
    hold: null,
    facts,
    answer: (countedAt, position) =>
      JSON.stringify({
        data: {
          id: idFromUuid("hold", id),
          organization: organizationId,
          environment,
          meter,
          units,
          idempotencyKey: key,
          status: "open",
          countedAt: iso(countedAt),
          expiresAt: iso(expiresAt),
          ...positionOnWire(position),
        },
      }),
  };
  return decide(engine, fence, item, started);
}
