import { writeRequestTally } from "./access";
import type { ExternalIdentity } from "./auth";
import { clerkIdentity } from "./clerk";
import { createClock, type Clock } from "./platform/clock";
import { connectRedis } from "./platform/connect-redis";
import { createDb, type Db } from "./platform/db";
import { identityMode, stripeMode, type Environment } from "./platform/env";
import { createLog, type Log } from "./platform/log";
import { createMetrics, type Metrics } from "./platform/metrics";
import { createPool, type Pool } from "./platform/pg";
import { createMail, type Mail } from "./platform/mail";
import type { Redis } from "./platform/redis";
import { fireAlerts } from "./notifications";
import type { PaymentProvider } from "./payments";
import { createQuota, type Quota } from "./quota";
import { createStripeProvider, paymentsOff } from "./stripe";

/** Who acts. `id` is what the journal keeps; `label` is for people and stays outside the journal's hash. */
export interface Actor {
  readonly kind: "user" | "key" | "installation" | "staff" | "system" | "stripe" | "cli";
  readonly id: string;
  readonly label: string;
  readonly ip?: string;
  /** The user in whose name staff acts; the journal keeps both. */
  readonly onBehalfOf?: string;
}

/** What one process is made of. Built once, at its door. */
export interface World {
  readonly env: Environment;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly db: Db;
  /** Pool of the metering path: lib/quota, lib/metering and the check of API keys use it. */
  readonly pool: Pool;
  readonly redis: Redis;
  readonly quota: Quota;
  readonly payments: PaymentProvider;
  readonly mail: Mail;
  /** Who else knows the people at the browser; null where they sign in here. */
  readonly identity: ExternalIdentity | null;
}

/** What a use case holds in its hand: the world, who acts, and for which organization. */
export interface Ctx extends World {
  readonly actor: Actor;
  /** The tenant. Null only where the deployment itself is meant. */
  readonly organization: string | null;
  readonly requestId: string;
}

export interface RunningWorld extends World {
  /** Ends every connection. */
  close(): Promise<void>;
}

const APPLICATION_POOL = 10;
const METERING_POOL = 12;

/** The only place where the parts are put together. `name` is the process in logs and in pg_stat_activity. */
export function createWorld(env: Environment, name: string): RunningWorld {
  const log = createLog({ level: env.LOG_LEVEL, name });
  const metrics = createMetrics();
  const clock = createClock();
  const db = createDb(env.DATABASE_URL, { max: APPLICATION_POOL });
  const pool = createPool({ url: env.DATABASE_URL, max: METERING_POOL, applicationName: `weir-${name}` });
  const redis = connectRedis(env.REDIS_URL);
  const quota = createQuota({
    url: env.DATABASE_URL,
    name,
    pool,
    redis,
    clock,
    log,
    metrics,
    graceDays: env.PAST_DUE_GRACE_DAYS,
    onLevel: async (fences) => void (await fireAlerts({ db, env, log }, fences)),
  });
  const payments = stripeMode(env) === "off" ? paymentsOff() : createStripeProvider(env);
  return {
    env,
    log,
    metrics,
    clock,
    db,
    pool,
    redis,
    quota,
    payments,
    mail: createMail(env, db),
    identity: identityMode(env) === "clerk" ? clerkIdentity : null,
    async close() {
      await quota.stop();
      await writeRequestTally({ db, log });
      redis.close();
      await Promise.allSettled([pool.close(), db.$disconnect()]);
    },
  };
}

export const SYSTEM: Actor = { kind: "system", id: "system", label: "Weir" };

/** A context for one piece of work. */
export function contextFor(world: World, who: { actor: Actor; organization?: string | null; requestId: string }): Ctx {
  // Member by member: a spread copies twice as slowly, and every metered request makes one of these.
  const { env, log, metrics, clock, db, pool, redis, quota, payments, mail, identity } = world;
  const { actor, organization = null, requestId } = who;
  return { env, log, metrics, clock, db, pool, redis, quota, payments, mail, identity, actor, organization, requestId };
}
