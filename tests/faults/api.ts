/**
 * One process of the metering API for the fault rounds: the quota as it is shipped, behind a server that is as thin as
 * can be. Its parent gives it DATABASE_URL and REDIS_URL, learns the port over IPC, and takes it down whenever it likes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ctx } from "@/lib/context";
import { saveOverride, type WindowKind } from "@/lib/entitlements";
import { createClock } from "@/lib/platform/clock";
import { createDb, sqlOf } from "@/lib/platform/db";
import { createLog } from "@/lib/platform/log";
import { createMetrics } from "@/lib/platform/metrics";
import { createPool } from "@/lib/platform/pg";
import { createRedis } from "@/lib/platform/redis";
import {
  changeAllowance,
  checkQuota,
  checkQuotas,
  createQuota,
  explainQuota,
  holdQuota,
  releaseHold,
  settleHold,
  sweepQuota,
  type Outcome,
  type UsageRequest,
} from "@/lib/quota";

interface UseBody {
  readonly organization: string;
  readonly meter: string;
  readonly units: number;
  readonly key: string;
  readonly occurredAt?: number;
}

interface HoldBody {
  readonly organization: string;
  readonly meter: string;
  readonly units: number;
  readonly key: string;
  readonly expiresInSeconds: number;
}

interface EndBody {
  readonly organization: string;
  readonly hold: string;
  readonly units: number;
  readonly key: string | null;
}

/** Overrides, or another plan, or another state of the subscription. `limits`: what stands from then on, null without end. */
interface ChangeBody {
  readonly organization: string;
  readonly changes?: readonly { meter: string; window: WindowKind; amount: number; expiresAt?: number }[];
  readonly plan?: string;
  readonly status?: string;
  readonly limits?: readonly { meter: string; amount: number | null; expiresAt?: number }[];
}

const STATUS: Readonly<Record<string, number>> = {
  LIMIT_EXCEEDED: 402,
  METER_NOT_IN_PLAN: 403,
  PAYMENT_REQUIRED: 402,
  CONFLICT: 409,
  IDEMPOTENCY_IN_FLIGHT: 409,
  IDEMPOTENCY_MISMATCH: 422,
  VALIDATION_ERROR: 422,
  UNAVAILABLE: 503,
};

const url = process.env.DATABASE_URL ?? "";
const clock = createClock();
const log = createLog({ level: "silent", name: "faults" });
const metrics = createMetrics();
const pool = createPool({ url, max: 12, applicationName: "weir-faults" });
const redis = createRedis(process.env.REDIS_URL ?? "");
const db = createDb(url, { max: 4 });
const quota = createQuota({ url, name: "faults", pool, redis, clock, log, metrics, graceDays: 7 });
const world = { quota };

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** The first answer of the key, byte for byte. */
  readonly body?: string;
}

const answerOf = (outcome: Outcome): Answer =>
  outcome.admitted
    ? { status: outcome.replayed ? 200 : 201, body: outcome.body }
    : { status: STATUS[outcome.refusal.code] ?? 500, code: outcome.refusal.code, details: outcome.refusal.details };

const facts = {
  source: "api",
  apiKeyId: null,
  subject: null,
  provider: null,
  endpoint: null,
  userId: null,
  requestId: null,
  costMicros: null,
  properties: null,
};

const requestOf = ({ organization: organizationId, meter, units, key, occurredAt }: UseBody): UsageRequest => ({
  organizationId,
  environment: "PROD",
  meter,
  units,
  key,
  occurredAt: occurredAt ?? null,
  facts,
});

const admitOne = async (use: UseBody): Promise<Answer> => answerOf(await checkQuota(world, requestOf(use)));
const admitAll = async ({ events }: { events: readonly UseBody[] }): Promise<Answer[]> =>
  (await checkQuotas(world, events.map(requestOf))).map(answerOf);

const hold = async ({ organization: organizationId, ...request }: HoldBody): Promise<Answer> =>
  answerOf(await holdQuota(world, { organizationId, environment: "PROD", facts, ...request }));

const settle = async ({ organization: organizationId, ...ending }: EndBody): Promise<Answer> =>
  answerOf(await settleHold(world, { organizationId, environment: "PROD", occurredAt: null, facts, ...ending }));

const release = async ({ organization: organizationId, hold: id }: EndBody): Promise<Answer> =>
  answerOf(await releaseHold(world, { organizationId, environment: "PROD", hold: id }));

/** Changes the allowance, and notes in the same transaction from which epoch on which limit holds. */
async function change({ organization, changes = [], plan, status, limits = changes }: ChangeBody): Promise<Answer> {
  await changeAllowance({ quota, db } as Ctx, organization, async (tx) => {
    const sql = sqlOf(tx);
    await sql.query(
      `update subscription set plan_id = coalesce($2, plan_id), status = coalesce($3::"SubscriptionStatus", status) where organization_id = $1 returning id`,
      [organization, plan ?? null, status ?? null],
    );
    for (const { meter, window, amount, expiresAt } of changes)
      await saveOverride(sql, {
        organizationId: organization,
        meter,
        window,
        amount,
        expiresAt,
        reason: "fault round",
        author: "fault round",
      });
    for (const { meter, amount, expiresAt } of limits)
      await sql.query(
        `insert into fault_change (fence_id, epoch, amount, expires_at)
         select id, epoch, $3::float8::bigint, 'epoch'::timestamptz + $4::float8 * interval '1 ms' from usage_fence
         where organization_id = $1 and meter = $2 and environment = 'PROD' returning epoch::text`,
        [organization, meter, amount, expiresAt ?? null],
      );
  });
  return { status: 200 };
}

type Route = (body: never) => Promise<unknown>;

const ROUTES: Readonly<Record<string, Route>> = {
  "/use": admitOne,
  "/batch": admitAll,
  "/hold": hold,
  "/settle": settle,
  "/release": release,
  "/change": change,
  "/sweep": async () => {
    await sweepQuota(world);
    return { status: 200 };
  },
  "/explain": ({ organization, meter }: UseBody) => explainQuota(world, organization, "PROD", meter),
  "/ready": async () => ({ status: 200, known: redis.token() !== null }),
};

async function bodyOf(request: IncomingMessage): Promise<never> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString() || "{}") as never;
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = ROUTES[request.url ?? ""];
  let answer: unknown;
  try {
    answer = route ? await route(await bodyOf(request)) : { status: 404 };
  } catch (error) {
    answer = {
      status: 500,
      code: "THROWN",
      details: { message: error instanceof Error ? error.message : String(error) },
    };
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answer));
}

process.on("disconnect", () => process.exit(0));
await quota.start();
const server = createServer((request, response) => void handle(request, response));
// Longer than any case: a connection that the server has just closed looks like a lost answer.
server.keepAliveTimeout = 300_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
