// `npm run bench -- soak`: a million events through one gateway. What it keeps in memory, and what it leaves on disk.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { createWorld } from "@/lib/context";
import { readEnvironment } from "@/lib/platform/env";
import { bundleOf, bundlePrograms, PROJECT } from "./bundles";
import { footprint, position, type Footprint } from "./footprint";
import { end, freePort, healthy, startWorker } from "./processes";
import type { LoadJob } from "./programs/load-driver";
import type { Memory } from "./programs/memory";
import { keepRun, machine } from "./report";
import type { Sample } from "./sample";
import { layTenants, METER, type Tenants } from "./tenants";

const SEGMENT_MS = 10_000;
const BATCH = 100;
/** Until then pools, plans and the bounded memories of the process fill; the slope is taken over the rest. */
const SETTLED_AFTER = 0.25;
const MIB = 2 ** 20;

interface Point extends Memory {
  readonly events: number;
  readonly perSecond: number;
  readonly kind: "single" | "batch";
}

/** The gateway as it is shipped, with a listener that measures it. */
async function startGateway(): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const env = {
    ...process.env,
    NODE_ENV: "production",
    WEIR_ALLOW_LOCAL_IDENTITY: "1",
    LOG_LEVEL: "warn",
    GATEWAY_PORT: String(port),
  } as const;
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--import", `file://${bundleOf("memory")}`, bundleOf("gateway")],
    { cwd: PROJECT, env, stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  await healthy(child, port, "the gateway");
  return { child, port };
}

async function memoryOf(child: ChildProcess): Promise<Memory> {
  const answer = once(child, "message");
  child.send("memory");
  const [memory] = (await answer) as [Memory];
  return memory;
}

const jobOf = (tenants: Tenants, port: number, segment: number, kind: Point["kind"]): LoadJob => ({
  port,
  method: "POST",
  path: kind === "batch" ? "/v1/usage/batch" : "/v1/usage",
  connections: kind === "batch" ? 4 : 32,
  apiKeys: tenants.apiKeys,
  body: kind === "batch" ? { kind: "batch", meter: METER.one, size: BATCH } : { kind: "event", meter: METER.one },
  expected: kind === "batch" ? 200 : 201,
  warmUpMs: 0,
  measureMs: SEGMENT_MS,
  rate: null,
  keyPrefix: `soak-${segment}`,
});

/** Bytes that each further event leaves, by least squares. */
function slope(points: readonly Point[], of: (point: Point) => number): number {
  const n = points.length;
  const meanX = points.reduce((sum, p) => sum + p.events, 0) / n;
  const meanY = points.reduce((sum, p) => sum + of(p), 0) / n;
  const above = points.reduce((sum, p) => sum + (p.events - meanX) * (of(p) - meanY), 0);
  return above / points.reduce((sum, p) => sum + (p.events - meanX) ** 2, 0);
}

const mib = (bytes: number): string => (bytes / MIB).toFixed(1);

function report(points: readonly Point[], left: Footprint): string {
  const rows = points.map(
    (p) =>
      `| ${p.events.toLocaleString("en-US")} | ${p.kind} | ${Math.round(p.perSecond).toLocaleString("en-US")}/s | ${mib(p.heapUsed)} | ${mib(p.external)} | ${mib(p.rss)} |`,
  );
  return [
    "| events | kind | speed | heap, MiB | external, MiB | resident, MiB |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
    ...Object.entries(left).map(([name, value]) => `${name}: ${value.toFixed(1)}`),
  ].join("\n");
}

const { values } = parseArgs({ options: { events: { type: "string", default: "1000000" } } });
const wanted = Number(values.events);
const at = new Date().toISOString();
const before = machine({});
await bundlePrograms();
const tenants = await layTenants();
const world = createWorld(readEnvironment(), "bench-soak");
const driver = await startWorker<LoadJob, Sample>("load-driver", null);
const gateway = await startGateway();
try {
  const points: Point[] = [];
  const from = await position(world);
  let events = 0;
  for (let segment = 0; events < wanted; segment++) {
    const kind = segment % 2 === 0 ? "single" : "batch";
    const sample = await driver.ask(jobOf(tenants, gateway.port, segment, kind));
    if (Object.keys(sample.others).length > 0) console.log(`other answers: ${JSON.stringify(sample.others)}`);
    const each = kind === "batch" ? BATCH : 1;
    events += sample.count * each;
    points.push({ ...(await memoryOf(gateway.child)), events, perSecond: sample.perSecond * each, kind });
    console.log(JSON.stringify(points.at(-1)));
  }
  const left = await footprint(world, from, tenants.organizations[0] ?? "");
  const settled = points.filter((p) => p.events >= wanted * SETTLED_AFTER);
  const heap = slope(settled, (p) => p.heapUsed);
  const resident = slope(settled, (p) => p.rss);
  console.log(`\n${report(points, left)}\n`);
  console.log(
    `After the first ${SETTLED_AFTER * 100} %: ${heap.toFixed(2)} bytes of heap and ${resident.toFixed(2)} bytes resident for each further event.`,
  );
  console.log(
    `Kept in ${await keepRun("soak", { at, machine: { ...before, ...tenants.postgres }, points, heap, resident, left })}`,
  );
} finally {
  await end(gateway.child);
  await driver.stop();
  await world.close();
}
