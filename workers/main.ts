import { createWorld, type RunningWorld } from "@/lib/context";
import { readEnvironment } from "@/lib/platform/env";
import { startWorker, type Worker } from "./worker";

const STOP_WITHIN_MS = 10_000;
const AGAIN_MS = 1_000;

/** The worker's process: waits for the database, works until SIGTERM or SIGINT, finishes what it has in hand, and ends. */
async function main(): Promise<void> {
  const world = createWorld(readEnvironment(), "worker");
  let told = false;
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        told = true;
        world.log.info({ signal }, "the worker is stopping");
        setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
        resolve();
      });
    }
  });
  const worker = await startWhenReachable(world, () => told);
  if (worker) {
    world.log.info("the worker is at work");
    await stopped;
    await worker.stop();
  }
  await world.close();
}

/** Starts once the database answers; null when told to stop before that. */
async function startWhenReachable(world: RunningWorld, told: () => boolean): Promise<Worker | null> {
  while (!told()) {
    try {
      return await startWorker(world);
    } catch (error) {
      world.log.error({ err: error }, "the worker cannot start yet; trying again");
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
  return null;
}

await main();
