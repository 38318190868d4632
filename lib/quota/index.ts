import { setTimeout as sleep } from "node:timers/promises";
import type { Ctx } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import { readClock, type Clock } from "@/lib/platform/clock";
import type { Tx } from "@/lib/platform/db";
import { gather } from "@/lib/platform/gather";
import type { Log } from "@/lib/platform/log";
import type { Metrics } from "@/lib/platform/metrics";
import { createPool, type Pool } from "@/lib/platform/pg";
import type { Redis } from "@/lib/platform/redis";
import type { Sql } from "@/lib/platform/sql";
import { reconcile, type Reconciled } from "./by-hand";
import { releaseHold as releaseHoldOn, settleHold as settleHoldOn, type HoldEnding } from "./end-hold";
import { holdQuota as holdQuotaOn, type HoldRequest } from "./hold-quota";
import { listHolds as listHoldsOn, readHold as readHoldOn, type Hold, type HoldFilter, type Tenant } from "./holds";
import { archiveLog, logFrom, type ArchivedMonth } from "./archive-log";
import { changeAllowance as changeAllowanceOn } from "./change-allowance";
import { checkQuota as checkQuotaOn, checkQuotas as checkQuotasOn, type UsageRequest } from "./check-quota";
import { commitMany, lookUpMany, type CommitRequest, type Fate, type LookUp } from "./commit";
import { measureDrift as measureDriftOn, type DriftRound } from "./drift";
import { readDrifts as readDriftsOn, readDriftStanding as readDriftStandingOn } from "./drift-history";
import type { DriftStanding, FoundDrift } from "./drift-history";
import type { Engine } from "./engine";
import { createLevels } from "./levels";
import { explain as explainOn, type Explanation } from "./explain";
import { fencesOfOrganization } from "./fences";
import type { FenceName, Outcome, UsageEnvironment } from "./model";
import { prove as proveOn, type Proof, type ProofScope } from "./prove";
import { holdLevel as holdLevelOn, type HeldLevel } from "./report-level";
import { peek as peekOn, readStanding as readStandingOn, type Peek, type Standing } from "./read-counters";
import { closeDueWindows as closeDueWindowsOn, sweep } from "./sweep";

export type { EventFacts, FenceName, HoldStatus, Outcome, Refusal, UsageEnvironment } from "./model";
export type { Decision, ExplainedEvent, ExplainedWindow, Explanation } from "./explain";
export type { LastRefusal } from "./last-refusal";
export { proveByHand, reconcileByHand, type Reconciled } from "./by-hand";
export { DRIFT_SHOWN_MINUTES, type DriftStanding, type FoundDrift } from "./drift-history";
export type { DriftRound } from "./drift";
export type { Proof, ProofScope } from "./prove";
export { windowWords, type Identity } from "./rules/proof";
export type { HoldEnding, SettlementFacts } from "./end-hold";
export { settleLevel, type HeldLevel } from "./report-level";
export type { HoldRequest } from "./hold-quota";
export type { Hold, HoldFilter } from "./holds";
export type { ArchivedMonth } from "./archive-log";
export type { UsageRequest } from "./check-quota";
export type { LimitStanding, Peek, SpendStanding, Standing } from "./read-counters";
export {
  committedUse,
  finiteWindowsOf,
  finiteWindowsOfTenants,
  finiteWindowsPage,
  type CommittedUse,
  type WindowKeyset,
} from "./committed-use";
export { meteredUse, type MeteredUse } from "./metered-use";
export { spendUnder } from "./read-counters";
export { isGauge } from "./rules/gauge";
export { holdOnGauge, nothingToAdd, valueMissing } from "./rules/gauge-refusals";
export { ARCHIVED_EVENTS, contentOf } from "./window-content";
export { voidGenerations } from "./renew";
export { allowancePeriod } from "./windows-in-force";

const COMMIT_LANES = 2;
const MAX_GATHERED = 500;
/** Below this many a second statement beside the first costs more than it gains: the first will be back in a moment. */
const WORTH_A_LANE = 64;
const PINNED_CONNECTIONS = 6;
const INSPECTING_CONNECTIONS = 2;
const INSPECTION_TIMEOUT_MS = 60_000;
/** A window that is made over an old log is summed from its first event, once: that must come to an end. */
const PINNED_STATEMENT_MS = 25_000;
const SWEEP_EVERY_MS = 1_000;
/** Confirmations take milliseconds; one that never comes back is left to the sweeper of another process. */
const SETTLE_WITHIN_MS = 1_000;

