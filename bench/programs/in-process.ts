// A process of its own for what is measured without HTTP: bare statements, bare scripts, and the decision in Redis.
import { createWorld } from "@/lib/context";
import { uuidv7 } from "@/lib/kernel/ids";
import { readClock } from "@/lib/platform/clock";
import { readEnvironment } from "@/lib/platform/env";
import { checkQuota, reconcileQuota, type Quota } from "@/lib/quota";
import { bareRow, columnsOf, INSERT_MANY, INSERT_ONE } from "../bare-rows";
import { conditionalUpdate, contendedRow, rateLimiter, serializable } from "../peers";
import { startMeter, type Sample } from "../sample";
import { callOf, NO_FACTS } from "../tenants";
import { answerJobs } from "./answering";

export type InProcessJob = {
  readonly concurrency: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly keyPrefix: string;
} & (
  | { readonly kind: "insert-one" }
  | { readonly kind: "insert-many"; readonly size: number }
  | { readonly kind: "bare-script" }
  | { readonly kind: "admission"; readonly organization: string; readonly meter: string }
  | { readonly kind: "conditional-update" }
  | { readonly kind: "serializable" }
  | { readonly kind: "rate-limiter" }
  | { readonly kind: "decision"; readonly organizations: readonly string[]; readonly meter: string }
);

type Fence = Quota["engine"]["fences"] extends Map<string, infer F> ? F : never;
type Item = Parameters<Fence["reservations"]["push"]>[0];

const FENCES = 50;
const NOTHING_SCRIPT = { name: "benchNothing", source: "return 1" };
const FINGERPRINT = "3f".repeat(32);
type Limiter = ReturnType<typeof rateLimiter>;

const world = createWorld(readEnvironment(), "bench");
// The clock alone: the sweeper would take the reservations that are never committed here for forgotten ones.
await readClock(world.clock, world.pool);
let numbers = 0;
let limiter: Limiter | undefined;

async function measure(job: InProcessJob, call: (key: string) => Promise<unknown>): Promise<Sample> {
  const meter = startMeter(job.warmUpMs, job.measureMs);
  await Promise.all(
    Array.from({ length: job.concurrency }, async () => {
      while (meter.running()) {
        const sent = performance.now();
        // What fails (a command that timed out, say) is no speed, but no reason to lose the other figures either.
        const failure = await call(`${job.keyPrefix}-${++numbers}`).then(
          () => undefined,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        meter.ended(performance.now() - sent, failure);
      }
    }),
  );
  return meter.sample();
}

async function work(job: InProcessJob): Promise<Sample> {
  switch (job.kind) {
    case "insert-one":
      return measure(job, (key) => world.pool.named(INSERT_ONE, bareRow(numbers % FENCES, key, uuidv7(), numbers)));
    case "insert-many":
      return measure(job, (key) => {
        const rows = Array.from({ length: job.size }, (_, i) => bareRow(0, `${key}-${i}`, uuidv7(), i));
        return world.pool.named(INSERT_MANY, columnsOf(rows));
      });
    case "bare-script":
      return measure(job, () => world.redis.run(NOTHING_SCRIPT, ["bench:{nothing}"], [1]));
    case "decision":
      return decide(job);
    case "admission":
      return measure(job, (key) => admit(job.organization, job.meter, key));
    case "conditional-update":
      return measure(job, (key) => conditionalUpdate(world.pool, contendedRow(key, uuidv7(), numbers)));
    case "serializable":
      return measure(job, (key) => serializable(world.pool, contendedRow(key, uuidv7(), numbers)));
    case "rate-limiter":
      limiter ??= rateLimiter(world.env.REDIS_URL);
      return measure(job, () => (limiter as Limiter)("og_one"));
  }
}

/** The whole of an admission without HTTP: decided, committed, confirmed. */
async function admit(organization: string, meter: string, key: string): Promise<void> {
  const outcome = await checkQuota(world, callOf(organization, meter, key));
  if (!outcome.admitted) throw new Error(outcome.refusal.message);
}

/** The room that a request asks for, through the very queue that requests go through; nothing is committed. */
async function decide(job: Extract<InProcessJob, { kind: "decision" }>): Promise<Sample> {
  const fences = await Promise.all(
    job.organizations.map((organization) => readyFence(organization, job.meter, job.keyPrefix)),
  );
  let turn = 0;
  const sample = await measure(job, async (key) => {
    const fence = fences[turn++ % fences.length] as Fence;
    const verdict = await fence.reservations.push(itemOf(fence, key));
    if (verdict.kind !== "OK") throw new Error(`The decision was ${verdict.kind}, not OK.`);
  });
  for (const organization of job.organizations) await reconcileQuota(world, organization);
  return sample;
}

async function readyFence(organizationId: string, meter: string, prefix: string): Promise<Fence> {
  await admit(organizationId, meter, `${prefix}-first-${++numbers}`);
  const fence = world.quota.engine.fences.get(`${organizationId}\nPROD\n${meter}`);
  if (!fence) throw new Error("The fence is not where it was expected.");
  return fence;
}

const itemOf = (fence: Fence, key: string): Item => ({
  kind: "event",
  fence,
  key,
  fingerprint: FINGERPRINT,
  units: 1,
  reserve: 1,
  occurredAt: null,
  refuse: null,
  id: uuidv7(),
  newHold: null,
  holdExpiresAt: null,
  hold: null,
  facts: NO_FACTS,
  answer: () => "",
});

answerJobs(work);
