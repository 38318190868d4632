// `npm run bench`: how much of the speed of the bare parts is left when the quota stands on them. Ratios within one run.
import { createWorld } from "@/lib/context";
import { readEnvironment } from "@/lib/platform/env";
import { bundlePrograms, PROFILES } from "./bundles";
import { comparisons, overHttp, usageOverAll, type Case, type Comparison, type Parts } from "./cases";
import { readOptions, type Options } from "./options";
import { startNext, startServer, startWorker } from "./processes";
import type { InProcessJob } from "./programs/in-process";
import type { LoadJob } from "./programs/load-driver";
import { keep, machine, table, type HalfLoad } from "./report";
import { lineOf, measureGroup, summary, type Line } from "./rounds";
import type { Sample } from "./sample";
import { layTenants } from "./tenants";

const say = (line: string): void => console.log(line);

async function startParts(options: Options): Promise<Parts & { stop(): Promise<void> }> {
  await bundlePrograms();
  const tenants = await layTenants();
  const started: { stop(): Promise<void> }[] = [];
  const begun = async <P extends { stop(): Promise<void> } | null>(part: Promise<P>): Promise<P> => {
    const there = await part;
    if (there) started.push(there);
    return there;
  };
  const stop = async (): Promise<void> => void (await Promise.allSettled(started.map((part) => part.stop())));
  try {
    const wantsNext = options.only.length === 0 || options.only.some((name) => name.startsWith("next"));
    return {
      tenants,
      driver: await begun(startWorker<LoadJob, Sample>("load-driver", options.profile)),
      inProcess: await begun(startWorker<InProcessJob, Sample>("in-process", options.profile)),
      gateway: await begun(startServer("gateway", "GATEWAY_PORT", options.profile)),
      bare: await begun(startServer("bare-server", "PORT", options.profile)),
      next: wantsNext ? await begun(startNext().catch(unusable)) : null,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A build of the web that does not start costs its own lines only. */
function unusable(error: unknown): null {
  say(`The build of the web does not start: ${String(error)}`);
  return null;
}

const wanted = (all: readonly Comparison[], only: readonly string[]): Comparison[] =>
  all.filter(
    ({ name, group }) => only.length === 0 || only.some((word) => name.startsWith(word) || group.startsWith(word)),
  );

/** Latency is only worth something while the server keeps up: half of what it can do, sent at an even pace. */
async function halfLoad(
  parts: Parts,
  measured: ReadonlyMap<Case, readonly Sample[]>,
  options: Options,
): Promise<HalfLoad | null> {
  const full = [...measured].find(([one]) => one.name === "one event, 50 organizations");
  if (!full) return null;
  const ratePerSecond = Math.floor(summary(full[1]).perSecond / 2);
  const paced = overHttp(parts, "half load", usageOverAll(parts), ratePerSecond);
  const samples = [
    ...((
      await measureGroup(
        [paced],
        { ...options.pace, turns: 1, measureMs: options.pace.measureMs * options.pace.turns },
        say,
      )
    ).get(paced) ?? []),
  ];
  const { p50Ms, p99Ms } = summary(samples);
  return { ratePerSecond, samples, p50Ms, p99Ms };
}

async function redisVersion(): Promise<string> {
  const world = createWorld(readEnvironment(), "bench-version");
  try {
    const answer = await untilKnown(() =>
      world.redis.run(
        { name: "benchVersion", source: "return redis.REDIS_VERSION or 'unknown'" },
        ["bench:{version}"],
        [],
      ),
    );
    return String(answer);
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

/** Measures group by group. A group that fails is reported, and the run with it; the others keep their figures. */
async function measureAll(
  chosen: readonly Comparison[],
  options: Options,
): Promise<{ lines: Line[]; measured: Map<Case, readonly Sample[]> }> {
  const measured = new Map<Case, readonly Sample[]>();
  const lines: Line[] = [];
  for (const group of new Set(chosen.map((c) => c.group))) {
    const ofGroup = chosen.filter((c) => c.group === group);
    try {
      const samples = await measureGroup(
        [...new Set(ofGroup.flatMap((c) => [c.subject, c.control]))],
        options.pace,
        say,
      );
      for (const [one, taken] of samples) measured.set(one, [...(measured.get(one) ?? []), ...taken]);
      lines.push(...ofGroup.map((c) => lineOf(c, samples)));
    } catch (error) {
      process.exitCode = 1;
      say(`${group} was not measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { lines, measured };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const at = new Date().toISOString();
  const load = machine({ redis: await redisVersion() });
  const parts = await startParts(options);
  try {
    const chosen = wanted(comparisons(parts), options.only);
    if (chosen.length === 0) throw new Error(`No line or group begins with ${options.only.join(" or ")}.`);
    if (!parts.next) say("Without a build of the web (npm run build), or not asked for: Next is left out.");
    const { lines, measured } = await measureAll(chosen, options);
    const half = await halfLoad(parts, measured, options);
    say(`\n${table(lines)}\n`);
    if (half)
      say(
        `Half load (${half.ratePerSecond} a second, evenly paced): p50 ${half.p50Ms.toFixed(1)} ms, p99 ${half.p99Ms.toFixed(1)} ms`,
      );
    if (options.profile) return say(`Profile of ${options.profile}: ${PROFILES}`);
    say(
      `Kept in ${await keep({ at, options, machine: { ...load, ...parts.tenants.postgres }, lines, halfLoad: half, measured })}`,
    );
  } finally {
    await parts.stop();
  }
}

await main();