/** The quota of one process: its queues, and the sweeper. Used through the functions of this module. */
export interface Quota {
  readonly engine: Engine;
  /** Reads the clock and begins to sweep. Waits until the clock is known. */
  start(): Promise<void>;
  /** Ends the sweep, lets outstanding confirmations reach Redis (a second at most), and closes its connections. */
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
  const inspection = createPool({
    url: parts.url,
    max: INSPECTING_CONNECTIONS,
    applicationName: `weir-${parts.name}-inspection`,
    statementTimeoutMs: INSPECTION_TIMEOUT_MS,
  });
  const engine: Engine = {
    pool: parts.pool,
    pinned,
    inspection,
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
      await settled(engine);
      await tellLevels();
      await Promise.allSettled([pinned.close(), inspection.close()]);
    },
  };
}

/** Waits, not for ever, until Redis has been told what became of every reservation of this process. */
async function settled(engine: Engine): Promise<void> {
  // A commit that has come back pushes its confirmation before anything else runs.
  const all = engine.commits.idle().then(async () => {
    await Promise.all([...engine.fences.values()].map((fence) => fence.settlements.idle()));
  });
  const patience = new AbortController();
  const enough = sleep(SETTLE_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => {});
  await Promise.race([all, enough]);
  patience.abort();
}

type World = { readonly quota: Quota };

/** Admits units under a key, or refuses. See `check-quota.ts`. */
export const checkQuota = (world: World, request: UsageRequest): Promise<Outcome> =>
  checkQuotaOn(world.quota.engine, request);

/** The same for many, each by itself. See `check-quota.ts`. */
export const checkQuotas = (world: World, requests: readonly UsageRequest[]): Promise<Outcome[]> =>
  checkQuotasOn(world.quota.engine, requests);

/** Sets units aside, or refuses. See `hold-quota.ts`. */
export const holdQuota = (world: World, request: HoldRequest): Promise<Outcome> =>
  holdQuotaOn(world.quota.engine, request);

/** Ends a hold with what was really used. See `end-hold.ts`. */
export const settleHold = (world: World, ending: HoldEnding): Promise<Outcome> =>
  settleHoldOn(world.quota.engine, ending);

/** Gives a hold back. See `end-hold.ts`. */
export const releaseHold = (world: World, ending: Tenant & { readonly hold: string }): Promise<Outcome> =>
  releaseHoldOn(world.quota.engine, ending);

/** Takes the fence of a level for the rest of a transaction. See `report-level.ts`. */
export const holdLevel = (
  world: World,
  tx: Tx,
  about: { readonly organizationId: string; readonly environment: UsageEnvironment; readonly meter: string },
): Promise<HeldLevel | null> => holdLevelOn(world.quota.engine, tx, about);

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

/** Works out, at one moment, whether counter, checkpoints, keys, holds and log of an organization agree. See `prove.ts`. */
export const proveQuota = (world: World, organizationId: string, scope: ProofScope = {}): Promise<Proof[]> =>
  proveOn(world.quota.engine, organizationId, scope);

/** One round of comparing counters with the log. See `drift.ts`. */
export const measureDrift = (world: World & Pick<Ctx, "env">, after: number): Promise<DriftRound> =>
  measureDriftOn(world.quota.engine, after, world.env.QUOTA_DRIFT_ALARM_PERCENT / 100);

/** Differences that were found between counters and the log, newest first, at most 100. */
export const readDrifts = (
  world: World,
  about: { readonly organizationId?: string; readonly limit?: number } = {},
): Promise<FoundDrift[]> => readDriftsOn(world.quota.engine, about);

/** What has drifted lately; all zero is the promise. */
export const readDriftStanding = (world: World): Promise<DriftStanding> => readDriftStandingOn(world.quota.engine);

/** Lends a connection for reading much at once: few of them, with a minute for each statement. */
export const inspecting = <T>(world: World, work: (sql: Sql) => Promise<T>): Promise<T> =>
  world.quota.engine.inspection.pinned(work);

/** Which meters of an organization have ever been asked for, in which environment. */
export const meteredBy = async (world: World, organizationId: string): Promise<Reconciled[]> =>
  (await fencesOfOrganization(world.quota.engine, organizationId)).map(({ environment, meter }) => ({
    environment,
    meter,
  }));

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
export const reconcileQuota = async (world: World, organizationId: string): Promise<string[]> =>
  (await reconcile(world.quota.engine, organizationId)).map((fence) => `${fence.environment} ${fence.meter}`);
