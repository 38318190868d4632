import { notFound } from "@/lib/kernel/errors";
import { idFromUuid, uuidv7 } from "@/lib/kernel/ids";
import { iso, type Instant } from "@/lib/kernel/time";
import { monotonic } from "@/lib/platform/clock";
import { fingerprint } from "@/lib/platform/crypto";
import { databaseAway, decide, isTooOld, positionOnWire } from "./decision";
import type { Engine, Fence } from "./engine";
import { fencesById } from "./fences";
import { readHold, type HeldUnits, type Tenant } from "./holds";
import type { EventFacts, Item, Outcome, Refusal } from "./model";
import { renew } from "./rebuild";
import { endingKey } from "./rules/ending-key";
import { holdEnded, tooOld } from "./rules/refusals";
import { refused } from "./slow-path";

/** What the settling event says of itself. What it leaves out (null) it takes from its hold. */
export type SettlementFacts = { readonly [K in keyof EventFacts]: EventFacts[K] | null };

/** How a hold shall end. Units and key have been validated at the door. */
export interface HoldEnding extends Tenant {
  /** Public id of the hold. */
  readonly hold: string;
  /** What was really used; 0 releases. */
  readonly units: number;
  /** Null: the hold's own. */
  readonly key: string | null;
  readonly occurredAt: Instant | null;
  readonly facts: SettlementFacts;
}

/**
 * Ends a hold with what was really used: writes the event and gives the rest back, or admits the excess as any usage. What
 * does not fit is refused and leaves the hold as it was; units that were held are always admitted. With 0 units the hold is
 * released. The answer comes when what was given back can be used. Repeating gives the first answer; another ending of a
 * hold that has ended is a CONFLICT that names its state; a hold of somebody else is NOT_FOUND. Never throws.
 */
export const settleHold = (engine: Engine, ending: HoldEnding): Promise<Outcome> =>
  endHold(engine, ending, (fence, hold) =>
    ending.units === 0 ? releaseOf(fence, hold) : settlementOf(fence, hold, ending),
  );

/** Gives a hold back: nothing was used. Otherwise as `settleHold`, and the same as settling with 0 units. */
export const releaseHold = (engine: Engine, ending: Tenant & { readonly hold: string }): Promise<Outcome> =>
  endHold(engine, ending, releaseOf);

async function endHold(
  engine: Engine,
  ending: Tenant & { readonly hold: string },
  itemFor: (fence: Fence, hold: HeldUnits) => Item,
): Promise<Outcome> {
  const started = monotonic();
  try {
    const hold = await settledState(engine, ending);
    const [fence] = hold ? await fencesById(engine, [hold.fenceId]) : [];
    if (!hold || !fence) return refused({ code: "NOT_FOUND", message: notFound("hold").message });
    const item = itemFor(fence, hold);
    const refuse = hold.status === "OPEN" ? staleness(engine, item) : holdEnded(hold);
    const outcome = await decide(engine, fence, { ...item, refuse }, started);
    return outcome.admitted ? outcome : await namingTheState(engine, ending, outcome.refusal);
  } catch (error) {
    engine.log.warn({ err: error, hold: ending.hold }, "a hold could not be read");
    return databaseAway();
  }
}

/**
 * The hold, with a state that will not change behind our back. One that has run out but does not say so yet may have a
 * settlement on its way: renewing its fence waits for that, and tells which of the two came first.
 */
async function settledState(engine: Engine, ending: Tenant & { readonly hold: string }): Promise<HeldUnits | null> {
  const hold = await readHold(engine, ending, ending.hold);
  if (!hold?.runningOut) return hold;
  const [fence] = await fencesById(engine, [hold.fenceId]);
  if (fence) await renew(engine, fence);
  return readHold(engine, ending, ending.hold);
}

const staleness = (engine: Engine, item: Item): Refusal | null =>
  isTooOld(item.occurredAt, engine.clock.now()) ? tooOld() : null;

/** Refusals that say nothing about the hold, whatever its state. */
const OF_THE_REQUEST: ReadonlySet<Refusal["code"]> = new Set<Refusal["code"]>([
  "UNAVAILABLE",
  "IDEMPOTENCY_MISMATCH",
  "IDEMPOTENCY_IN_FLIGHT",
]);

/** A refusal in a moment in which somebody else has ended the hold says that, and how. */
async function namingTheState(
  engine: Engine,
  ending: Tenant & { readonly hold: string },
  refusal: Refusal,
): Promise<Outcome> {
  if (OF_THE_REQUEST.has(refusal.code)) return refused(refusal);
  const hold = await readHold(engine, ending, ending.hold);
  return refused(hold && hold.status !== "OPEN" ? holdEnded(hold) : refusal);
}

const ended = (fence: Fence, hold: HeldUnits, how: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    data: {
      id: hold.id,
      organization: fence.organizationId,
      environment: fence.environment,
      meter: fence.meter,
      units: hold.units,
      ...how,
    },
  });

/** What settlement and release share. The hold's own key: it ends once. */
const endingOf = (fence: Fence, hold: HeldUnits): Omit<Item, "kind" | "fingerprint" | "answer"> => ({
  fence,
  key: endingKey(hold.uuid),
  units: null,
  reserve: 0,
  occurredAt: null,
  refuse: null,
  id: uuidv7(),
  newHold: null,
  holdExpiresAt: null,
  hold: { id: hold.uuid, units: hold.units, countedAt: hold.countedAt },
  facts: hold.facts,
});

const releaseOf = (fence: Fence, hold: HeldUnits): Item => ({
  ...endingOf(fence, hold),
  kind: "release",
  fingerprint: fingerprint("release", hold.id),
  answer: (_, position) =>
    ended(fence, hold, { status: "released", settledUnits: null, event: null, ...positionOnWire(position) }),
});

function settlementOf(fence: Fence, hold: HeldUnits, ending: HoldEnding): Item {
  const base = endingOf(fence, hold);
  const { units, occurredAt } = ending;
  const key = ending.key ?? base.key;
  const facts = inherited(ending.facts, hold.facts);
  return {
    ...base,
    kind: "settle",
    key,
    fingerprint: fingerprint(
      "settle",
      hold.id,
      units,
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
    units,
    reserve: units,
    occurredAt,
    facts,
    answer: (countedAt, position) =>
      ended(fence, hold, {
        status: "settled",
        settledUnits: units,
        event: idFromUuid("usageEvent", base.id),
        countedAt: iso(countedAt),
        occurredAt: iso(occurredAt ?? countedAt),
        ...positionOnWire(position),
      }),
  };
}

/** Who settles is the settler's own fact, also when it was not a key. */
const inherited = (given: SettlementFacts, held: EventFacts): EventFacts => ({
  source: given.source ?? held.source,
  apiKeyId: given.apiKeyId,
  subject: given.subject ?? held.subject,
  provider: given.provider ?? held.provider,
  endpoint: given.endpoint ?? held.endpoint,
  userId: given.userId ?? held.userId,
  requestId: given.requestId ?? held.requestId,
  costMicros: given.costMicros,
  properties: given.properties ?? held.properties,
});
