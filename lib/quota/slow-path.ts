import type { Connection } from "@/lib/platform/pg";
import { insertMany, lookUpMany, type CommitRequest } from "./commit";
import { count, type Engine } from "./engine";
import type { Aggregation, FenceName, Generation, Item, Outcome, Position, Refusal } from "./model";
import { buildGeneration, bump, lockOrganization } from "./renew";
import { admit } from "./rules/admit";
import { admitValue, isGauge } from "./rules/gauge";
import {
  generationRefused,
  holdGone,
  idempotencyMismatch,
  limitExceeded,
  meterNotInPlan,
  tryAgain,
  valueExceeds,
} from "./rules/refusals";

export const admitted = (item: Item, countedAt: number, position: Position | null): Outcome => ({
  admitted: true,
  replayed: false,
  body: item.answer(countedAt, position),
});
export const refused = (refusal: Refusal): Outcome => ({ admitted: false, refusal });

/** What a known key answers: the first result, or that the body was another one. */
export function replay(item: Item, fingerprint: string, body: string): Outcome {
  if (fingerprint === item.fingerprint) return { admitted: true, replayed: true, body };
  return refused(item.hold ? holdGone() : idempotencyMismatch());
}

type Counted = FenceName & { readonly aggregation: Aggregation };

/**
 * Postgres alone decides, under the fence's row lock: gauges always, everything else while Redis is unreachable, slow or
 * unknown. The bump voids every view that Redis may still hold. Requests of one meter that wait together share a
 * transaction and are decided in their order, each seeing those before it.
 */
export async function decideInPostgres(engine: Engine, fence: Counted, items: readonly Item[]): Promise<Outcome[]> {
  count(engine, isGauge(fence.aggregation) ? "gauge" : "slow_path", items.length);
  return engine.pool.transaction(async (connection) => {
    await lockOrganization(connection, fence.organizationId, "shared");
    const epoch = await bump(connection, fence, 0);
    const generation = await buildGeneration(engine, connection, fence, epoch);
    const known = await lookUpMany(connection, items);
    const open = await openHolds(connection, items);
    const out: Outcome[] = [];
    const insert: { at: number; request: CommitRequest }[] = [];
    const taken = new Map<string, number>();
    const equals: { at: number; first: number }[] = [];
    items.forEach((item, i) => {
      const key = known[i];
      const first = taken.get(item.key);
      if (key?.fingerprint) out[i] = replay(item, key.fingerprint, key.result);
      // The same key twice at once: what becomes of the first stands for both.
      else if (first !== undefined) equals.push({ at: i, first });
      // The room of a hold that has ended is somebody else's by now: nothing may be decided on its credit.
      else if (item.hold && !item.refuse && !open.has(item.hold.id)) out[i] = refused(holdGone());
      else {
        const decision = decide(generation, fence, item);
        if ("refusal" in decision) out[i] = refused(decision.refusal);
        else {
          taken.set(item.key, i);
          insert.push({
            at: i,
            request: {
              item,
              generation: epoch,
              reservation: insert.length + 1,
              countedAt: decision.countedAt,
              position: decision.position,
            },
          });
        }
      }
    });
    if (insert.length === 0) return out;
    const rows = await insertMany(
      connection,
      insert.map((x) => x.request),
    );
    const missed = insert.filter((_, j) => !rows.has(j));
    const found =
      missed.length > 0
        ? await lookUpMany(
            connection,
            missed.map((x) => x.request.item),
          )
        : [];
    insert.forEach(({ at, request }, j) => {
      if (rows.has(j)) out[at] = admitted(request.item, request.countedAt, request.position);
    });
    missed.forEach(({ at, request }, j) => {
      const key = found[j];
      out[at] = key?.fingerprint
        ? replay(request.item, key.fingerprint, key.result)
        : refused(request.item.hold ? holdGone() : tryAgain());
    });
    for (const { at, first } of equals) out[at] = likeTheFirst(items[at], items[first], out[first]);
    return out;
  });
}

/** What a request is answered whose key another one in the same transaction has used before it. */
function likeTheFirst(item: Item | undefined, first: Item | undefined, outcome: Outcome | undefined): Outcome {
  return item && first && outcome?.admitted ? replay(item, first.fingerprint, outcome.body) : refused(tryAgain());
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
  if (g.refusal) return { refusal: generationRefused(g.refusal, fence.meter, null) };
  if (g.kinds === 0) return { refusal: meterNotInPlan(fence.meter) };
  const { reserve: units, occurredAt, hold } = item;
  const decision = isGauge(fence.aggregation)
    ? admitValue(fence.aggregation, g.windows, g.kinds, { units, occurredAt }, g.now)
    : admit(g.windows, g.kinds, { units, occurredAt, hold }, g.now);
  if (decision.fits) return decision;
  const { kind, used, held, limit, end } = decision.window;
  const at = { window: kind, current: used, held, limit: limit ?? 0, resetsAt: end };
  return {
    refusal: isGauge(fence.aggregation) ? valueExceeds(fence.meter, at, units) : limitExceeded(fence.meter, at, units),
  };
}
