import type { Ctx } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import { readClock, type Clock } from "@/lib/platform/clock";
import type { Tx } from "@/lib/platform/db";
import { gather } from "@/lib/platform/gather";
import type { Log } from "@/lib/platform/log";
import type { Metrics } from "@/lib/platform/metrics";
import { createPool, type Pool } from "@/lib/platform/pg";
import type { Redis } from "@/lib/platform/redis";
import { releaseHold as releaseHoldOn, settleHold as settleHoldOn, type HoldEnding } from "./end-hold";
import { holdQuota as holdQuotaOn, type HoldRequest } from "./hold-quota";
import { listHolds as listHoldsOn, readHold as readHoldOn, type Hold, type HoldFilter, type Tenant } from "./holds";
import { archiveLog, logFrom, type ArchivedMonth } from "./archive-log";
import { changeAllowance as changeAllowanceOn } from "./change-allowance";
import { checkQuota as checkQuotaOn, type UsageRequest } from "./check-quota";
import { commitMany, lookUpMany, type CommitRequest, type Fate, type LookUp } from "./commit";
import type { Engine } from "./engine";
import { createLevels } from "./levels";
import { explain as explainOn, type Explanation } from "./explain";
import { fencesOfOrganization } from "./fences";
import type { FenceName, Outcome, UsageEnvironment } from "./model";
import { peek as peekOn, readStanding as readStandingOn, type Peek, type Standing } from "./read-counters";
import { renew } from "./rebuild";
import { closeDueWindows as closeDueWindowsOn, sweep } from "./sweep";

export type { EventFacts, FenceName, HoldStatus, Outcome, Refusal, UsageEnvironment } from "./model";
export type { HoldEnding, SettlementFacts } from "./end-hold";
export type { HoldRequest } from "./hold-quota";
export type { Hold, HoldFilter } from "./holds";
export type { ArchivedMonth } from "./archive-log";
export type { Explanation } from "./explain";
export type { UsageRequest } from "./check-quota";
export type { LimitStanding, Peek, SpendStanding, Standing } from "./read-counters";
export {
  committedUse,
  finiteWindowsOf,
  finiteWindowsPage,
  type CommittedUse,
  type WindowKeyset,
} from "./committed-use";
export { spendUnder } from "./read-counters";
export { voidGenerations } from "./renew";
export { allowancePeriod } from "./windows-in-force";

const COMMIT_LANES = 2;
const MAX_GATHERED = 500;
/** Below this many a second statement beside the first costs more than it gains: the first will be back in a moment. */
const WORTH_A_LANE = 64;
const PINNED_CONNECTIONS = 6;
/** A window that is made over an old log is summed from its first event, once: that must come to an end. */
const PINNED_STATEMENT_MS = 25_000;
const SWEEP_EVERY_MS = 1_000;

/** The quota of one process: its queues, and the sweeper. Used through the functions of this module. */
export interface Quota {
  readonly engine: Engine;
  /** Reads the clock and begins to sweep. Waits until the clock is known. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Tells now what the next round would tell. */
  tellLevels(): Promise<void>;
}

export interface QuotaParts {
  readonly url: string;
  readonly name: string;
  readonly pool: Pool;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly graceDays: number;
  /** Told within about a second of fences in which committed usage may have passed a threshold; told again if it throws. */
  readonly onLevel?: (fences: readonly FenceName[]) => Promise<void>;
}

export function createQuota(parts: QuotaParts): Quota {
  const pinned = createPool({
    url: parts.url,
    max: PINNED_CONNECTIONS,
    applicationName: `weir-${parts.name}-pinned`,
    statementTimeoutMs: PINNED_STATEMENT_MS,
  });
  const engine: Engine = {
    pool: parts.pool,
    pinned,
    redis: parts.redis,
    clock: parts.clock,
    log: parts.log,
    metrics: parts.metrics,
    graceDays: parts.graceDays,
    levels: createLevels(),
    fences: new Map(),
    touched: new Set(),
    rebuilding: new Map(),
    commits: gather<CommitRequest, Fate>((list) => commitMany(engine, list), {
      lanes: COMMIT_LANES,
      max: MAX_GATHERED,
      worthwhile: WORTH_A_LANE,
    }),
    confirmReads: gather<{ fence: FenceName; key: string }, LookUp>((list) => lookUpMany(engine.pool, list), {
      lanes: COMMIT_LANES,
      max: MAX_GATHERED,
      worthwhile: WORTH_A_LANE,
    }),
  };
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    await sweep(engine).catch((error: unknown) => engine.log.warn({ err: error }, "the sweep of the quota failed"));
    await tellLevels();
  };
  async function tellLevels(): Promise<void> {
    const fences = engine.levels.take();
    if (fences.length === 0 || !parts.onLevel) return;
    try {
      await parts.onLevel(fences);
    } catch (error) {
      engine.levels.giveBack(fences);
      engine.log.warn({ err: error }, "levels of usage could not be told");
    }
  }
  return {
    engine,
    tellLevels,
    async start() {
      await readClock(engine.clock, engine.pool);
      timer ??= setInterval(() => {
        sweeping ??= round().finally(() => {
          sweeping = null;
        });
      }, SWEEP_EVERY_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await sweeping;
      await tellLevels();
      await pinned.close().catch(() => {});
    },
  };
}

