// `npm run bench -- auth`: what it costs to know who calls, by API key, by access token and by session, beside a handler that
// asks nobody. In process, over the very doors; no socket, so that what is compared is not hidden by HTTP.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createApiKey } from "@/lib/access";
import { createActivationCode, redeemActivationCode } from "@/lib/activation";
import { localIdentity } from "@/lib/auth";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Ctx } from "@/lib/context";
import { contract, ok, route, useWorld, type Handler } from "@/lib/http";
import { newId } from "@/lib/kernel/ids";
import { readEnvironment } from "@/lib/platform/env";
import { createOrganization, signUp } from "@/lib/tenancy";
import { keepRun, machine } from "./report";
import { median, quantile } from "./statistics";

const ANSWER = z.object({ data: z.object({ ok: z.literal(true) }) });
const about = (access: Parameters<typeof contract>[0]["access"]) =>
  contract({
    method: "GET",
    path: "/v1/bench",
    operationId: "bench",
    summary: "Answers and does nothing",
    access,
    // Otherwise the limit of requests a minute would be measured.
    metering: true,
    answers: { 200: { description: "Yes", schema: ANSWER } },
  });
const nothing = () => Promise.resolve(ok({ ok: true }));
const open = route(about({ kind: "open" }), nothing);
const guarded = route(about({ kind: "caller", permission: "usage:read" }), nothing);

interface Way {
  readonly name: string;
  readonly handler: Handler;
  /** Headers of the requests, each in turn: of as many callers as a busy door would know. */
  readonly headers: readonly Readonly<Record<string, string>>[];
}

const CALLERS = 20;

async function layCallers(ctx: Ctx): Promise<{ keys: string[]; tokens: string[]; cookies: string[] }> {
  const keys: string[] = [];
  const tokens: string[] = [];
  const cookies: string[] = [];
  for (let i = 0; i < CALLERS; i++) {
    const { id } = await createOrganization(ctx, { name: `Caller ${i}` });
    const own = { ...ctx, organization: id };
    keys.push((await createApiKey(own, { name: "bench", scopes: ["usage:read"] })).text);
    const { text } = await createActivationCode(own, { domain: "shop.example" });
    tokens.push((await redeemActivationCode(ctx, { code: text, origin: null, stated: null })).accessToken);
    const person = { email: `caller-${i}@example.test`, password: "a long password of the bench" };
    await signUp(ctx, { ...person, name: `Caller ${i}` });
    const outcome = await localIdentity(ctx).signIn(person);
    if (!outcome.signedIn) throw new Error("a sign-in was refused");
    cookies.push(outcome.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; "));
  }
  return { keys, tokens, cookies };
}

const context = { params: Promise.resolve({}) };

/** Milliseconds of each call, one after the other. */
async function turn({ handler, headers }: Way, calls: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < calls; i++) {
    const request = new Request("http://weir.test/v1/bench", { headers: headers[i % headers.length] });
    const began = performance.now();
    const { status } = await handler(request, context);
    taken.push(performance.now() - began);
    if (status !== 200) throw new Error(`a call was answered with ${status}`);
  }
  return taken;
}

interface Measured {
  readonly name: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** How many times the empty handler's median, round by round: a few calls that met a busy moment would rule a mean. */
  readonly ratio: { readonly median: number; readonly least: number; readonly most: number };
}

async function measure(ways: readonly Way[], rounds: number, calls: number): Promise<Measured[]> {
  for (const way of ways) await turn(way, calls);
  const samples = new Map<string, number[][]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // Every other round backwards, so that a busy moment meets both sides.
    for (const way of round % 2 === 0 ? ways : [...ways].reverse()) samples.get(way.name)?.push(await turn(way, calls));
  }
  const control = samples.get(ways[0]?.name ?? "") ?? [];
  return ways.map(({ name }) => {
    const mine = samples.get(name) ?? [];
    const all = mine.flat();
    const ratios = mine.map((taken, round) => median(taken) / median(control[round] ?? taken));
    return {
      name,
      p50Ms: median(all),
      p95Ms: quantile(all, 0.95),
      ratio: { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) },
    };
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { calls: { type: "string", default: "2000" }, rounds: { type: "string", default: "7" } },
  });
  const at = new Date().toISOString();
  const load = machine({});
  const world = createWorld(readEnvironment({ ...process.env, LOG_LEVEL: "silent" }), "bench");
  useWorld(world);
  await world.quota.start();
  const ctx = contextFor(world, { actor: SYSTEM, requestId: newId("request") });
  await applyCatalog(ctx, parseCatalog(await readFile("prisma/seed/catalog.yaml", "utf8")));
  const { keys, tokens, cookies } = await layCallers(ctx);
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  const ways: Way[] = [
    { name: "empty handler", handler: open, headers: [{}] },
    { name: "API key", handler: guarded, headers: keys.map(bearer) },
    { name: "access token", handler: guarded, headers: tokens.map(bearer) },
    { name: "session", handler: guarded, headers: cookies.map((cookie) => ({ cookie })) },
  ];
  const measured = await measure(ways, Number(values.rounds), Number(values.calls));
  for (const { name, p50Ms, p95Ms, ratio } of measured)
    console.log(
      `${name.padEnd(14)} p50 ${p50Ms.toFixed(3)} ms, p95 ${p95Ms.toFixed(3)} ms, ${ratio.median.toFixed(2)}× (${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)})`,
    );
  console.log(`Kept in ${await keepRun("auth", { at, machine: load, callers: CALLERS, measured })}`);
  await world.close();
}

await main();
