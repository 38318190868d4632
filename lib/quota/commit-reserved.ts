import type { CommitRequest, Fate } from "./commit";
import type { Settlement, Verdict } from "./counter";
import { count, redisFailed, type Engine, type Fence } from "./engine";
import { fallBehind, type Item, type Progress } from "./model";
import { holdGone, tryAgain } from "./rules/refusals";
import { admitted, refused, replay } from "./slow-path";

/** An item with the room that Redis has set aside for it. */
export interface Reserved {
  readonly item: Item;
  readonly verdict: Extract<Verdict, { kind: "OK" }>;
}

/** A request that is not a row, and what Postgres knows of its key and fence. */
interface TurnedAway {
  readonly request: CommitRequest;
  readonly fate: Extract<Fate, { inserted: false }>;
}

/**
 * Commits reservations and tells Redis what became of them. What was fenced out stays undecided, and its generation is
 * behind.
 */
export async function commitReserved(
  engine: Engine,
  fence: Fence,
  reserved: readonly Reserved[],
  progress: Progress,
): Promise<void> {
  const requests = reserved.map(({ item, verdict: { generation, reservation, countedAt, position } }) => ({
    item,
    generation,
    reservation,
    countedAt,
    body: item.answer(countedAt, position),
  }));
  const fates = await engine.commits.pushAll(requests);
  // Once more after the commit: a sweep in between has not seen it.
  engine.touched.add(fence);
  const settlements: Settlement[] = [];
  const turnedAway: TurnedAway[] = [];
  const unknown: Error[] = [];
  for (const [i, request] of requests.entries()) {
    const fate = fates[i] as Fate | Error;
    const { item, generation, reservation, body } = request;
    const { fingerprint } = item;
    if (fate instanceof Error) {
      // Unknown: not given back, for the row may be there. The repetition or the sweeper finds out.
      unknown.push(fate);
      progress.outcomes.set(item, refused(tryAgain()));
    } else if (fate.inserted) {
      settlements.push({ item, generation, reservation, confirm: true, remember: { fingerprint, body } });
      progress.outcomes.set(item, admitted(body));
    } else if (fate.fingerprint !== null) {
      // Given back, unless the row used up this very reservation (an equal request shared it): then it is confirmed.
      const ours = fate.keyFence === fence.id && fate.keyEpoch === generation && fate.keyReservation === reservation;
      const remember = { fingerprint: fate.fingerprint, body: fate.result };
      settlements.push({ item, generation, reservation, confirm: ours, remember });
      progress.outcomes.set(item, replay(item, fate.fingerprint, fate.result));
    } else turnedAway.push({ request, fate });
  }
  const settled = settle(engine, fence, settlements);
  if (unknown.length > 0) {
    count(engine, "commit_unknown", unknown.length);
    const { organizationId, meter } = fence;
    engine.log.warn({ err: unknown[0], meter, organizationId }, "the outcome of a commit is not known");
  }
  // Who ends a hold may rely on the room being free when the answer comes.
  if (reserved.some(({ item }) => item.hold !== null)) await settled;
  for (const one of turnedAway) await findOut(engine, fence, one, progress);
}

/** Tells Redis in the background. What it does not hear is found by the sweeper. */
async function settle(engine: Engine, fence: Fence, settlements: readonly Settlement[]): Promise<void> {
  const failed = (await fence.settlements.pushAll(settlements)).filter((told) => told instanceof Error);
  if (failed.length === 0) return;
  count(engine, "settle_failed", failed.length);
  redisFailed(engine, failed[0]);
}

/** Why there is no row: the hold that it should end was not open any more, or else the generation has been fenced out. */
async function findOut(engine: Engine, fence: Fence, turned: TurnedAway, progress: Progress): Promise<void> {
  const { item, generation, reservation } = turned.request;
  const letThrough = turned.fate.epoch === generation && turned.fate.valid;
  if (item.hold && letThrough && !(await isOpen(engine, item.hold.id))) {
    void settle(engine, fence, [{ item, generation, reservation, confirm: false, remember: null }]);
    progress.outcomes.set(item, refused(holdGone()));
    return;
  }
  count(engine, "fenced");
  fallBehind(progress, generation);
}

async function isOpen(engine: Engine, holdId: string): Promise<boolean> {
  const rows = await engine.pool.query<{ open: boolean }>(
    `select status = 'OPEN' as open from usage_hold where id = $1::uuid`,
    [holdId],
  );
  return rows[0]?.open === true;
}
