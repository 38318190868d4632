import type { Connection } from "@/lib/platform/pg";
import { insertMany, lookUpMany, type CommitRequest } from "./commit";
import { count, type Engine } from "./engine";
import type { Aggregation, FenceName, Generation, Item, Outcome, Position, Refusal, WindowState } from "./model";
import { buildGeneration, bump, lockOrganization } from "./renew";
import { admit } from "./rules/admit";
import { endingKey } from "./rules/ending-key";
import { admitValue, isGauge } from "./rules/gauge";
import {
  generationRefused,
  holdGone,
  idempotencyMismatch,
  meterNotInPlan,
  noRoom,
  tryAgain,
  valueExceeds,
} from "./rules/refusals";

export const admitted = (body: string): Outcome => ({ admitted: true, replayed: false, body });
export const refused = (refusal: Refusal): Outcome => ({ admitted: false, refusal });

/** What a known key answers: the first result, or that the body was another one. */
export function replay(item: Item, fingerprint: string, body: string): Outcome {
  if (fingerprint === item.fingerprint) return { admitted: true, replayed: true, body };
  return refused(item.hold && item.key === endingKey(item.hold.id) ? holdGone() : idempotencyMismatch());
}

/** Between look-up and insert somebody else wrote one of the keys, or time ended the generation: nothing of it stands. */
class Overtaken extends Error {}

const MAX_ATTEMPTS = 3;

type Counted = FenceName & { readonly aggregation: Aggregation };

/**
 * Postgres alone decides, under the fence's row lock: gauges always, everything else while Redis is unreachable, slow or
 * unknown. The bump voids every view that Redis may still hold. Requests of one meter that wait together share a
 * transaction. They are decided in their order, each on the room that those before it leave: when one of these turns out
 * not to be written, all are decided anew.
 */
export async function decideInPostgres(engine: Engine, fence: Counted, items: readonly Item[]): Promise<Outcome[]> {
  count(engine, isGauge(fence.aggregation) ? "gauge" : "slow_path", items.length);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      const decided = await engine.pool.transaction((connection) => decideOn(connection, engine, fence, items));
      const levels = decided.windows.map((w) => ({ ...w, committed: w.used }));
      // Nothing is held on a gauge. Else what a settlement uses was held until now, and a window's `held` is of before:
      // count holds in, and have it looked at.
      if (isGauge(fence.aggregation)) engine.levels.note(fence, levels);
      else engine.levels.mark(fence, levels);
      return decided.outcomes;
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      count(engine, "slow_path_again");
    }
  }
  return items.map(() => refused(tryAgain()));
}

async function decideOn(
  connection: Connection,
  engine: Engine,
  fence: Counted,
  items: readonly Item[],
): Promise<{ readonly outcomes: Outcome[]; readonly windows: readonly WindowState[] }> {
  await lockOrganization(connection, fence.organizationId, "shared");
  const epoch = await bump(connection, fence, 0);
  const generation = await buildGeneration(engine, connection, fence, epoch);
  const known = await lookUpMany(connection, items);
  const open = await openHolds(connection, items);
  const insert: CommitRequest[] = [];
  const taken = new Map<string, { readonly fingerprint: string; readonly body: string }>();
  const ending = new Set<string>();
  const outcomes = items.map((item, i): Outcome => {
    const key = known[i];
    if (key?.fingerprint) return replay(item, key.fingerprint, key.result);
    // The same key twice at once: unless all are decided anew, the first of them is written, and answers for both.
    const first = taken.get(item.key);
    if (first) return replay(item, first.fingerprint, first.body);
    // The same hold twice at once: the second finds what the first has written when it asks again.
    if (item.hold && ending.has(item.hold.id)) return refused(tryAgain());
    // The room of a hold that has ended is somebody else's by now: nothing may be decided on its credit.
    if (item.hold && !item.refuse && !open.has(item.hold.id)) return refused(holdGone());
    const decision = decide(generation, fence, item);
    if ("refusal" in decision) return refused(decision.refusal);
    const { countedAt, position } = decision;
    const body = item.answer(countedAt, position);
    taken.set(item.key, { fingerprint: item.fingerprint, body });
    if (item.hold) ending.add(item.hold.id);
    insert.push({ item, generation: epoch, reservation: insert.length + 1, countedAt, body });
    return admitted(body);
  });
  if (insert.length > 0 && (await insertMany(connection, insert)).size < insert.length) throw new Overtaken();
  return { outcomes, windows: generation.windows };
}

/** Which of the holds that these items end are open. Under the fence's lock that stays true until the items are written. */
async function openHolds(connection: Connection, items: readonly Item[]): Promise<Set<string>> {
  const ids = items.flatMap((item) => item.hold?.id ?? []);
  if (ids.length === 0) return new Set();
  const rows = await connection.query<{ id: string }>(
    `select id::text as id from usage_hold where id = any($1::uuid[]) and status = 'OPEN'`,
    [ids],
  );
  return new Set(rows.map((row) => row.id));
}

function decide(
  g: Generation,
  fence: Counted,
  item: Item,
): { refusal: Refusal } | { countedAt: number; position: Position | null } {
  if (item.refuse) return { refusal: item.refuse };
  // What was held has been admitted: it may be used up or given back whatever became of the plan since.
  const admitsMore = item.reserve > (item.hold?.units ?? 0);
  if (g.refusal && admitsMore) return { refusal: generationRefused(g.refusal, fence.meter, null) };
  if (g.kinds === 0 && admitsMore) return { refusal: meterNotInPlan(fence.meter) };
  const { reserve: units, occurredAt, hold } = item;
  const decision = isGauge(fence.aggregation)
    ? admitValue(fence.aggregation, g.windows, g.kinds, { units, occurredAt }, g.now)
    : admit(g.windows, g.kinds, { units, occurredAt, hold }, g.now);
  if (decision.fits) return decision;
  const { kind, used, held, limit, allowance, spend, end } = decision.window;
  const beyond = spend ? { allowance: allowance ?? 0, spend } : null;
  const wall = { window: kind, current: used, held, limit: limit ?? 0, resetsAt: end, beyond };
  return {
    refusal: isGauge(fence.aggregation) ? valueExceeds(fence.meter, wall, units) : noRoom(fence.meter, wall, units),
  };
}
