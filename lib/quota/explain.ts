import {
  readFacts,
  resolve,
  type EffectiveFeature,
  type EffectiveLimit,
  type LimitPolicy,
  type OverrideFacts,
  type WindowKind,
} from "@/lib/entitlements";
import { idFromUuid } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import type { CounterView } from "./counter";
import type { Engine, Fence } from "./engine";
import { logFrom } from "./archive-log";
import { fenceOf } from "./fences";
import { lastRefusal, type LastRefusal } from "./last-refusal";
import type { Aggregation, FenceName, GenerationRefusal, SpendTerms, UsageEnvironment } from "./model";
import { SPEND_TERMS } from "./renew";
import { besideCounter, untilStill } from "./watermark";
import { ARCHIVED_EVENTS, contentOf, withArchive } from "./window-content";
import { generationRefusal, wallOf } from "./windows-in-force";

const PATIENCE_MS = 200;
const RECENT_EVENTS = 5;

/** One window: what the log says, what the counter says, and whether they agree. */
export interface ExplainedWindow {
  readonly window: WindowKind;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly limit: number | null;
  readonly policy: LimitPolicy;
  /** The units at which a spend limit stops calls beyond a metered limit, and what it was made from. */
  readonly ceiling: number | null;
  readonly spend: SpendTerms | null;
  /** What the events in the window come to, anew from the log and its archived months: their sum, peak or newest level. */
  readonly logged: number;
  readonly held: number;
  readonly events: number;
  /** What is left by the log; null without a limit. */
  readonly remaining: number | null;
  readonly counter: { readonly used: number; readonly pending: number } | null;
  /** counter − log − holds, at one moment. Null without a current counter, or with calls in flight all the time. */
  readonly drift: number | null;
}

/** An event as far as it explains a counter. */
export interface ExplainedEvent {
  readonly id: string;
  readonly key: string;
  readonly units: number;
  readonly source: string;
  readonly countedAt: Instant;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
}

/** What the next unit would meet, by the log. */
export interface Decision {
  readonly admitted: boolean;
  readonly code: GenerationRefusal | "METER_NOT_IN_PLAN" | "LIMIT_EXCEEDED" | "SPEND_LIMIT_EXCEEDED" | null;
  /** The window without room. */
  readonly window: WindowKind | null;
}

export interface Explanation {
  readonly meter: string;
  readonly environment: UsageEnvironment;
  readonly aggregation: Aggregation;
  /** Why the whole meter is refused, whatever is left; null when its limits decide. */
  readonly refusal: GenerationRefusal | "METER_NOT_IN_PLAN" | null;
  readonly plan: string | null;
  /** The feature that the meter needs; null when it needs none. */
  readonly feature: EffectiveFeature | null;
  /** With what the plan alone would give, and the override that replaced it. */
  readonly limits: readonly EffectiveLimit[];
  /** Every override in force about this meter or its feature, also one that takes a limit away. */
  readonly overrides: readonly OverrideFacts[];
  readonly decision: Decision;
  readonly fence: { readonly id: number; readonly epoch: number; readonly validUntil: Instant | null };
  readonly redis: { readonly generation: number; readonly current: boolean } | null;
  readonly windows: readonly ExplainedWindow[];
  /** The newest five. */
  readonly events: readonly ExplainedEvent[];
  readonly lastRefusal: LastRefusal | null;
  /** From when on events are in the log one by one; null: from the first. What was before is known by its sums. */
  readonly logFrom: Instant | null;
}

/** How a decision about this meter comes about just now: entitlement → limit → counter → facts. Changes nothing. */
export async function explain(
  engine: Engine,
  organizationId: string,
  environment: UsageEnvironment,
  meter: string,
): Promise<Explanation> {
  const facts = await readFacts(engine.pool, organizationId);
  const now = engine.clock.now();
  const entitlements = resolve(organizationId, facts, now, engine.graceDays);
  const fence = await fenceOf(engine, organizationId, environment, meter);
  const [{ look }, events, refused, from] = await Promise.all([
    untilStill(() => besideCounter(engine, fence, () => factsOf(engine, fence)), PATIENCE_MS),
    recentEvents(engine, fence),
    lastRefusal(engine, fence),
    logFrom(engine.pool),
  ]);
  const { read, counter, still } = look;
  const limits = entitlements.limits.filter((l) => l.meter === meter);
  const slug = entitlements.meters.find((m) => m.slug === meter)?.feature ?? null;
  const current =
    counter !== null && counter.generation === read.epoch && counter.token === engine.redis.token(organizationId);
  const windows = read.windows.map((w) => explained(w, current ? counter : null, still));
  const refusal = generationRefusal(entitlements, meter) ?? (limits.length === 0 ? "METER_NOT_IN_PLAN" : null);
  return {
    meter,
    environment,
    aggregation: fence.aggregation,
    refusal,
    plan: entitlements.plan ? `${entitlements.plan.code} v${entitlements.plan.version}` : null,
    feature:
      slug === null
        ? null
        : (entitlements.features.find((f) => f.slug === slug) ?? { slug, enabled: false, source: "plan" }),
    limits,
    overrides: facts.overrides.filter(
      (o) =>
        (o.meter === meter || (slug !== null && o.feature === slug)) && (o.expiresAt === null || o.expiresAt > now),
    ),
    decision: decisionOf(refusal, limits, windows),
    fence: { id: fence.id, epoch: read.epoch, validUntil: read.validUntil },
    redis: counter ? { generation: counter.generation, current } : null,
    windows,
    events,
    lastRefusal: refused,
    logFrom: from,
  };
}

