import { setTimeout as sleep } from "node:timers/promises";
import { monotonic } from "@/lib/platform/clock";
import { isTimeout } from "@/lib/platform/redis";
import type { Fate } from "./commit";
import { look, type Verdict } from "./counter";
import { count, redisFailed, type Engine, type Fence } from "./engine";
import type { Item, Outcome } from "./model";
import { rebuild } from "./rebuild";
import { isGauge } from "./rules/gauge";
import { holdOnGauge } from "./rules/gauge-refusals";
import { generationRefused, holdGone, inFlight, meterNotInPlan, noRoom, tryAgain } from "./rules/refusals";
import { admitted, refused, replay } from "./slow-path";

const MAX_ATTEMPTS = 8;
/** About half a second of waiting for reservations in flight, a few milliseconds at a time. */
const MAX_WAITS = 20;
const STALE_MS = 1_500;

/**
 * Decides one keyed request: admits it as a row in Postgres, gives the first answer of its key, or refuses. Every refusal
 * is confirmed by Postgres before it is final. Never throws for an expected outcome.
 */
export async function admit(engine: Engine, fence: Fence, item: Item): Promise<Outcome> {
  if (isGauge(fence.aggregation)) return admitOnGauge(fence, item);
  engine.touched.add(fence);
  let waits = 0;
  let timeouts = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (engine.redis.token(fence.organizationId) === null) return fence.slow.push(item);
    let verdict: Verdict | null = null;
    if (!item.refuse) {
      try {
        verdict = await fence.reservations.push(item);
      } catch (error) {
        redisFailed(engine, error);
        // Often it is this process that was too busy to read the answer in time. Asking again gives the same reservation;
        // going to Postgres at once would bump the epoch, fence out everybody else and make the process busier still.
        if (engine.redis.token(fence.organizationId) !== null && isTimeout(error) && timeouts++ < 1) continue;
        return fence.slow.push(item);
      }
    }
    if (verdict?.kind === "REBUILD") {
      await rebuild(engine, fence, verdict.generation);
      continue;
    }
    if (verdict?.kind === "KNOWN") return replay(item, verdict.fingerprint, verdict.body);
    if (verdict?.kind === "OK") {
      const outcome = await commitReserved(engine, fence, item, verdict);
      if (outcome) return outcome;
      count(engine, "fenced");
      await rebuild(engine, fence, verdict.generation);
      continue;
    }
    if (verdict?.kind === "WAIT" || verdict?.kind === "INFLIGHT") {
      if (waits++ < MAX_WAITS) {
        await sleep(3 + 2 * waits);
        attempt -= 1;
        continue;
      }
      const seen = await look(engine, fence, STALE_MS).catch(() => null);
      if (seen && seen.old > 0) await rebuild(engine, fence, seen.generation);
    }
    const outcome = await confirmRefusal(engine, fence, item, verdict);
    if (outcome) return outcome;
    await rebuild(engine, fence, verdict?.generation ?? 0);
  }
  count(engine, "gave_up");
  return refused(tryAgain());
}

/**
 * What a value changes depends on the one before it, so values are decided one after the other, in Postgres alone: Redis
 * holds nothing of them that the sweeper would have to look at.
 */
function admitOnGauge(fence: Fence, item: Item): Promise<Outcome> {
  const { kind, refuse } = item;
  return fence.slow.push(kind === "event" ? item : { ...item, refuse: refuse ?? holdOnGauge(fence.meter) });
}

type Reserved = Extract<Verdict, { kind: "OK" }>;

/** Commits a reservation. Null: fenced out, begin again with a new generation. */
async function commitReserved(engine: Engine, fence: Fence, item: Item, reserved: Reserved): Promise<Outcome | null> {
  const { generation, reservation, countedAt, position } = reserved;
  const settle = (confirm: boolean, remember: { fingerprint: string; body: string } | null): Promise<unknown> =>
    fence.settlements.push({ item, generation, reservation, confirm, remember }).catch((error: unknown) => {
      count(engine, "settle_failed");
      redisFailed(engine, error);
    });

  const body = item.answer(countedAt, position);
  let fate: Fate;
  try {
    fate = await engine.commits.push({ item, generation, reservation, countedAt, body });
  } catch (error) {
    // Unknown: not given back, for the row may be there. The repetition or the sweeper finds out.
    count(engine, "commit_unknown");
    engine.log.warn(
      { err: error, meter: fence.meter, organizationId: fence.organizationId },
      "the outcome of a commit is not known",
    );
    return refused(tryAgain());
  }
  if (fate.inserted) {
    // Once more after the commit: a sweep in between has not seen it.
    engine.touched.add(fence);
    const settled = settle(true, { fingerprint: item.fingerprint, body });
    // Who ends a hold may rely on the room being free when the answer comes.
    if (item.hold) await settled;
    return admitted(body);
  }
  if (fate.fingerprint !== null) {
    // Given back, unless the row used up this very reservation (an equal request shared it): then it is confirmed.
    const ours = fate.keyFence === fence.id && fate.keyEpoch === generation && fate.keyReservation === reservation;
    void settle(ours, { fingerprint: fate.fingerprint, body: fate.result });
    return replay(item, fate.fingerprint, fate.result);
  }
  if (item.hold && fate.epoch === generation && fate.valid && !(await isOpen(engine, item.hold.id))) {
    // The fence let it through, so it is the hold that is no longer open.
    void settle(false, null);
    return refused(holdGone());
  }
  return null;
}

async function isOpen(engine: Engine, holdId: string): Promise<boolean> {
  const rows = await engine.pool.query<{ open: boolean }>(
    `select status = 'OPEN' as open from usage_hold where id = $1::uuid`,
    [holdId],
  );
  return rows[0]?.open === true;
}

/**
 * Asks Postgres before a refusal becomes final: the key may be a row that Redis has forgotten, and the generation may be
 * behind. Null: it was behind, begin again.
 */
async function confirmRefusal(
  engine: Engine,
  fence: Fence,
  item: Item,
  verdict: Verdict | null,
): Promise<Outcome | null> {
  const row = await engine.confirmReads.push({ fence, key: item.key });
  if (row.fingerprint !== null) return replay(item, row.fingerprint, row.result);
  if (verdict === null) return refused(item.refuse ?? tryAgain());
  if (verdict.kind === "WAIT" || verdict.kind === "BAD") return refused(tryAgain());
  if (verdict.kind === "INFLIGHT") return refused(inFlight());
  if (row.epoch !== verdict.generation || !row.valid) return null;
  fence.verified = { generation: verdict.generation, at: monotonic() };
  switch (verdict.kind) {
    case "NOPLAN":
      return refused(meterNotInPlan(fence.meter));
    case "REFUSED":
      return refused(generationRefused(verdict.code, fence.meter, null));
    case "DENY":
      return refused(noRoom(fence.meter, verdict, item.reserve));
    default:
      return refused(tryAgain());
  }
}
