// `npm run bench -- journal`: how many entries a second the journal takes, in one chain and in several, and what checking costs.
import { parseArgs } from "node:util";
import { contextFor, createWorld, SYSTEM, type Ctx } from "@/lib/context";
import { record, verifyChain } from "@/lib/journal";
import { newId } from "@/lib/kernel/ids";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { readEnvironment } from "@/lib/platform/env";
import { createPool } from "@/lib/platform/pg";
import { keepRun, machine } from "./report";
import { quantile } from "./statistics";

const WRITERS = 8;

interface Turn {
  readonly name: string;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const env = readEnvironment({ ...process.env, LOG_LEVEL: "silent" });
const world = createWorld(env, "bench");
const contextOf = (organization: string): Ctx =>
  contextFor(world, { actor: SYSTEM, organization, requestId: newId("request") });

/** One entry in a transaction of its own, as the smallest change there is. */
const writesEntry = (ctx: Ctx, n: number): Promise<unknown> =>
  inTransaction(world.db, (tx) =>
    record(tx, ctx, "thing.changed", {
      entity: { type: "thing", id: `thing_${n}` },
      before: { status: "ACTIVE", units: n },
      after: { status: "SUSPENDED", units: n + 1 },
      reason: "for the measurement",
    }),
  );

/** The same row into a plain table: no chain, no trigger, the primary key alone. */
const writesBare = (ctx: Ctx, n: number): Promise<unknown> =>
  inTransaction(world.db, (tx) =>
    sqlOf(tx).query(
      `insert into bench_entry (id, organization_id, actor, action, entity_id, before, after, reason)
       values ($1, $2, 'system', 'thing.changed', $3, $4::jsonb, $5::jsonb, 'for the measurement') returning id`,
      [newId("journalEntry"), ctx.organization, `thing_${n}`, '{"status":"ACTIVE"}', '{"status":"SUSPENDED"}'],
    ),
  );

/** Makes the plain table, as the role that owns the schema. */
async function makeBareTable(): Promise<void> {
  const owner = createPool({
    url: env.DATABASE_MIGRATE_URL ?? env.DATABASE_URL,
    max: 1,
    applicationName: "weir-bench",
  });
  await owner.query(`create table bench_entry (id text primary key, organization_id text, actor text, action text,
    entity_id text, before jsonb, after jsonb, reason text)`);
  await owner.query("grant insert, select on bench_entry to weir_app");
  await owner.close();
}

/** Lets writers write for a while, each to its context, and takes the time of each entry. */
async function turn(
  name: string,
  contexts: readonly Ctx[],
  write: (ctx: Ctx, n: number) => Promise<unknown>,
  ms: number,
): Promise<Turn> {
  const took: number[] = [];
  const began = performance.now();
  await Promise.all(
    contexts.map(async (ctx) => {
      while (performance.now() - began < ms) {
        const at = performance.now();
        await write(ctx, took.length);
        took.push(performance.now() - at);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  return {
    name,
    perSecond: Math.round(took.length / seconds),
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
  const ms = Number(values.seconds) * 1_000;
  const at = new Date().toISOString();
  const load = machine({});
  await makeBareTable();
  const one = contextOf(newId("organization"));
  const many = Array.from({ length: WRITERS }, () => contextOf(newId("organization")));
  const same = Array.from({ length: WRITERS }, () => one);
  await turn("unmeasured", many, writesEntry, Math.min(ms, 2_000));
  const turns = [
    await turn("one writer", [one], writesEntry, ms),
    await turn(`${WRITERS} writers, one chain`, same, writesEntry, ms),
    await turn(`${WRITERS} writers, ${WRITERS} chains`, many, writesEntry, ms),
    await turn(`${WRITERS} writers, bare insert`, many, writesBare, ms),
  ];
  const began = performance.now();
  const state = await verifyChain(world, one.organization);
  if (!state.sound) throw new Error("the chain is broken");
  const checked = Math.round(Number(state.entries) / ((performance.now() - began) / 1_000));
  for (const { name, perSecond, p50, p99 } of turns)
    console.log(`${name}: ${perSecond} a second, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  console.log(`checking a chain: ${checked} entries a second`);
  console.log(`Kept in ${await keepRun("journal", { at, machine: load, turns, checkedPerSecond: checked })}`);
}

try {
  await main();
} finally {
  await world.close();
}
