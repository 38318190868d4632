import type { Instant } from "@/lib/kernel/time";
import { present } from "./counter";
import { redisFailed, type Engine, type Fence } from "./engine";
import { fencesById } from "./fences";
import type { WindowKind } from "./model";
import { rebuild, renew } from "./rebuild";
import { CONTENT } from "./renew";
import { besideCounter, untilStill } from "./watermark";

/** Fences whose counters are looked for in one round, and those of them that are compared with the log. */
const LOOKED_AT = 2_000;
const COMPARED = 300;
const ASKED_TOGETHER = 100;
/** A fence that is busy for longer is left to the next round. */
const PATIENCE_MS = 150;
const OPEN_PER_ROUND = 100;

/** A difference between the counter of one window and the log. */
export interface Drift {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly epoch: number;
  readonly counted: number;
  readonly logged: number;
  readonly held: number;
  /** counted − logged − held; never 0. */
  readonly drift: number;
}

/** What one round came to. `reached` is the fence after which the next round begins; 0 begins anew. */
export interface DriftRound {
  readonly compared: number;
  /** Never without calls in flight while it was looked at. */
  readonly busy: number;
  readonly drifted: number;
  readonly reached: number;
}

/**
 * Compares counters with the log, for fences after `after` that have a counter in Redis (it lives there for a day). Only
 * looks, unless it finds a difference: that is written down first and repaired afterwards. Repeating it is harmless.
 */
export async function measureDrift(engine: Engine, after: number, alarmRatio: number): Promise<DriftRound> {
  await repairOpen(engine);
  const rows = await engine.pool.query<{ id: number }>(
    `select f.id::float8 as id from usage_fence f
     where f.id > $1::bigint and exists (select from usage_window w where w.fence_id = f.id and w.status = 'OPEN') order by f.id limit $2::int`,
    [after, LOOKED_AT],
  );
  const fences = await fencesById(
    engine,
    rows.map((row) => row.id),
  );
  const counts = { compared: 0, busy: 0, drifted: 0 };
  for (let i = 0; i < fences.length; i += ASKED_TOGETHER) {
    const some = fences.slice(i, i + ASKED_TOGETHER);
    for (const fence of await withCounter(engine, some)) {
      if (counts.compared + counts.busy >= COMPARED) return { ...counts, reached: fence.id - 1 };
      const outcome = await compare(engine, fence, alarmRatio);
      if (outcome) counts[outcome] += 1;
    }
  }
  return { ...counts, reached: fences.length < LOOKED_AT ? 0 : (fences.at(-1)?.id ?? 0) };
}

async function withCounter(engine: Engine, fences: readonly Fence[]): Promise<Fence[]> {
  const seen = await Promise.all(
    fences.map((fence) =>
      engine.redis.token(fence.organizationId) === null
        ? Promise.resolve(null)
        : present(engine, fence).catch(() => null),
    ),
  );
  return fences.filter((fence, i) => seen[i] && seen[i].token === engine.redis.token(fence.organizationId));
}

/** Compares one fence; null when its counter is not current, and so admits nothing. */
async function compare(
  engine: Engine,
  fence: Fence,
  alarmRatio: number,
): Promise<"compared" | "busy" | "drifted" | null> {
  const { look } = await untilStill(() => besideCounter(engine, fence, () => factsOf(engine, fence)), PATIENCE_MS);
  const { counter, read, still } = look;
  if (
    counter === null ||
    counter.generation !== read.epoch ||
    counter.token !== engine.redis.token(fence.organizationId)
  )
    return null;
  if (!still) return "busy";
  const drifts = read.windows.flatMap((w): Drift[] => {
    const c = counter.windows.find((x) => x.kind === w.kind && x.start === w.start);
    const drift = (c?.used ?? 0) - w.logged - w.held;
    if (c === undefined || drift === 0) return [];
    return [
      { kind: w.kind, start: w.start, epoch: read.epoch, counted: c.used, logged: w.logged, held: w.held, drift },
    ];
  });
  if (drifts.length === 0) return "compared";
  await writeDown(engine, fence, drifts, alarmRatio);
  await rebuild(engine, fence, read.epoch).catch((error: unknown) => redisFailed(engine, error));
  await markRepaired(engine, fence);
  return "drifted";
}

