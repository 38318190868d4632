import { setTimeout as sleep } from "node:timers/promises";
import { readFacts, resolve, type Entitlements, type Overage, type Source, type WindowKind } from "@/lib/entitlements";
import type { Money } from "@/lib/kernel/money";
import { FOREVER, type Instant } from "@/lib/kernel/time";
import { monotonic } from "@/lib/platform/clock";
import { view, type CounterView } from "./counter";
import { redisFailed, type Engine, type Fence } from "./engine";
import { fenceOf } from "./fences";
import type { GenerationRefusal, LimitPolicy, SpendTerms, UsageEnvironment } from "./model";
import { rebuild } from "./rebuild";
import { buildGeneration, bump, lockOrganization } from "./renew";
import { changeBy, isGauge } from "./rules/gauge";
import { spentBeyond } from "./rules/spend-ceiling";
import { wallOf, windowBounds } from "./windows-in-force";

/** A spend limit with where it stands: what is spent without holds, and the units at which calls stop. */
export interface SpendStanding {
  readonly limit: Money;
  readonly spent: Money;
  readonly ceiling: number;
}

/** A limit with where it stands: committed usage and open holds, nothing in flight. */
export interface LimitStanding {
  readonly meter: string;
  readonly window: WindowKind;
  readonly limit: number | null;
  readonly used: number;
  readonly held: number;
  readonly remaining: number | null;
  readonly policy: LimitPolicy;
  readonly overage: Overage | null;
  readonly spendLimit: SpendStanding | null;
  readonly startsAt: Instant;
  /** Null for a window that never ends. */
  readonly resetsAt: Instant | null;
  readonly source: Source;
}

export interface Standing {
  readonly entitlements: Entitlements;
  readonly limits: readonly LimitStanding[];
}

interface WindowUse {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly used: number;
  readonly held: number;
}

/** What an organization may do, and how much of it is used. Reads Redis where it is current, else the log. */
export async function readStanding(
  engine: Engine,
  organizationId: string,
  environment: UsageEnvironment,
): Promise<Standing> {
  const entitlements = await entitlementsOf(engine, organizationId);
  const meters = [...new Set(entitlements.limits.map((l) => l.meter))];
  const used = new Map<string, readonly WindowUse[]>();
  await Promise.all(
    meters.map(async (meter) => {
      const fence = await fenceOf(engine, organizationId, environment, meter);
      used.set(meter, (await currentWindows(engine, fence)).windows);
    }),
  );
  const now = engine.clock.now();
  const limits = entitlements.limits.map((l): LimitStanding => {
    const bounds = windowBounds(l.window, entitlements.subscription, now);
    const w = used.get(l.meter)?.find((x) => x.kind === l.window);
    const current = w?.used ?? 0;
    return {
      meter: l.meter,
      window: l.window,
      limit: l.limit,
      used: current,
      held: w?.held ?? 0,
      remaining: l.limit === null ? null : Math.max(0, l.limit - current),
      policy: l.policy,
      overage: l.overage,
      spendLimit: spendStanding(l, current - (w?.held ?? 0)),
      startsAt: bounds.start,
      resetsAt: bounds.end >= FOREVER ? null : bounds.end,
      source: l.source,
    };
  });
  return { entitlements, limits };
}

/** Where a metered limit would stand under a spend limit; null where nothing is billed beyond it. */
export const spendUnder = (l: LimitStanding, limit: Money): SpendStanding | null =>
  spendStanding({ ...l, spendLimit: { amount: limit.amount.toString(), currency: limit.currency } }, l.used - l.held);

function spendStanding(l: Parameters<typeof wallOf>[0], used: number): SpendStanding | null {
  const { limit: ceiling, spend } = wallOf(l);
  if (ceiling === null || !spend) return null;
  return {
    limit: { amount: BigInt(spend.limit), currency: spend.currency },
    spent: spentBeyond(l.limit ?? 0, used, spend),
    ceiling,
  };
}

export async function entitlementsOf(engine: Engine, organizationId: string): Promise<Entitlements> {
  return resolve(organizationId, await readFacts(engine.pool, organizationId), engine.clock.now(), engine.graceDays);
}

interface Current {
  readonly kinds: number;
  readonly refusal: GenerationRefusal | null;
  readonly windows: readonly (WindowUse & {
    end: Instant;
    limit: number | null;
    allowance: number | null;
    spend: SpendTerms | null;
  })[];
}

const VERIFIED_FOR_MS = 1_000;
const MAX_WAITS = 4;

/**
 * The present windows of a fence with what is committed in them. From Redis when its generation is current by Postgres'
 * word not older than a second, rebuilt when it is not, from the log alone when Redis is away.
 */
