import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FileStore } from "../src/queue/file-store.js";

// Pauses between attempts are real, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

const CHILD = path.join(import.meta.dirname, "tracking-child.mjs");
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

function folder(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "weir-queue-"));
  undo.push(() => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function store(directory: string): Promise<FileStore> {
  const opened = new FileStore({ directory, fsync: true });
  undo.push(() => opened.close());
  await opened.start();
  return opened;
}

const segments = (directory: string): string[] =>
  fs
    .readdirSync(directory)
    .filter((file) => file.endsWith(".ndjson"))
    .sort();

/** All lines that the store hands out, each segment dropped after it was read. */
async function drained(from: FileStore): Promise<string[]> {
  const lines: string[] = [];
  for (let segment = await from.take(); segment; segment = await from.take()) {
    lines.push(...segment.lines);
    await segment.drop();
  }
  return lines;
}

/** A process that tracks. `command` may wrap it. */
function tracking(directory: string, command: string[] = [], count = 100_000) {
  const [program = process.execPath, ...args] = [...command, process.execPath, CHILD, directory, String(count)];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  undo.push(() => child.kill("SIGKILL"));
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString()));
  const promised = (): string[] =>
    said
      .split("\n")
      .slice(0, -1)
      .filter((line) => /^\d+-\d+$/.test(line));
  const until = (enough: () => boolean) => expect.poll(enough, { timeout: 20_000, interval: 10 }).toBe(true);
  const kill = async (): Promise<void> => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return { child, promised, until, kill, said: () => said };
}

const keyOf = (line: string): string =>
  (JSON.parse(line) as { event: { idempotencyKey: string } }).event.idempotencyKey;

describe("the queue's files", () => {
  it("hold what was appended until it is dropped, in order", async () => {
    const directory = folder();
    const first = await store(directory);
    await Promise.all(["a", "b", "c"].map((line) => first.append(line)));
    expect((await first.take())?.lines).toEqual(["a", "b", "c"]);
    await first.append("d");
    await first.close();
    const second = await store(directory);
    expect(second.events).toBe(4);
    expect((await drained(second)).sort()).toEqual(["a", "b", "c", "d"]);
    expect([second.bytes, second.events, segments(directory)]).toEqual([0, 0, []]);
  });

  it("leave out a last line that was cut off", async () => {
    const directory = folder();
    const first = await store(directory);
    await first.append("whole");
    const [file = ""] = segments(directory);
    fs.appendFileSync(path.join(directory, file), '{"event":{"meter":"ap');
    await first.close();
    expect(await drained(await store(directory))).toEqual(["whole"]);
  });

  it("lose nothing when a living owner is taken for dead", async () => {
    const directory = folder();
    const stalled = await store(directory);
    await stalled.append("before");
    // What a taker does first. The owner has the file open and knows nothing of it.
    const [file = ""] = segments(directory);
    const taken = path.join(directory, "taken");
    fs.renameSync(path.join(directory, file), taken);
    await stalled.append("after");
    expect(fs.readFileSync(taken, "utf8")).toContain("before\n");
    expect(await drained(stalled)).toEqual(["after"]);
    expect([stalled.bytes, stalled.events]).toEqual([0, 0]);
  });

  it("of a living process are left alone, those of a killed one are taken, with every event it was promised", async () => {
    const directory = folder();
    const { promised, until, kill } = tracking(directory);
    await until(() => promised().length > 200);
    const other = await store(directory);
    expect(other.events).toBe(0);
    await kill();
    await other.adopt();
    const kept = new Set((await drained(other)).map(keyOf));
    expect(promised().filter((key) => !kept.has(key))).toEqual([]);
    expect(segments(directory)).toEqual([]);
    expect(fs.readdirSync(directory)).toHaveLength(1);
  });

  it("survive a disk that takes half a line: what was promised is whole, and the rest is said to have failed", async () => {
    const directory = folder();
    const blocks = 8;
    const limited = tracking(directory, ["bash", "-c", `ulimit -f ${blocks}; exec "$@"`, "limited"]);
    await limited.until(() => segments(directory).length > 3);
    await limited.kill();
    const other = await store(directory);
    const lines = (await drained(other)).map(keyOf);
    expect(limited.promised().length).toBeGreaterThan(20);
    expect(limited.promised().filter((key) => !lines.includes(key))).toEqual([]);
  });

  it("do not pile up on a disk that takes nothing", async () => {
    const directory = folder();
    const limited = tracking(directory, ["bash", "-c", `ulimit -f 1; exec "$@"`, "limited"], 200);
    await limited.until(() => /failed \d+/.test(limited.said()));
    await limited.kill();
    expect(limited.said()).not.toContain("failed 0\n");
    const promised = new Set(limited.promised());
    const kept = segments(directory).map((file) =>
      fs.readFileSync(path.join(directory, file), "utf8").split("\n").slice(0, -1),
    );
    for (const lines of kept) expect(lines.map(keyOf).filter((key) => promised.has(key))).not.toEqual([]);
  });

  it("are shared by two queues of one process without a quarrel", async () => {
    const directory = folder();
    const [one, two] = [await store(directory), await store(directory)];
    await Promise.all([one.append("1"), two.append("2")]);
    await one.adopt();
    await two.adopt();
    expect([await drained(one), await drained(two)]).toEqual([["1"], ["2"]]);
  });
});
