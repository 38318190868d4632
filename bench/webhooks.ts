// `npm run bench -- webhooks`: how fast Stripe's events are taken in, and how soon a thousand at once have had their effect.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { POST } from "@/app/api/webhooks/stripe/route";
import { startCheckout } from "@/lib/billing";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Ctx } from "@/lib/context";
import { useWorld } from "@/lib/http";
import { newId } from "@/lib/kernel/ids";
import { sqlOf } from "@/lib/platform/db";
import { readEnvironment } from "@/lib/platform/env";
import { inboxBacklog } from "@/lib/stripe";
import { createOrganization } from "@/lib/tenancy";
import { DEFAULT_KEY } from "@/stripe-simulator";
import { startWorker } from "@/workers/worker";
import { keepRun, machine } from "./report";
import { quantile } from "./statistics";

const SECRET = "whsec_bench";
const AT_ONCE = 32;
const LOOKS_EVERY_MS = 25;

/** The simulator in a process of its own, as in life Stripe is somebody else's machine. */
async function startSimulatorProcess(): Promise<{ readonly url: string; stop(): void }> {
  const args = ["node_modules/tsx/dist/cli.mjs", "stripe-simulator/bin.ts", "--port", "0"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const url = /https?:\/\/[\w.:]+/.exec(said.toString())?.[0];
  if (!url) throw new Error(`the simulator said no address: ${said.toString()}`);
  return { url, stop: () => void child.kill("SIGTERM") };
}

interface WireEvent {
  readonly id: string;
}

/** Buys for one organization as a person in a browser would, and tells nobody. */
async function buys(ctx: Ctx, number: number): Promise<void> {
  const { id } = await createOrganization(ctx, { name: `Buyer ${number}` });
  const started = await startCheckout(
    { ...ctx, organization: id },
    {
      planCode: "PRO",
      interval: "MONTH",
      successUrl: "http://weir.test/return",
      cancelUrl: "http://weir.test/pricing",
      idempotencyKey: `buyer-${number}`,
    },
  );
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  const form = { number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada", action: "pay" };
  const body = new URLSearchParams({ ...form, email: "ada@example.test" });
  const answer = await fetch(started.url, { method: "POST", redirect: "manual", body });
  await answer.arrayBuffer();
  if (answer.status !== 303) throw new Error(`the payment was answered with ${answer.status}`);
}

/** Every event the simulator has made, oldest first. */
async function eventsOf(simulator: string): Promise<WireEvent[]> {
  const all: WireEvent[] = [];
  for (let after = ""; ;) {
    const address = `${simulator}/v1/events?limit=100${after ? `&starting_after=${after}` : ""}`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${DEFAULT_KEY}` } });
    const page = (await answer.json()) as { data: WireEvent[]; has_more: boolean };
    all.unshift(...[...page.data].reverse());
    after = page.data.at(-1)?.id ?? "";
    if (!page.has_more) return all;
  }
}

/** Hands one event to the door; gives the milliseconds until its answer. */
async function deliver(event: WireEvent): Promise<number> {
  const body = JSON.stringify(event);
  const stamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", SECRET).update(`${stamp}.${body}`).digest("hex");
  const began = performance.now();
  const answer = await POST(
    new Request("http://weir.test/api/webhooks/stripe", {
      method: "POST",
      body,
      headers: { "stripe-signature": `t=${stamp},v1=${signature}` },
    }),
  );
  if (answer.status !== 200) throw new Error(`an event was answered with ${answer.status}`);
  return performance.now() - began;
}

async function deliverAll(events: readonly WireEvent[]): Promise<number[]> {
  const left = [...events];
  const taken: number[] = [];
  const lane = async (): Promise<void> => {
    for (let event = left.shift(); event; event = left.shift()) taken.push(await deliver(event));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return taken;
}

/** One event after the other, so many a second, as a busy day brings them. */
async function deliverPaced(events: readonly WireEvent[], perSecond: number): Promise<number[]> {
  const began = performance.now();
  const taken: number[] = [];
  for (const [at, event] of events.entries()) {
    await sleep(Math.max(0, began + (at * 1_000) / perSecond - performance.now()));
    taken.push(await deliver(event));
  }
  return taken;
}

/** Seconds from an event's arrival to its effect, of all that were worked on since a moment. */
async function lagsSince(ctx: Ctx, since: Date): Promise<number[]> {
  const rows = await sqlOf(ctx.db).query<{ lag: number }>(
    `select extract(epoch from processed_at - received_at)::float8 as lag from inbox_event
     where received_at >= $1::timestamptz and processed_at is not null`,
    [since.toISOString()],
  );
  return rows.map((row) => row.lag);
}

/** Three quantiles of milliseconds, rounded for reading. */
const quantiles = (values: readonly number[]) => ({
  p50: Number(quantile(values, 0.5).toFixed(1)),
  p95: Number(quantile(values, 0.95).toFixed(1)),
  p99: Number(quantile(values, 0.99).toFixed(1)),
});

interface Phase {
  readonly events: number;
  /** Milliseconds to the answer 200. */
  readonly accept: ReturnType<typeof quantiles>;
  readonly acceptedPerSecond: number;
  /** Milliseconds from the arrival of each event to its effect. */
  readonly lag: ReturnType<typeof quantiles>;
  /** From the first arrival until all had their effect. */
  readonly convergedMs: number;
  readonly perSecond: number;
}

/** Delivers events in a way and waits until all of them have had their effect. */
async function phase(ctx: Ctx, events: readonly WireEvent[], send: () => Promise<number[]>): Promise<Phase> {
  const since = new Date();
  const began = performance.now();
  const taken = await send();
  const acceptedMs = performance.now() - began;
  while ((await inboxBacklog(ctx)).waiting > 0) await sleep(LOOKS_EVERY_MS);
  const convergedMs = performance.now() - began;
  const lags = (await lagsSince(ctx, since)).map((seconds) => seconds * 1_000);
  return {
    events: events.length,
    accept: quantiles(taken),
    acceptedPerSecond: Math.round((events.length * 1_000) / acceptedMs),
    lag: quantiles(lags),
    convergedMs: Math.round(convergedMs),
    perSecond: Math.round((events.length * 1_000) / convergedMs),
  };
}

const said = (name: string, { events, accept, acceptedPerSecond, lag, convergedMs, perSecond }: Phase): string =>
  [
    `${name}: ${events} events.`,
    `Taken in with p50 ${accept.p50} ms, p95 ${accept.p95} ms, p99 ${accept.p99} ms (${acceptedPerSecond}/s).`,
    `In effect p50 ${lag.p50} ms, p95 ${lag.p95} ms, p99 ${lag.p99} ms after arrival; all after ${(convergedMs / 1_000).toFixed(2)} s (${perSecond}/s).`,
  ].join(" ");

interface Wanted {
  readonly atOnce: number;
  readonly paced: number;
  readonly perSecond: number;
}

function wantedOf(): Wanted {
  const { values } = parseArgs({
    options: {
      events: { type: "string", default: "1000" },
      paced: { type: "string", default: "300" },
      rate: { type: "string", default: "20" },
    },
  });
  return { atOnce: Number(values.events), paced: Number(values.paced), perSecond: Number(values.rate) };
}

async function main(): Promise<void> {
  const { atOnce, paced, perSecond } = wantedOf();
  const at = new Date().toISOString();
  const load = machine({});
  const simulator = await startSimulatorProcess();
  const settings = { STRIPE_SIMULATOR_URL: simulator.url, STRIPE_WEBHOOK_SECRET: SECRET, LOG_LEVEL: "silent" };
  const world = createWorld(readEnvironment({ ...process.env, ...settings }), "bench");
  useWorld(world);
  await world.quota.start();
  const ctx = contextFor(world, { actor: SYSTEM, requestId: newId("request") });
  await applyCatalog(ctx, parseCatalog(await readFile("prisma/seed/catalog.yaml", "utf8")));
  let events: WireEvent[] = [];
  let buyers = 0;
  while (events.length < atOnce + paced) {
    for (let i = 0; i < 10; i++) await buys(ctx, (buyers += 1));
    events = await eventsOf(simulator.url);
  }
  const [first, second] = [events.slice(0, atOnce), events.slice(atOnce, atOnce + paced)];
  const worker = await startWorker(world);
  const rush = await phase(ctx, first, () => deliverAll(first));
  console.log(said(`At once, ${AT_ONCE} senders`, rush));
  const steady = await phase(ctx, second, () => deliverPaced(second, perSecond));
  console.log(said(`Evenly, ${perSecond} a second`, steady));
  await worker.stop();
  const run = { at, machine: load, organizations: buyers, senders: AT_ONCE, rush, perSecond, steady };
  console.log(`Kept in ${await keepRun("webhooks", run)}`);
  await world.close();
  simulator.stop();
}

await main();
