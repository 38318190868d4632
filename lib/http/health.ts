import { sqlOf } from "@/lib/platform/db";
import { lastBeat } from "@/lib/platform/lease";
import { equalInConstantTime } from "@/lib/platform/crypto";
import type { World } from "@/lib/context";
import { readDriftStanding } from "@/lib/quota";
import { overageStanding } from "@/lib/overage";
import { inboxBacklog } from "@/lib/stripe";
import { json, respond } from "./answer";
import { world } from "./world";

/** Seconds without a sign of the worker after which it counts as away. */
const WORKER_SILENT_AFTER = 15;

interface Parts {
  readonly postgres: "ok" | "down";
  readonly redis: "ok" | "unknown" | "down";
  readonly migrations: "ok" | "missing";
  readonly worker: "ok" | "silent";
}

async function look(w: World): Promise<Parts> {
  const [tables, redis, beat] = await Promise.all([
    sqlOf(w.db)
      .query<{ there: boolean }>(`select to_regclass('public.usage_hold') is not null as there`)
      .then(
        (rows) => rows[0]?.there ?? false,
        () => null,
      ),
    w.redis.ping().catch(() => false),
    lastBeat(w.db, "worker").catch(() => null),
  ]);
  return {
    postgres: tables === null ? "down" : "ok",
    migrations: tables ? "ok" : "missing",
    redis: redis ? (w.redis.token() === null ? "unknown" : "ok") : "down",
    worker: beat !== null && beat <= WORKER_SILENT_AFTER ? "ok" : "silent",
  };
}

const plain = (...answer: Parameters<typeof json>): Response => respond(json(...answer));

/** The process lives. */
export const healthz = (): Response => plain({ status: "ok" }, 200, { "cache-control": "no-store" });

/** The process can serve: 503 names the part that is missing. Redis away is slower and not a reason to stop. */
export async function readyz(): Promise<Response> {
  const parts = await look(world());
  const ready = parts.postgres === "ok" && parts.migrations === "ok" && parts.worker === "ok";
  return plain({ status: ready ? "ready" : "not ready", ...parts }, ready ? 200 : 503, { "cache-control": "no-store" });
}

/** For monitors. */
export async function health(): Promise<Response> {
  const { postgres, redis } = await look(world());
  const status = postgres !== "ok" ? "down" : redis === "ok" ? "ok" : "degraded";
  return plain({ status, database: postgres, redis }, status === "down" ? 503 : 200, { "cache-control": "no-store" });
}

/** Prometheus' text, for whoever holds METRICS_TOKEN. Without that setting the page does not exist. */
export async function metrics(request: Request): Promise<Response> {
  const w = world();
  const token = w.env.METRICS_TOKEN;
  if (!token) return plain({ status: "off" }, 404);
  const given = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  if (!equalInConstantTime(given, token))
    return plain({ status: "unauthorized" }, 401, { "www-authenticate": 'Bearer realm="weir metrics"' });
  await Promise.all([setDriftGauges(w), setInboxGauges(w), setOverageGauges(w)]);
  return new Response(await w.metrics.registry.metrics(), {
    headers: { "content-type": w.metrics.registry.contentType },
  });
}

/** While the database is away the gauges keep what they showed last. */
async function setDriftGauges(w: World): Promise<void> {
  const standing = await readDriftStanding(w).catch(() => null);
  if (standing === null) return;
  w.metrics.quotaDriftUnits.set(standing.units);
  w.metrics.quotaDriftRatio.set(standing.ratio);
}

/** The same for what waits in the inbox. */
async function setInboxGauges(w: World): Promise<void> {
  const backlog = await inboxBacklog(w).catch(() => null);
  if (backlog === null) return;
  w.metrics.inboxEvents.set({ state: "waiting" }, backlog.waiting);
  w.metrics.inboxEvents.set({ state: "dead" }, backlog.dead);
  w.metrics.inboxOldestSeconds.set(backlog.oldestSeconds);
}

/** The same for reports of usage beyond allowances. */
async function setOverageGauges(w: World): Promise<void> {
  const standing = await overageStanding(w).catch(() => null);
  if (standing === null) return;
  w.metrics.overageReports.set({ state: "pending" }, standing.pending);
  w.metrics.overageReports.set({ state: "failed" }, standing.failed);
}
