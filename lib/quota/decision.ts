import { FOREVER, iso, MINUTE, DAY, repeatingIso, type Instant } from "@/lib/kernel/time";
import { monotonic } from "@/lib/platform/clock";
import { admit } from "./admit";
import type { Engine, Fence } from "./engine";
import { fenceOf } from "./fences";
import { noteRefusal } from "./last-refusal";
import type { Item, Outcome, Position, UsageEnvironment } from "./model";
import { refused } from "./slow-path";

/** What every keyed request shares: its fence, its way through the engine, and how its answer tells a position. */

const MAX_AGE = 35 * DAY;
const MAX_AHEAD = 5 * MINUTE;

/** Whether something is said to have happened too long ago, or too far in the future, to be counted. */
export const isTooOld = (occurredAt: Instant | null, now: Instant): boolean =>
  occurredAt !== null && (occurredAt < now - MAX_AGE || occurredAt > now + MAX_AHEAD);

/** Where the counter stands, as every answer tells it. */
export const positionOnWire = (p: Position | null): Readonly<Record<string, unknown>> =>
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

const isoOfReset = repeatingIso();

/** The members of the same, as JSON: every admission writes them. */
export function positionAsJson(p: Position | null): string {
  if (p === null) return `"window":null,"limit":null,"used":null,"remaining":null,"resetsAt":null,"overage":0`;
  const resetsAt = p.resetsAt >= FOREVER ? "null" : `"${isoOfReset(p.resetsAt)}"`;
  const left = p.limit - p.used;
  return `"window":"${p.window}","limit":${p.limit},"used":${p.used},"remaining":${Math.max(0, left)},"resetsAt":${resetsAt},"overage":${Math.max(0, -left)}`;
}

export const databaseAway = (): Outcome =>
  refused({
    code: "UNAVAILABLE",
    message: "The database is away. Nothing was counted: send the same request again.",
  });

/** The fence of a meter, or null when the database cannot be asked. */
export const reachFence = (
  engine: Engine,
  organizationId: string,
  environment: UsageEnvironment,
  meter: string,
): Promise<Fence | null> =>
  fenceOf(engine, organizationId, environment, meter).catch((error: unknown) => {
    engine.log.warn({ err: error }, "the fence could not be read");
    return null;
  });

/** Decides items of one meter and measures how long that took since `started` (monotonic ms). Never throws. */
export async function decideAll(
  engine: Engine,
  fence: Fence,
  items: readonly Item[],
  started: number,
): Promise<Outcome[]> {
  const outcomes = await admit(engine, fence, items);
  const seconds = (monotonic() - started) / 1_000;
  outcomes.forEach((outcome, i) => {
    if (!outcome.admitted) noteRefusal(engine, fence, items[i] as Item, outcome.refusal);
    const name = outcome.admitted ? (outcome.replayed ? "replayed" : "admitted") : outcome.refusal.code;
    engine.metrics.quotaSeconds.observe({ outcome: name }, seconds);
  });
  return outcomes;
}

/** The same of one. */
export const decide = async (engine: Engine, fence: Fence, item: Item, started: number): Promise<Outcome> =>
  (await decideAll(engine, fence, [item], started))[0] as Outcome;
