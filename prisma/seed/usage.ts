import { lastCounted, recordUsage, type Recorded } from "@/lib/metering";
import { readStanding, type LimitStanding } from "@/lib/quota";
import { Invariant } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { DAY, utcDay, type Instant } from "@/lib/kernel/time";
import type { PlannedUsage, Scene } from "./character";
import { daysBetween, planDay } from "./usage-plan";

/** Events that are on their way at once; the quota gathers them into one statement. */
const AT_ONCE = 100;
/** Refusals that a repetition or a full allowance brings; anything else is a fault of the seed. */
const EXPECTED = new Set(["LIMIT_EXCEEDED", "IDEMPOTENCY_MISMATCH"]);
/** On a busy machine a decision may not be made in time; the same key asks again, and nothing is counted twice. */
const TRIES = 20;
const PAUSE_MS = 250;
const BACKFILL_DAYS = 31;

/** Records what was planned. Repeating it counts nothing twice. Returns how many events are in the log now. */
export async function tell(scene: Scene, planned: readonly PlannedUsage[]): Promise<number> {
  let recorded = 0;
  for (let i = 0; i < planned.length; i += AT_ONCE) {
    const outcomes = await Promise.all(planned.slice(i, i + AT_ONCE).map((usage) => tellOne(scene, usage)));
    recorded += outcomes.filter(Boolean).length;
  }
  return recorded;
}

async function tellOne(scene: Scene, usage: PlannedUsage): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await reportOne(scene, usage);
    if (outcome.admitted) return true;
    if (EXPECTED.has(outcome.code)) return false;
    if (outcome.code !== "UNAVAILABLE" || attempt === TRIES) {
      throw new Invariant(`${scene.character.name} could not record usage: ${outcome.message}`, {
        code: outcome.code,
        key: usage.key,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function reportOne(scene: Scene, { at, ...facts }: PlannedUsage): Promise<Recorded> {
  const reporter = { environment: "PROD" as const, apiKeyId: scene.apiKeyId };
  return recordUsage(scene.ctx, reporter, {
    ...facts,
    occurredAt: at,
    source: "api",
    userId: null,
    requestId: null,
    properties: null,
  });
}

/** Exact business time. */
export const now = (scene: Scene): Promise<Instant> => businessNow(sqlOf(scene.ctx.db));

/** Where a limit stands; an Invariant when the character's plan has no such limit. */
export async function standing(
  scene: Scene,
  meter: string,
  window: LimitStanding["window"],
): Promise<LimitStanding | null> {
  const { limits } = await readStanding(scene.ctx, scene.organizationId, "PROD");
  return limits.find((limit) => limit.meter === meter && limit.window === window) ?? null;
}

/**
 * Brings today's use of a meter up to an aim, one unit an event as far as `events` reaches, spread over the day so far.
 * What others have used meanwhile counts; nothing is ever taken back.
 */
export async function fillToday(scene: Scene, meter: string, aim: number, events: number): Promise<void> {
  const limit = await standing(scene, meter, "DAY");
  const missing = Math.min(aim, limit?.limit ?? aim) - (limit?.used ?? aim);
  if (missing <= 0) return;
  const at = await now(scene);
  const { key, traffic } = scene.character;
  // From where the day stood: a later filling of the same day has names of its own.
  await tell(
    scene,
    planDay({
      who: key,
      day: utcDay(at).start,
      meter,
      units: missing,
      events,
      traffic,
      within: { from: utcDay(at).start, to: at },
      occasion: `from${limit?.used ?? 0}`,
    }),
  );
}

/** A few calls of today, told once a day. */
export async function fewCallsToday(scene: Scene, meter: string, units: number, events: number): Promise<void> {
  const at = await now(scene);
  const { start } = utcDay(at);
  const last = (await lastCounted(scene.ctx, "PROD")).get(meter);
  if (last !== undefined && last >= start) return;
  await tell(
    scene,
    planDay({
      who: scene.character.key,
      day: start,
      meter,
      units,
      events,
      traffic: scene.character.traffic,
      within: { from: start, to: at },
      occasion: "today",
    }),
  );
}

/** Tells the days since the last event for which the window of `since` is still open: while the demonstration was stopped. */
export async function tellMissedDays(scene: Scene, meter: string, since: Instant): Promise<void> {
  const at = await now(scene);
  const last = (await lastCounted(scene.ctx, "PROD")).get(meter) ?? since;
  const today = utcDay(at).start;
  const first = Math.max(utcDay(last).start + DAY, utcDay(since).start + DAY, today - BACKFILL_DAYS * DAY);
  for (const day of daysBetween(first, today - DAY))
    await tell(scene, scene.character.usageOn(day, (today - day) / DAY));
}