/** By the limits in force: a window that a rebuild has not made yet has nothing in it. */
function decisionOf(
  refusal: Explanation["refusal"],
  limits: readonly EffectiveLimit[],
  windows: readonly ExplainedWindow[],
): Decision {
  if (refusal) return { admitted: false, code: refusal, window: null };
  const full = limits.find((l) => {
    const w = windows.find((x) => x.window === l.window);
    const { limit: wall } = wallOf(l);
    return wall !== null && (w ? w.logged + w.held : 0) >= wall;
  });
  if (!full) return { admitted: true, code: null, window: null };
  const code = full.policy === "METERED" ? "SPEND_LIMIT_EXCEEDED" : "LIMIT_EXCEEDED";
  return { admitted: false, code, window: full.window };
}

interface WindowRow {
  kind: WindowKind;
  starts: number;
  ends: number;
  limit_units: number | null;
  policy: LimitPolicy;
  ceiling_units: number | null;
  spend: SpendTerms | null;
  logged: number;
  events: number;
  held: number;
}

interface Facts {
  readonly epoch: number;
  readonly validUntil: Instant | null;
  readonly windows: readonly WindowRow[];
}

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

/** Fence and windows in one statement, and so of one moment. */
async function factsOf(engine: Engine, fence: Fence): Promise<Facts> {
  const rows = await engine.pool.query<
    { epoch: number; until: number | null } & (WindowRow | { [K in keyof WindowRow]: null })
  >(
    `select f.epoch::float8 as epoch, case when isfinite(f.valid_until) then ${ms("f.valid_until")} end as until,
            w.kind, ${ms("w.starts_at")} as starts, ${ms("w.ends_at")} as ends, w.limit_units::float8 as limit_units, w.policy,
            w.ceiling_units::float8 as ceiling_units, ${SPEND_TERMS} as spend,
            ${withArchive("$2::text")}::float8 as logged, (l.events + ${ARCHIVED_EVENTS})::float8 as events,
            (select coalesce(sum(h.units), 0)::float8 from usage_hold h where h.fence_id = w.fence_id and h.status = 'OPEN' and h.counted_at >= w.starts_at and h.counted_at < w.ends_at) as held
     from usage_fence f
     left join usage_window w on w.fence_id = f.id and w.status = 'OPEN' and w.in_force and w.starts_at <= business_now() and business_now() < w.ends_at
     left join lateral (select ${contentOf("$2::text")} as units, count(*) as events from usage_event e
                        where e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at) l on true
     where f.id = $1::bigint order by w.kind`,
    [fence.id, fence.aggregation],
  );
  return {
    epoch: rows[0]?.epoch ?? 0,
    validUntil: rows[0]?.until ?? null,
    windows: rows.filter((row): row is WindowRow & (typeof rows)[number] => row.kind !== null),
  };
}

function explained(w: WindowRow, counter: CounterView | null, still: boolean): ExplainedWindow {
  const c = counter?.windows.find((x) => x.kind === w.kind && x.start === w.starts);
  return {
    window: w.kind,
    startsAt: w.starts,
    endsAt: w.ends,
    limit: w.limit_units,
    policy: w.policy,
    ceiling: w.ceiling_units,
    spend: w.spend,
    logged: w.logged,
    held: w.held,
    events: w.events,
    remaining: w.limit_units === null ? null : Math.max(0, w.limit_units - w.logged - w.held),
    counter: c ? { used: c.used, pending: c.pending } : null,
    drift: c && still ? c.used - c.pending - w.logged - w.held : null,
  };
}

async function recentEvents(engine: Engine, fence: FenceName): Promise<ExplainedEvent[]> {
  const rows = await engine.pool.query<{
    id: string;
    key: string;
    units: number;
    source: string;
    counted: number;
    occurred: number;
    recorded: number;
  }>(
    `select id::text as id, key, units::float8 as units, source, ${ms("counted_at")} as counted, ${ms("occurred_at")} as occurred, ${ms("recorded_at")} as recorded
     from usage_event where fence_id = $1::bigint order by counted_at desc, seq desc limit ${RECENT_EVENTS}`,
    [fence.id],
  );
  return rows.map(({ id, counted, occurred, recorded, ...row }) => ({
    ...row,
    id: idFromUuid("usageEvent", id),
    countedAt: counted,
    occurredAt: occurred,
    recordedAt: recorded,
  }));
}
