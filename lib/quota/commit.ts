import type { Instant } from "@/lib/kernel/time";
import { sqlState, type Connection } from "@/lib/platform/pg";
import { plainArray, textArray } from "@/lib/platform/pg-array";
import { count, type EngineParts } from "./engine";
import type { FenceName, Item } from "./model";

/** The statements that write an admission and find out what became of one. */

export interface CommitRequest {
  readonly item: Item;
  readonly generation: number;
  readonly reservation: number;
  readonly countedAt: Instant;
  /** The first answer, as it is kept under the key. */
  readonly body: string;
}

/** What Postgres knows about a key and its fence. `fingerprint` null: no such key. */
export interface LookUp {
  readonly fingerprint: string | null;
  readonly result: string;
  readonly keyFence: number;
  readonly keyEpoch: number;
  readonly keyReservation: number;
  readonly epoch: number;
  readonly valid: boolean;
}

export type Fate = { readonly inserted: true } | ({ readonly inserted: false } & LookUp);

/*
 * Commits many reservations of many organizations in one statement; each stands or falls by its own fence.
 * - SKIP LOCKED: a fence that is being rebuilt makes its own items try again instead of holding up everybody else's. A
 *   commit waits for no fence, so fences cannot deadlock with a change of the allowance.
 * - Keys go in sorted, because two statements with the same keys in opposite order would wait for each other.
 * - `(id in (select …)) is true` is looked up by hash; as a join the planner, which expects one row, compares all with all.
 * - A hold that is to end is locked, and looked at again when somebody else had it: two endings under two keys must not
 *   both find it open. Holds go by id and before any key, so whoever waits for one has no key that others wait for.
 */
const commitText = (withHolds: boolean): string => `
with clock as materialized (select business_now() as now),
item as materialized (
  select * from unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::uuid[], $12::text[],
                       $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::bigint[], $21::text[]
                       ${withHolds ? ", $22::text[], $23::uuid[], $24::bigint[]" : ""})
    as t(i, fence_id, epoch, reservation, key, fingerprint, units, counted_ms, occurred_ms, id, result,
         source, api_key_id, subject, provider, endpoint, user_id, request_id, cost_micros, properties ${withHolds ? ", kind, hold_id, expires_ms" : ""})),
fence as materialized (
  select id, organization_id, environment, epoch, valid_until from usage_fence where id = any($1::bigint[]) order by id for share skip locked),
${
  withHolds
    ? `ending as materialized (
  select h.id from usage_hold h where h.id = any($23::uuid[]) and h.status = 'OPEN' and h.expires_at > (select now from clock)
  and h.fence_id in (select id from fence) order by h.id for update),`
    : ""
}
valid as materialized (
  select item.*, fence.organization_id, fence.environment
  from item join fence on fence.id = item.fence_id and fence.epoch = item.epoch, clock
  where clock.now < fence.valid_until
  ${withHolds ? "and (item.kind not in ('settle', 'release') or item.hold_id in (select id from ending))" : ""}),
keyed as (
  insert into usage_key (organization_id, environment, key, fingerprint, fence_id, epoch, reservation, event_id, result)
  select organization_id, environment, key, fingerprint, fence_id, epoch, reservation, id, result from valid order by organization_id, environment, key
  on conflict do nothing returning event_id),
logged as (
  insert into usage_event (id, fence_id, key, units, epoch, reservation, counted_at, occurred_at, recorded_at,
                           source, api_key_id, subject, provider, endpoint, user_id, request_id, cost_micros, properties ${withHolds ? ", hold_id" : ""})
  select v.id, v.fence_id, v.key, v.units, v.epoch, v.reservation, 'epoch'::timestamptz + v.counted_ms * interval '1 ms',
         'epoch'::timestamptz + coalesce(v.occurred_ms, v.counted_ms) * interval '1 ms', (select now from clock),
         v.source, v.api_key_id, v.subject, v.provider, v.endpoint, v.user_id, v.request_id, v.cost_micros, v.properties::jsonb ${withHolds ? ", v.hold_id" : ""}
  from valid v where (v.id in (select event_id from keyed)) is true ${withHolds ? "and v.kind in ('event', 'settle')" : ""})
${
  withHolds
    ? `, held as (
  insert into usage_hold (id, fence_id, key, units, counted_at, epoch, reservation, expires_at, source, api_key_id, subject, provider, endpoint, user_id, request_id, properties)
  select v.hold_id, v.fence_id, v.key, v.units, 'epoch'::timestamptz + v.counted_ms * interval '1 ms', v.epoch, v.reservation, 'epoch'::timestamptz + v.expires_ms * interval '1 ms',
         v.source, v.api_key_id, v.subject, v.provider, v.endpoint, v.user_id, v.request_id, v.properties::jsonb
  from valid v where (v.id in (select event_id from keyed)) is true and v.kind = 'hold'),
closed as (
  update usage_hold h set status = case v.kind when 'settle' then 'SETTLED' else 'RELEASED' end, ended_at = (select now from clock),
         event_id = case v.kind when 'settle' then v.id end, settled_units = case v.kind when 'settle' then v.units end
  from valid v where h.id = v.hold_id and v.kind in ('settle', 'release') and (v.id in (select event_id from keyed)) is true)`
    : ""
}
select string_agg(v.i::text, ',') as inserted from valid v where (v.id in (select event_id from keyed)) is true`;

const COMMIT = { name: "quota-commit", text: commitText(false) };
const COMMIT_WITH_HOLDS = { name: "quota-commit-holds", text: commitText(true) };

