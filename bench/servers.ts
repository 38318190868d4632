import { createWorld } from "@/lib/context";
import { readEnvironment } from "@/lib/platform/env";
import { postgresProcesses } from "./cpu-time";

/** The servers that all cases share, as the system and their versions name them. */
export interface SharedServers {
  readonly redisVersion: string;
  readonly redisPid: number | null;
  /** The process whose children serve the database. */
  readonly postgresPid: number | null;
}

const FACTS = {
  name: "benchFacts",
  source: "return {redis.REDIS_VERSION or 'unknown', redis.call('INFO', 'server')}",
};

/** Asks Redis and Postgres who they are. */
export async function askServers(): Promise<SharedServers> {
  const world = createWorld(readEnvironment(), "bench-servers");
  try {
    const [version, about] = (await untilKnown(() => world.redis.run(FACTS, ["bench:{facts}"], []))) as string[];
    const pid = /^process_id:(\d+)\r?$/m.exec(about ?? "")?.[1];
    return {
      redisVersion: version ?? "unknown",
      redisPid: pid === undefined ? null : Number(pid),
      postgresPid: await postgresProcesses(world.pool),
    };
  } finally {
    await world.close();
  }
}

/** The connection refuses commands until it is up. */
async function untilKnown<T>(ask: () => Promise<T>, triesLeft = 100): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (triesLeft === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return untilKnown(ask, triesLeft - 1);
  }
}