type World = { readonly quota: Quota };

/** Admits units under a key, or refuses. See `check-quota.ts`. */
export const checkQuota = (world: World, request: UsageRequest): Promise<Outcome> =>
  checkQuotaOn(world.quota.engine, request);

/** Sets units aside, or refuses. See `hold-quota.ts`. */
export const holdQuota = (world: World, request: HoldRequest): Promise<Outcome> =>
  holdQuotaOn(world.quota.engine, request);

/** Ends a hold with what was really used. See `end-hold.ts`. */
export const settleHold = (world: World, ending: HoldEnding): Promise<Outcome> =>
  settleHoldOn(world.quota.engine, ending);

/** Gives a hold back. See `end-hold.ts`. */
export const releaseHold = (world: World, ending: Tenant & { readonly hold: string }): Promise<Outcome> =>
  releaseHoldOn(world.quota.engine, ending);

/** A hold of the tenant, or null. */
export const readHold = (world: World, tenant: Tenant, id: string): Promise<Hold | null> =>
  readHoldOn(world.quota.engine, tenant, id);

/** Holds of the tenant, newest first. */
export const listHolds = (
  world: World,
  tenant: Tenant,
  filter: HoldFilter,
  page: { limit: number; after: string | null },
): Promise<Hold[]> => listHoldsOn(world.quota.engine, tenant, filter, page);

/** Looks without counting. */
export const peekQuota = (
  world: World,
  request: { organizationId: string; environment: UsageEnvironment; meter: string; units: number },
): Promise<Peek> => peekOn(world.quota.engine, request);

/** What an organization may do, and how much of it is used. */
export const readStanding = (world: World, organizationId: string, environment: UsageEnvironment): Promise<Standing> =>
  readStandingOn(world.quota.engine, organizationId, environment);

/** Runs a change of what an organization may do. See `change-allowance.ts`. */
export const changeAllowance = <T>(ctx: Ctx, organizationId: string, change: (tx: Tx) => Promise<T>): Promise<T> =>
  changeAllowanceOn(ctx.quota.engine, ctx, organizationId, change);

/** How a decision comes about: entitlement, limit, counter, facts. */
export const explainQuota = (
  world: World,
  organizationId: string,
  environment: UsageEnvironment,
  meter: string,
): Promise<Explanation> => explainOn(world.quota.engine, organizationId, environment, meter);

/** Closes windows whose lateness has passed. Returns how many fences were renewed. */
export const closeDueWindows = (world: World): Promise<number> => closeDueWindowsOn(world.quota.engine);

/** Takes the months out of the log that need not be kept. See `archive-log.ts`. */
export const archiveUsageLog = (ctx: Ctx, keepMonths: number): Promise<ArchivedMonth[]> =>
  archiveLog(ctx.quota.engine, ctx, keepMonths);

/** From when on every event is in the log; null: from the first. */
export const usageLogFrom = (world: World): Promise<Instant | null> => logFrom(world.quota.engine.pool);

/** One sweep now, for jobs and tests. */
export async function sweepQuota(world: World): Promise<void> {
  await sweep(world.quota.engine);
  await world.quota.tellLevels();
}

/** Rebuilds every counter of an organization from the log. Returns the meters. Safe at any time. */
export async function reconcileQuota(world: World, organizationId: string): Promise<string[]> {
  const { engine } = world.quota;
  const fences = await fencesOfOrganization(engine, organizationId);
  for (const fence of fences) await renew(engine, fence);
  return fences.map((fence) => `${fence.environment} ${fence.meter}`);
}
