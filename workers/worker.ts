import { setMaxListeners } from "node:events";
import { contextFor, SYSTEM, type Ctx, type World } from "@/lib/context";
import { newId, uuidv7 } from "@/lib/kernel/ids";
import { beat } from "@/lib/platform/lease";
import { processDueEvents } from "@/lib/stripe";
import { deliverOutbox } from "./jobs/deliver-outbox";
import { runJob } from "./run-job";
import { TIMETABLE } from "./timetable";

const BUSY_MS = 250;
const IDLE_MS = 500;
const BEAT_MS = 1_000;
const TIMETABLE_MS = 1_000;
const BATCH = 50;
/** More of Stripe's events at once: those that ask for the same are done once, which the more show the better. */
const INBOX_BATCH = 200;

/** A running worker. */
export interface Worker {
  /** Lets what is being done finish, takes nothing new. Stopping twice is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts everything that runs by itself in one process: the sweep of the quota, the two queues of record, the timetable,
 * and the beat by which readiness is told. Any number of workers may run; leases and row locks share the work.
 */
export async function startWorker(world: World): Promise<Worker> {
  const holder = `worker-${uuidv7()}`;
  const startedAt = new Date();
  const stopping = new AbortController();
  // One listener for each loop that rests; there are more of them than Node finds usual.
  setMaxListeners(0, stopping.signal);
  const context = (): Ctx => contextFor(world, { actor: SYSTEM, requestId: newId("request") });
  await world.quota.start();
  const loops = [
    loop(world, "heartbeat", stopping.signal, async () => {
      await beat(world.db, "worker", startedAt);
      return BEAT_MS;
    }),
    loop(world, "inbox", stopping.signal, async () =>
      pauseAfter(await processDueEvents(context(), INBOX_BATCH), INBOX_BATCH),
    ),
    loop(world, "outbox", stopping.signal, async () => pauseAfter(await deliverOutbox(context(), BATCH))),
    // Each job in a loop of its own: a slow one must not hold up the others.
    ...TIMETABLE.map((job) =>
      loop(world, job.name, stopping.signal, async () => {
        await runJob(world, job, holder);
        return Math.max(TIMETABLE_MS, (job.everySeconds * 1_000) / 2);
      }),
    ),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** A full batch has left more behind, so there is no rest after it. */
const pauseAfter = (taken: number, batch = BATCH): number => (taken === batch ? 0 : taken > 0 ? BUSY_MS : IDLE_MS);

/** Does one step after another until it is told to stop; a step says how long to rest. A failure rests and goes on. */
async function loop(world: World, name: string, stopping: AbortSignal, step: () => Promise<number>): Promise<void> {
  while (!stopping.aborted) {
    const pause = await step().catch((error: unknown) => {
      world.log.warn({ loop: name, err: error }, "a step of the worker failed");
      return BEAT_MS;
    });
    await rest(pause, stopping);
  }
}

function rest(ms: number, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      stopping.removeEventListener("abort", done);
      resolve();
    }
    stopping.addEventListener("abort", done);
  });
}
