// `npm run bench -- webhooks`: how fast Stripe's events are taken in, and how soon a thousand at once have had their effect.
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { POST } from "@/app/api/webhooks/stripe/route";
import { startCheckout } from "@/lib/billing";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Ctx } from "@/lib/context";
import { useWorld } from "@/lib/http";
import { newId } from "@/lib/kernel/ids";
import { readEnvironment } from "@/lib/platform/env";
import { inboxBacklog } from "@/lib/stripe";
import { createOrganization } from "@/lib/tenancy";
import { DEFAULT_KEY, startSimulator } from "@/stripe-simulator";
import { startWorker } from "@/workers/worker";
import { keepRun, machine } from "./report";
import { quantile } from "./statistics";

const SECRET = "whsec_bench";
const AT_ONCE = 32;
const LOOKS_EVERY_MS = 25;

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

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { events: { type: "string", default: "1000" } } });
  const wanted = Number(values.events);
  const at = new Date().toISOString();
  const load = machine({});
  const simulator = await startSimulator();
  const settings = { STRIPE_SIMULATOR_URL: simulator.url, STRIPE_WEBHOOK_SECRET: SECRET, LOG_LEVEL: "silent" };
  const world = createWorld(readEnvironment({ ...process.env, ...settings }), "bench");
  useWorld(world);
  await world.quota.start();
  const ctx = contextFor(world, { actor: SYSTEM, requestId: newId("request") });
  await applyCatalog(ctx, parseCatalog(await readFile("prisma/seed/catalog.yaml", "utf8")));
  let events: WireEvent[] = [];
  let buyers = 0;
  while (events.length < wanted) {
    for (let i = 0; i < 10; i++) await buys(ctx, (buyers += 1));
    events = await eventsOf(simulator.url);
  }
  events = events.slice(0, wanted);
  const worker = await startWorker(world);
  const began = performance.now();
  const taken = await deliverAll(events);
  const acceptedMs = performance.now() - began;
  while ((await inboxBacklog(ctx)).waiting > 0) await sleep(LOOKS_EVERY_MS);
  const convergedMs = performance.now() - began;
  await worker.stop();
  const run = {
    at,
    machine: load,
    events: events.length,
    organizations: buyers,
    atOnce: AT_ONCE,
    accept: {
      p50Ms: quantile(taken, 0.5),
      p99Ms: quantile(taken, 0.99),
      perSecond: (events.length * 1_000) / acceptedMs,
    },
    converge: { ms: convergedMs, perSecond: (events.length * 1_000) / convergedMs },
  };
  console.log(
    `${run.events} events of ${buyers} purchases, ${AT_ONCE} at a time: taken in with p50 ${run.accept.p50Ms.toFixed(1)} ms, p99 ${run.accept.p99Ms.toFixed(1)} ms (${run.accept.perSecond.toFixed(0)}/s); all had their effect ${(convergedMs / 1_000).toFixed(2)} s after the first (${run.converge.perSecond.toFixed(0)}/s).`,
  );
  console.log(`Kept in ${await keepRun("webhooks", run)}`);
  await world.close();
  await simulator.close();
}

await main();
