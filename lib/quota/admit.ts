import { setTimeout as sleep } from "node:timers/promises";
import { isTimeout } from "@/lib/platform/redis";
import { commitReserved, type Reserved } from "./commit-reserved";
import { confirmRefusals, type Refused } from "./confirm-refusals";
import { look, type Verdict } from "./counter";
import { count, redisFailed, type Engine, type Fence } from "./engine";
import { fallBehind, type Item, type Outcome, type Progress } from "./model";
import { rebuild } from "./rebuild";
import { isGauge } from "./rules/gauge";
import { holdOnGauge } from "./rules/gauge-refusals";
import { tryAgain } from "./rules/refusals";
import { refused, replay } from "./slow-path";

const MAX_ATTEMPTS = 8;
/** About half a second of waiting for reservations in flight, a few milliseconds at a time. */
const MAX_WAITS = 20;
const STALE_MS = 1_500;

/**
 * Decides keyed requests of one meter, in their order: each is admitted as a row in Postgres, given the first answer of
 * its key, or refused. They go as one value, with one reservation, one commit and one confirmation for all; but each
 * stands or falls by itself. Every refusal is confirmed by Postgres before it is final. Never throws.
 */
export async function admit(engine: Engine, fence: Fence, items: readonly Item[]): Promise<Outcome[]> {
  const progress: Progress = { outcomes: new Map(), behind: null };
  try {
    if (isGauge(fence.aggregation)) await decideSlowly(fence, items, progress);
    else await decideInRounds(engine, fence, items, progress);
  } catch (error) {
    engine.log.warn({ err: error, meter: fence.meter }, "a decision could not be made");
  }
  return items.map((item) => progress.outcomes.get(item) ?? refused(tryAgain()));
}

/** Until every item is decided: reserve, commit what has room, confirm what has none, rebuild what is behind. */
async function decideInRounds(engine: Engine, fence: Fence, items: readonly Item[], progress: Progress): Promise<void> {
  engine.touched.add(fence);
  let open = items;
  let waits = 0;
  let timeouts = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (engine.redis.token(fence.organizationId) === null) return decideSlowly(fence, open, progress);
    progress.behind = null;
    const { reserved, waiting, without, unanswered, failure } = await ask(fence, open, progress);
    if (failure !== null) {
      redisFailed(engine, failure);
      // Often it is this process that was too busy to read the answer in time. Asking again gives the same reservation;
      // going to Postgres at once would bump the epoch, fence out everybody else and make the process busier still.
      const again = engine.redis.token(fence.organizationId) !== null && isTimeout(failure) && timeouts++ < 1;
      if (!again) await decideSlowly(fence, unanswered, progress);
    }
    if (reserved.length > 0) await commitReserved(engine, fence, reserved, progress);
    const patient = waits < MAX_WAITS;
    if (waiting.length > 0 && !patient) {
      const seen = await look(engine, fence, STALE_MS).catch(() => null);
      if (seen && seen.old > 0) await rebuild(engine, fence, seen.generation);
      without.push(...waiting);
    }
    if (without.length > 0) await confirmRefusals(engine, fence, without, progress);
    open = open.filter((item) => !progress.outcomes.has(item));
    if (open.length === 0) return;
    if (progress.behind !== null) await rebuild(engine, fence, progress.behind);
    else if (waiting.length > 0 && patient) {
      waits += 1;
      await sleep(3 + 2 * waits);
      attempt -= 1;
    }
  }
  count(engine, "gave_up", open.length);
}

/** What Redis said, by what comes next. */
interface Said {
  readonly reserved: readonly Reserved[];
  /** Only reservations in flight leave no room, or the key itself is in flight. */
  readonly waiting: readonly Refused[];
  readonly without: Refused[];
  readonly unanswered: readonly Item[];
  readonly failure: Error | null;
}

/** Asks for room for all. What is known already is decided. */
async function ask(fence: Fence, items: readonly Item[], progress: Progress): Promise<Said> {
  const reserved: Reserved[] = [];
  const waiting: Refused[] = [];
  const without: Refused[] = [];
  const unanswered: Item[] = [];
  let failure: Error | null = null;
  const asking: Item[] = [];
  for (const item of items) {
    if (item.refuse) without.push({ item, verdict: null });
    else asking.push(item);
  }
  const verdicts = await fence.reservations.pushAll(asking);
  for (const [i, item] of asking.entries()) {
    const verdict = verdicts[i] as Verdict | Error;
    if (verdict instanceof Error) {
      failure ??= verdict;
      unanswered.push(item);
    } else if (verdict.kind === "OK") reserved.push({ item, verdict });
    else if (verdict.kind === "KNOWN") progress.outcomes.set(item, replay(item, verdict.fingerprint, verdict.body));
    else if (verdict.kind === "REBUILD") fallBehind(progress, verdict.generation);
    else if (verdict.kind === "WAIT" || verdict.kind === "INFLIGHT") waiting.push({ item, verdict });
    else without.push({ item, verdict });
  }
  return { reserved, waiting, without, unanswered, failure };
}

/**
 * Postgres alone decides, where Redis cannot. Gauges always go there: what a value changes depends on the one before it, so
 * values are decided one after the other, and Redis holds nothing of them that the sweeper would have to look at.
 */
async function decideSlowly(fence: Fence, items: readonly Item[], progress: Progress): Promise<void> {
  const onGauge = isGauge(fence.aggregation);
  const asked = items.map((item) =>
    onGauge && item.kind !== "event" ? { ...item, refuse: item.refuse ?? holdOnGauge(fence.meter) } : item,
  );
  const decided = await fence.slow.pushAll(asked);
  items.forEach((item, i) => {
    const outcome = decided[i] as Outcome | Error;
    if (!(outcome instanceof Error)) progress.outcomes.set(item, outcome);
  });
  const failure = decided.find((outcome) => outcome instanceof Error);
  if (failure) throw failure;
}
