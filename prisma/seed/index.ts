// Seeds this deployment: node dist/seed.mjs [--empty] [--json-out FILE]. See README.md beside this file.
import { parseArgs } from "node:util";
import { createWorld, type RunningWorld } from "@/lib/context";
import { readEnvironment, type Environment } from "@/lib/platform/env";
import { writePrivately } from "./demo-keys";
import { ensureOperator } from "./operator";
import { seedCharacters, seedEmpty } from "./seed";
import { PlainStop } from "./stop";

const REDIS_PATIENCE_MS = 3_000;
const POLL_MS = 10;

const startedAt = performance.now();
const say = (text: string): void =>
  console.log(`[${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s] ${text}`);

function readFlags(): { empty: boolean; jsonOut: string | undefined } {
  const { values } = parseArgs({
    options: { empty: { type: "boolean", default: false }, "json-out": { type: "string" } },
  });
  return { empty: values.empty, jsonOut: values["json-out"] };
}

/** The settings, with no log lines among the progress but those about something that went wrong. */
function settings(): Environment {
  const env = readEnvironment();
  return { ...env, LOG_LEVEL: env.LOG_LEVEL === "silent" ? "silent" : "warn" };
}

/** The quota is exact without Redis and faster with it: a moment is given to the connection. */
async function warmUp(world: RunningWorld): Promise<void> {
  await world.quota.start();
  const deadline = performance.now() + REDIS_PATIENCE_MS;
  while (world.redis.token() === null && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

async function main(): Promise<void> {
  const { empty, jsonOut } = readFlags();
  const world = createWorld(settings(), "seed");
  try {
    await warmUp(world);
    const seeded = empty ? await seedEmpty(world, say) : await seedCharacters(world, say);
    if (empty || seeded.logins.length === 0) say(await ensureOperator(world, process.env));
    if (jsonOut) writePrivately(jsonOut, JSON.stringify(seeded, null, 2) + "\n");
    say("done");
  } finally {
    await world.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof PlainStop ? `\n${error.message}\n` : error);
  process.exit(1);
}