const LOOK_UP = {
  name: "quota-look-up",
  text: `
select t.i::int as i, k.fingerprint, k.result, k.epoch::float8 as key_epoch, k.reservation::float8 as key_reservation, k.fence_id::float8 as key_fence,
       f.epoch::float8 as epoch, business_now() < f.valid_until as valid
from unnest($1::int[], $2::bigint[], $3::text[]) as t(i, fence_id, key)
join usage_fence f on f.id = t.fence_id
left join usage_key k on k.organization_id = f.organization_id and k.environment = f.environment and k.key = t.key`,
};

/** Writes what its fence lets through. Returns the indexes that became rows; the rest is known or fenced out. */
export async function insertMany(connection: Connection, list: readonly CommitRequest[]): Promise<Set<number>> {
  const items = list.map((x) => x.item);
  const facts = items.map((x) => x.facts);
  const values: unknown[] = [
    plainArray([...new Set(items.map((x) => x.fence.id))]),
    plainArray(items.map((_, i) => i)),
    plainArray(items.map((x) => x.fence.id)),
    plainArray(list.map((x) => x.generation)),
    plainArray(list.map((x) => x.reservation)),
    textArray(items.map((x) => x.key)),
    plainArray(items.map((x) => x.fingerprint)),
    plainArray(items.map((x) => x.units)),
    plainArray(list.map((x) => x.countedAt)),
    plainArray(items.map((x) => x.occurredAt)),
    plainArray(items.map((x) => x.id)),
    textArray(list.map((x) => x.body)),
    textArray(facts.map((x) => x.source)),
    textArray(facts.map((x) => x.apiKeyId)),
    textArray(facts.map((x) => x.subject)),
    textArray(facts.map((x) => x.provider)),
    textArray(facts.map((x) => x.endpoint)),
    textArray(facts.map((x) => x.userId)),
    textArray(facts.map((x) => x.requestId)),
    plainArray(facts.map((x) => x.costMicros)),
    textArray(facts.map((x) => (x.properties === null ? null : JSON.stringify(x.properties)))),
  ];
  const withHolds = items.some((x) => x.kind !== "event");
  if (withHolds)
    values.push(
      textArray(items.map((x) => x.kind)),
      plainArray(items.map((x) => x.hold?.id ?? x.newHold)),
      plainArray(items.map((x) => x.holdExpiresAt)),
    );
  const statement = withHolds ? COMMIT_WITH_HOLDS : COMMIT;
  const [row] = await connection.named<{ inserted: string | null }>(statement, values);
  return new Set(row?.inserted?.split(",").map(Number));
}

interface LookUpRow {
  i: number;
  fingerprint: string | null;
  result: string | null;
  key_epoch: number | null;
  key_reservation: number | null;
  key_fence: number | null;
  epoch: number;
  valid: boolean;
}

/** What became of each key, and how its fence stands. The read that confirms every denial. */
export async function lookUpMany(
  connection: Connection,
  list: readonly { fence: FenceName; key: string }[],
): Promise<LookUp[]> {
  const rows = await connection.named<LookUpRow>(LOOK_UP, [
    plainArray(list.map((_, i) => i)),
    plainArray(list.map((x) => x.fence.id)),
    textArray(list.map((x) => x.key)),
  ]);
  const out = new Array<LookUp>(list.length);
  for (const r of rows) {
    out[r.i] = {
      fingerprint: r.fingerprint,
      result: r.result ?? "",
      keyFence: r.key_fence ?? 0,
      keyEpoch: r.key_epoch ?? 0,
      keyReservation: r.key_reservation ?? 0,
      epoch: r.epoch,
      valid: r.valid,
    };
  }
  return out;
}

/** An error that Postgres itself sent about the statement: it was rolled back. A lost connection or a timeout tells nothing. */
const wasRolledBack = (error: unknown): boolean => /^(22|23|40)/.test(sqlState(error) ?? "");

/**
 * Commits what has gathered. One key may stand here twice; the first stands for all, and the others find its row. So does
 * the first of two that would end one hold.
 */
export async function commitMany(engine: EngineParts, list: readonly CommitRequest[]): Promise<(Fate | Error)[]> {
  const first = new Map<string, CommitRequest>();
  const ending = new Set<string>();
  for (const x of list) {
    const name = `${x.item.fence.organizationId}\n${x.item.fence.environment}\n${x.item.key}`;
    if (first.has(name) || (x.item.hold && ending.has(x.item.hold.id))) continue;
    first.set(name, x);
    if (x.item.hold) ending.add(x.item.hold.id);
  }
  const alone = [...first.values()];
  let rows: Set<number>;
  try {
    rows = await insertMany(engine.pool, alone);
  } catch (error) {
    if (!wasRolledBack(error) || list.length === 1) throw error;
    // Nothing happened, Postgres says; one bad item must not take the others with it.
    count(engine, "retried_alone");
    return Promise.all(
      list.map((x) =>
        commitMany(engine, [x]).then(
          ([fate]) => fate as Fate,
          (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
        ),
      ),
    );
  }
  const inserted = new Set([...rows].map((i) => alone[i]));
  const rest = list.filter((x) => !inserted.has(x));
  const found =
    rest.length > 0
      ? await lookUpMany(
          engine.pool,
          rest.map((x) => ({ fence: x.item.fence, key: x.item.key })),
        )
      : [];
  const fates = new Map(rest.map((x, i) => [x, found[i]]));
  return list.map((x) => {
    if (inserted.has(x)) return { inserted: true };
    const row = fates.get(x);
    return row ? { inserted: false, ...row } : new Error("the fence has vanished");
  });
}
