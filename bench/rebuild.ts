// `npm run bench -- rebuild`: what one rebuild costs when the log of its fence has ten thousand, or ten million, events.
import { parseArgs } from "node:util";
import { createWorld, type RunningWorld } from "@/lib/context";
import { readEnvironment } from "@/lib/platform/env";
import { createPool } from "@/lib/platform/pg";
import type { Sql } from "@/lib/platform/sql";
import { checkQuota, reconcileQuota } from "@/lib/quota";
import { costOfRenewal, fillLog, makeMonths, type LogCost } from "./log-cost";
import { keepRun, machine } from "./report";
import { quantile } from "./statistics";
import { callOf, layTenants, METER } from "./tenants";

const MONTHS = 36;
const CHUNK = 500_000;
const FILL_TIMEOUT_MS = 600_000;
const ROUNDS = 21;
/** Events between one rebuild and the next. */
const SINCE = 20;

interface Measured {
  readonly events: number;
  readonly fillSeconds: number;
  /** The first sum of all, which a window that is made over an old log pays once. */
  readonly firstMs: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly cost: LogCost;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

async function measure(world: RunningWorld, owner: Sql, organization: string, events: number): Promise<Measured> {
  const use = async (key: string): Promise<void> => {
    const outcome = await checkQuota(world, callOf(organization, METER.four, key));
    if (!outcome.admitted) throw new Error(outcome.refusal.message);
  };
  await use("first");
  const rows = await owner.query<{ id: string }>(
    "select id from usage_fence where organization_id = $1 and meter = $2",
    [organization, METER.four],
  );
  const fence = Number(rows[0]?.id);
  const fillMs = await timed(async () => {
    // Chunk by chunk, each over its own part of the three years, so that seq and time rise together.
    const chunks = Math.ceil(events / CHUNK);
    const days = (MONTHS * 30) / chunks;
    for (let chunk = chunks; chunk > 0; chunk--)
      await fillLog(owner, fence, Math.floor(events / chunks), days, (chunk - 1) * days);
  });
  await owner.query("vacuum analyze usage_event");
  await owner.query("update usage_window set checkpoint_seq = 0, checkpoint_units = 0 where fence_id = $1::bigint", [
    fence,
  ]);
  const firstMs = await timed(() => reconcileQuota(world, organization));
  const taken: number[] = [];
  let made = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < SINCE; i++) await use(`since-${++made}`);
    taken.push(await timed(() => reconcileQuota(world, organization)));
  }
  for (let i = 0; i < SINCE; i++) await use(`since-${++made}`);
  const cost = await costOfRenewal(world, organization, METER.four);
  return {
    events,
    fillSeconds: fillMs / 1_000,
    firstMs,
    medianMs: quantile(taken, 0.5),
    p90Ms: quantile(taken, 0.9),
    cost,
  };
}

function table(lines: readonly Measured[]): string {
  const base = lines[0]?.medianMs ?? 1;
  return [
    "| events in the log | rebuild, median | p90 | ratio | rows read | pages | indexes looked into | first sum of all |",
    "|---|---|---|---|---|---|---|---|",
    ...lines.map(
      (m) =>
        `| ${m.events.toLocaleString("en-US")} | ${m.medianMs.toFixed(1)} ms | ${m.p90Ms.toFixed(1)} ms | ${(m.medianMs / base).toFixed(2)}× | ${m.cost.rows} | ${m.cost.pages} | ${m.cost.scans} | ${m.firstMs.toFixed(0)} ms |`,
    ),
  ].join("\n");
}

const { values } = parseArgs({
  options: { events: { type: "string", multiple: true, default: ["10000", "100000", "1000000", "10000000"] } },
});
const at = new Date().toISOString();
const before = machine({});
const tenants = await layTenants();
const owner = createPool({
  url: process.env.DATABASE_MIGRATE_URL ?? "",
  max: 1,
  applicationName: "bench-owner",
  statementTimeoutMs: FILL_TIMEOUT_MS,
});
const world = createWorld(readEnvironment(), "bench-rebuild");
try {
  await makeMonths(owner, MONTHS);
  await world.quota.start();
  const lines: Measured[] = [];
  for (const [i, events] of values.events.map(Number).entries()) {
    lines.push(await measure(world, owner, tenants.organizations[i] ?? "", events));
    console.log(JSON.stringify(lines.at(-1)));
  }
  console.log(`\n${table(lines)}\n`);
  console.log(
    `Kept in ${await keepRun("rebuild", { at, machine: { ...before, ...tenants.postgres }, months: MONTHS, since: SINCE, lines })}`,
  );
} finally {
  await world.close();
  await owner.close();
}
