import { FOREVER, iso, MINUTE, DAY, type Instant } from "@/lib/kernel/time";
import { monotonic } from "@/lib/platform/clock";
import { admit } from "./admit";
import type { Engine, Fence } from "./engine";
import { fenceOf } from "./fences";
import { noteRefusal } from "./last-refusal";
import type { Item, Outcome, Position, UsageEnvironment } from "./model";
import { tryAgain } from "./rules/refusals";
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

/** Decides one item and measures how long that took since `started` (monotonic ms). Never throws. */
export async function decide(engine: Engine, fence: Fence, item: Item, started: number): Promise<Outcome> {
  const outcome = await admit(engine, fence, item).catch((error: unknown): Outcome => {
    engine.log.warn({ err: error, meter: fence.meter }, "a decision could not be made");
    return refused(tryAgain());
  });
  if (!outcome.admitted) noteRefusal(engine, fence, item, outcome.refusal);
  engine.metrics.quotaSeconds.observe(
    { outcome: outcome.admitted ? (outcome.replayed ? "replayed" : "admitted") : outcome.refusal.code },
    (monotonic() - started) / 1_000,
  );
  return outcome;
}