interface Facts {
  readonly epoch: number;
  readonly windows: readonly {
    readonly kind: WindowKind;
    readonly start: Instant;
    readonly logged: number;
    readonly held: number;
  }[];
}

/** What a rebuild would count just now, by one statement and so of one moment. */
async function factsOf(engine: Engine, fence: Fence): Promise<Facts> {
  const rows = await engine.pool.query<{
    epoch: number;
    kind: WindowKind | null;
    start: number;
    logged: number;
    held: number;
  }>(
    `select f.epoch::float8 as epoch, w.kind, floor(extract(epoch from w.starts_at) * 1000)::float8 as start,
            (select ${CONTENT[fence.aggregation].units} from usage_event e
              where e.fence_id = w.fence_id and e.seq > w.checkpoint_seq and e.counted_at >= w.starts_at and e.counted_at < w.ends_at)::float8 as logged,
            (select coalesce(sum(h.units), 0) from usage_hold h
              where h.fence_id = w.fence_id and h.status = 'OPEN' and h.counted_at >= w.starts_at and h.counted_at < w.ends_at)::float8 as held
     from usage_fence f left join usage_window w on w.fence_id = f.id and w.status = 'OPEN' and w.in_force
     where f.id = $1::bigint`,
    [fence.id],
  );
  return {
    epoch: rows[0]?.epoch ?? 0,
    windows: rows.flatMap(({ kind, start, logged, held }) => (kind === null ? [] : [{ kind, start, logged, held }])),
  };
}

async function writeDown(engine: Engine, fence: Fence, drifts: readonly Drift[], alarmRatio: number): Promise<void> {
  await engine.pool.query(
    `insert into quota_drift (fence_id, kind, starts_at, epoch, counted_units, logged_units, held_units, drift_units, found_at)
     select $1::bigint, d.kind, 'epoch'::timestamptz + d.start * interval '1 ms', d.epoch::bigint, d.counted::bigint, d.logged::bigint, d.held::bigint, d.drift::bigint, business_now()
     from jsonb_to_recordset($2::jsonb) as d(kind text, start float8, epoch float8, counted float8, logged float8, held float8, drift float8)
     on conflict (fence_id, kind, starts_at, epoch) do nothing returning id::text`,
    [fence.id, JSON.stringify(drifts)],
  );
  for (const drift of drifts) {
    const about = {
      organizationId: fence.organizationId,
      environment: fence.environment,
      meter: fence.meter,
      ...drift,
    };
    if (ratioOf(drift) > alarmRatio)
      engine.log.error(about, "a counter had drifted from the log beyond the alarm; it is rebuilt");
    else engine.log.warn(about, "a counter had drifted from the log; it is rebuilt");
  }
}

/** The difference as a share of what the log says. */
export const ratioOf = (d: { drift: number; logged: number; held: number }): number =>
  Math.abs(d.drift) / Math.max(1, d.logged + d.held);

/** Differences of generations that are over have been repaired with them. */
async function markRepaired(engine: Engine, fence: Fence): Promise<void> {
  await engine.pool.query(
    `update quota_drift d set repaired_at = business_now(), repaired_epoch = f.epoch from usage_fence f
     where d.fence_id = $1::bigint and f.id = d.fence_id and d.repaired_at is null and f.epoch > d.epoch returning d.id::text`,
    [fence.id],
  );
}

/** Ends what a process that died has left between writing down and repairing. */
async function repairOpen(engine: Engine): Promise<void> {
  const rows = await engine.pool.query<{ id: number; same: boolean }>(
    `select distinct d.fence_id::float8 as id, f.epoch = d.epoch as same from quota_drift d join usage_fence f on f.id = d.fence_id
     where d.repaired_at is null limit $1::int`,
    [OPEN_PER_ROUND],
  );
  const fences = await fencesById(
    engine,
    rows.map((row) => row.id),
  );
  for (const fence of fences) {
    if (rows.some((row) => row.id === fence.id && row.same)) await renew(engine, fence);
    await markRepaired(engine, fence);
  }
}
