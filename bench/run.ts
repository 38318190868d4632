// `npm run bench`: how much of the speed of the bare parts is left when the quota stands on them. Ratios within one run.
import { bundlePrograms, PROFILES } from "./bundles";
import { comparisons, type Case, type Comparison, type Parts } from "./cases";
import { halfLoads } from "./half-load";
import { readOptions, type Options } from "./options";
import { startNext, startServer, startWorker } from "./processes";
import { readProcessorTime, type ProcessorTime } from "./cpu-time";
import type { InProcessJob } from "./programs/in-process";
import type { LoadJob } from "./programs/load-driver";
import { halfLoadLine, keep, machine, table } from "./report";
import { lineOf, measureGroup, type Costed, type Line } from "./rounds";
import type { Sample } from "./sample";
import { askServers, type SharedServers } from "./servers";
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

/** Reads the processor time of every process that takes part. */
function timeReader(parts: Parts, servers: SharedServers): () => Promise<ProcessorTime> {
  const named = [
    { name: "gateway", pid: parts.gateway.pid },
    { name: "bare server", pid: parts.bare.pid },
    ...(parts.next ? [{ name: "next", pid: parts.next.pid }] : []),
    { name: "in process", pid: parts.inProcess.pid },
    { name: "client", pid: parts.driver.pid },
    ...(servers.redisPid === null ? [] : [{ name: "redis", pid: servers.redisPid }]),
  ];
  return () => readProcessorTime(named, servers.postgresPid);
}

const wanted = (all: readonly Comparison[], only: readonly string[]): Comparison[] =>
  all.filter(
    ({ name, group }) => only.length === 0 || only.some((word) => name.startsWith(word) || group.startsWith(word)),
  );

/** Measures group by group. A group that fails is reported, and the run with it; the others keep their figures. */
async function measureAll(
  chosen: readonly Comparison[],
  options: Options,
  readTime: () => Promise<ProcessorTime>,
): Promise<{ lines: Line[]; measured: Map<Case, readonly Costed[]> }> {
  const measured = new Map<Case, readonly Costed[]>();
  const lines: Line[] = [];
  for (const group of new Set(chosen.map((c) => c.group))) {
    const ofGroup = chosen.filter((c) => c.group === group);
    try {
      const samples = await measureGroup(
        [...new Set(ofGroup.flatMap((c) => [c.subject, c.control]))],
        options.pace,
        readTime,
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
  const servers = await askServers();
  const load = machine({ redis: servers.redisVersion });
  const parts = await startParts(options);
  try {
    const all = comparisons(parts);
    const chosen = wanted(all.lines, options.only);
    if (chosen.length === 0) throw new Error(`No line or group begins with ${options.only.join(" or ")}.`);
    if (!parts.next) say("Without a build of the web (npm run build), or not asked for: Next is left out.");
    const readTime = timeReader(parts, servers);
    const { lines, measured } = await measureAll(chosen, options, readTime);
    const halves = await halfLoads(parts, all.paced, measured, options.pace, readTime, say);
    say(`\n${table(lines)}\n`);
    for (const half of halves) say(halfLoadLine(half));
    if (options.profile) return say(`Profile of ${options.profile}: ${PROFILES}`);
    say(
      `Kept in ${await keep({ at, options, machine: { ...load, ...parts.tenants.postgres }, lines, halfLoads: halves, measured })}`,
    );
  } finally {
    await parts.stop();
  }
}

await main();
