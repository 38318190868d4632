import type { EffectiveLimit, WindowKind } from "@/lib/entitlements";
import type { Instant } from "@/lib/kernel/time";
import { view, type CounterView } from "./counter";
import type { Engine } from "./engine";
import { logFrom } from "./archive-log";
import { fenceOf } from "./fences";
import type { GenerationRefusal, SpendTerms, UsageEnvironment } from "./model";
import { entitlementsOf } from "./read-counters";
import { SPEND_TERMS } from "./renew";
import { contentOf } from "./window-content";
import { generationRefusal } from "./windows-in-force";

/** One window: what the log says, what the counter says, and whether they agree. */
export interface ExplainedWindow {
  readonly window: WindowKind;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly limit: number | null;
  /** The units at which a spend limit stops calls beyond a metered limit, and what it was made from. */
  readonly ceiling: number | null;
  readonly spend: SpendTerms | null;
  /** What the events in the window come to, anew from the log and its archived months: their sum, peak or newest level. */
  readonly logged: number;
  readonly held: number;
  readonly events: number;
  readonly counter: { readonly used: number; readonly pending: number } | null;
  /** counter − log − holds; 0 when nothing is in flight. Null without a current counter. */
  readonly drift: number | null;
}

export interface Explanation {
  readonly meter: string;
  readonly environment: UsageEnvironment;
  readonly refusal: GenerationRefusal | "METER_NOT_IN_PLAN" | null;
  readonly plan: string | null;
  readonly limits: readonly EffectiveLimit[];
  readonly fence: { readonly id: number; readonly epoch: number; readonly validUntil: Instant | null };
  readonly redis: { readonly generation: number; readonly current: boolean } | null;
  readonly windows: readonly ExplainedWindow[];
  /** From when on events are in the log one by one; null: from the first. What was before is known by its sums. */
  readonly logFrom: Instant | null;
}

interface WindowRow {
  kind: WindowKind;
  starts: number;
  ends: number;
  limit_units: number | null;
  ceiling_units: number | null;
  spend: SpendTerms | null;
  logged: number;
  events: number;
  held: number;
}

/** A level that the log no longer holds is carried by its window's checkpoint. */
const LOGGED = `(case $2::text
  when 'LATEST' then coalesce(l.units, w.checkpoint_units)
  when 'MAX' then greatest(archived_units(w.fence_id, w.starts_at, w.ends_at), l.units)
  else archived_units(w.fence_id, w.starts_at, w.ends_at) + coalesce(l.units, 0) end)::float8`;

/** How a decision about this meter comes about just now: entitlement → limit → counter → facts. Changes nothing. */
export async function explain(
  engine: Engine,
  organizationId: string,
  environment: UsageEnvironment,
  meter: string,
): Promise<Explanation> {
  const entitlements = await entitlementsOf(engine, organizationId);
  const fence = await fenceOf(engine, organizationId, environment, meter);
  const counter = await view(engine, fence).catch(() => null);
  const [row] = await engine.pool.query<{ epoch: number; until: number | null }>(
    `select epoch::float8 as epoch, case when isfinite(valid_until) then floor(extract(epoch from valid_until) * 1000)::float8 end as until from usage_fence where id = $1::bigint`,
    [fence.id],
  );
  const windows = await engine.pool.query<WindowRow>(
    `select w.kind, floor(extract(epoch from w.starts_at) * 1000)::float8 as starts, floor(extract(epoch from w.ends_at) * 1000)::float8 as ends, w.limit_units::float8 as limit_units,
              w.ceiling_units::float8 as ceiling_units, ${SPEND_TERMS} as spend, ${LOGGED} as logged,
             (l.events + (select coalesce(sum(d.events), 0) from usage_archived_day d where d.fence_id = w.fence_id
                          and d.day >= (w.starts_at at time zone 'UTC')::date and d.day::timestamp at time zone 'UTC' < w.ends_at))::float8 as events,
             (select coalesce(sum(h.units), 0)::float8 from usage_hold h where h.fence_id = w.fence_id and h.status = 'OPEN' and h.counted_at >= w.starts_at and h.counted_at < w.ends_at) as held
      from usage_window w
      cross join lateral (select ${contentOf("$2::text")} as units, count(*) as events from usage_event e
                          where e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at) l
      where w.fence_id = $1::bigint and w.status = 'OPEN' and w.starts_at <= business_now() and business_now() < w.ends_at order by w.kind`,
    [fence.id, fence.aggregation],
  );
  const limits = entitlements.limits.filter((l) => l.meter === meter);
  const current =
    counter !== null && counter.generation === row?.epoch && counter.token === engine.redis.token(organizationId);
  return {
    meter,
    environment,
    refusal: generationRefusal(entitlements, meter) ?? (limits.length === 0 ? "METER_NOT_IN_PLAN" : null),
    plan: entitlements.plan ? `${entitlements.plan.code} v${entitlements.plan.version}` : null,
    limits,
    fence: { id: fence.id, epoch: row?.epoch ?? 0, validUntil: row?.until ?? null },
    redis: counter ? { generation: counter.generation, current } : null,
    // A window whose limit has left the plan stays open until it closes, but decides nothing any more.
    windows: windows
      .filter((w) => limits.some((l) => l.window === w.kind))
      .map((w) => explained(w, current ? counter : null)),
    logFrom: await logFrom(engine.pool),
  };
}

function explained(w: WindowRow, counter: CounterView | null): ExplainedWindow {
  const c = counter?.windows.find((x) => x.kind === w.kind && x.start === w.starts);
  return {
    window: w.kind,
    startsAt: w.starts,
    endsAt: w.ends,
    limit: w.limit_units,
    ceiling: w.ceiling_units,
    spend: w.spend,
    logged: w.logged,
    held: w.held,
    events: w.events,
    counter: c ? { used: c.used, pending: c.pending } : null,
    drift: c ? c.used - c.pending - w.logged - w.held : null,
  };
}