export async function currentWindows(engine: Engine, fence: Fence): Promise<Current> {
  let waits = 0;
  for (let attempt = 0; attempt < 3; attempt++) {
    const token = engine.redis.token(fence.organizationId);
    if (token === null) break;
    let g: CounterView | null;
    try {
      g = await view(engine, fence);
    } catch (error) {
      // No answer is not an absent counter: a rebuild would fence everybody out, and could not be installed.
      redisFailed(engine, error);
      break;
    }
    if (!g || g.token !== token || engine.clock.now() >= g.validUntil) {
      await rebuild(engine, fence, g?.generation ?? 0);
      continue;
    }
    if (!(await isVerified(engine, fence, g.generation))) {
      await rebuild(engine, fence, g.generation);
      continue;
    }
    // Who has just been answered shall see it counted: confirmations are a few milliseconds behind.
    if (g.windows.some((w) => w.pending > 0) && waits++ < MAX_WAITS) {
      await sleep(3 * waits);
      attempt -= 1;
      continue;
    }
    const now = engine.clock.now();
    return {
      kinds: g.kinds,
      refusal: g.refusal,
      windows: g.windows.filter((w) => w.start <= now && now < w.end).map((w) => ({ ...w, used: w.used - w.pending })),
    };
  }
  return fromTheLog(engine, fence);
}

async function isVerified(engine: Engine, fence: Fence, generation: number): Promise<boolean> {
  // The counter of a sum goes along with what is counted; what Redis knows of a gauge is of one moment.
  const counts = !isGauge(fence.aggregation);
  if (counts && fence.verified.generation === generation && monotonic() - fence.verified.at <= VERIFIED_FOR_MS)
    return true;
  const row = await engine.confirmReads.push({ fence, key: "" });
  if (row.epoch !== generation || !row.valid) return false;
  fence.verified = { generation, at: monotonic() };
  return true;
}

async function fromTheLog(engine: Engine, fence: Fence): Promise<Current> {
  const generation = await engine.pinned.transaction(async (connection) => {
    await lockOrganization(connection, fence.organizationId, "shared");
    return buildGeneration(engine, connection, fence, await bump(connection, fence, 0));
  });
  return {
    kinds: generation.kinds,
    refusal: generation.refusal,
    windows: generation.windows.filter((w) => w.start <= generation.now && generation.now < w.end),
  };
}

/** What reporting these units just now would add to a window; less than nothing where a level falls. */
const addedNow = ({ aggregation }: Fence, w: { readonly used: number }, units: number): number =>
  isGauge(aggregation) ? changeBy(aggregation, w, units, FOREVER) : units;

export interface Peek {
  readonly allowed: boolean;
  readonly reason: GenerationRefusal | "LIMIT_EXCEEDED" | "SPEND_LIMIT_EXCEEDED" | "METER_NOT_IN_PLAN" | null;
  readonly current: number | null;
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly window: WindowKind | null;
  readonly resetsAt: Instant | null;
  /** Where a spend limit bounds the window that is shown. */
  readonly spendLimit: SpendStanding | null;
}

/** Looks without counting and promises nothing: whether `units` would fit just now. */
export async function peek(
  engine: Engine,
  request: { organizationId: string; environment: UsageEnvironment; meter: string; units: number },
): Promise<Peek> {
  const fence = await fenceOf(engine, request.organizationId, request.environment, request.meter);
  const g = await currentWindows(engine, fence);
  const nothing = { current: null, limit: null, remaining: null, window: null, resetsAt: null, spendLimit: null };
  if (g.refusal) return { allowed: false, reason: g.refusal, ...nothing };
  if (g.kinds === 0) return { allowed: false, reason: "METER_NOT_IN_PLAN", ...nothing };
  const full = g.windows.find((w) => {
    const added = addedNow(fence, w, request.units);
    return w.limit !== null && added > 0 && w.used + added > w.limit;
  });
  const finite = g.windows.filter((w) => w.allowance !== null);
  const shown = full ?? finite.sort((a, b) => (a.allowance ?? 0) - a.used - ((b.allowance ?? 0) - b.used))[0];
  if (!shown) return { allowed: true, reason: null, ...nothing, current: g.windows[0]?.used ?? 0 };
  const { spend } = shown;
  const allowance = shown.allowance ?? 0;
  // Where a spend limit refuses, it is its ceiling that has no room.
  const limit = full && spend ? (shown.limit ?? 0) : allowance;
  return {
    allowed: !full,
    reason: full ? (spend ? "SPEND_LIMIT_EXCEEDED" : "LIMIT_EXCEEDED") : null,
    current: shown.used,
    limit,
    remaining: Math.max(0, limit - shown.used),
    window: shown.kind,
    resetsAt: shown.end >= FOREVER ? null : shown.end,
    spendLimit: spend
      ? {
          limit: { amount: BigInt(spend.limit), currency: spend.currency },
          spent: spentBeyond(allowance, shown.used - shown.held, spend),
          ceiling: shown.limit ?? 0,
        }
      : null,
  };
}
