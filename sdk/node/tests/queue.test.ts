import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Weir, type Problem, type QueuedEvent, type QueueOptions } from "../src/index.js";
import { answering, cut, json, listenAndClose, problem, type Heard, type Step } from "./stand-in";

// Pauses between attempts are real, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

const weirs: Weir[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const weir of weirs.splice(0)) await weir.close({ timeoutMs: 1 });
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function queueing(baseUrl: string, queue: QueueOptions = {}): Weir {
  const weir = new Weir({ apiKey: "weir_test_0000_secret", baseUrl, queue: { onProblem: () => undefined, ...queue } });
  weirs.push(weir);
  return weir;
}

function folder(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "weir-track-"));
  folders.push(directory);
  return directory;
}

const eventsOf = (heard: Heard | undefined): QueuedEvent[] => (heard?.body as { events: QueuedEvent[] }).events;
const problemOf = (status: number, code: string): Problem => ({
  type: "about:blank",
  title: code,
  status,
  detail: `${code} happened.`,
  code: code as Problem["code"],
});

/** Answers each event of a batch: by its key, else 201. */
const deciding =
  (answers: Record<string, [status: number, code: string]> = {}): Step =>
  (response, heard) => {
    const results = eventsOf(heard).map(({ idempotencyKey }, index) => {
      const [status, code] = answers[idempotencyKey] ?? [201, ""];
      return { index, status, ...(code ? { error: problemOf(status, code) } : { data: {} }) };
    });
    json(200, { results })(response, heard);
  };

const PATIENT = { timeoutMs: 20_000 };
const HOUR = 3_600_000;

describe.each(["on disk", "in memory"])("track, %s", (where) => {
  const place = (): QueueOptions => (where === "on disk" ? { directory: folder() } : {});

  it("resolves when the event is queued, and sends it later with its moment", async () => {
    const { heard, baseUrl } = await answering(deciding());
    const weir = queueing(baseUrl, { ...place(), intervalMs: HOUR });
    const before = new Date().toISOString();
    const tracked = await weir.track({ meter: "api_calls", units: 3, key: "job-1", organization: "cust-9" });
    expect(tracked).toEqual({ key: "job-1", durable: where === "on disk" });
    await weir.track({ meter: "api_calls", occurredAt: "2026-11-01T00:00:00Z" });
    expect(heard).toEqual([]);
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    const [first, second] = eventsOf(heard[0]);
    expect(first).toMatchObject({ meter: "api_calls", units: 3, idempotencyKey: "job-1", organization: "cust-9" });
    const moments = [before, first?.occurredAt, new Date().toISOString()];
    expect(moments).toEqual([...moments].sort());
    expect(second).toMatchObject({ units: 1, occurredAt: "2026-11-01T00:00:00Z" });
    expect(second?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("sends when a batch is together, without waiting for the interval, and no more than a batch at once", async () => {
    const { heard, baseUrl } = await answering(deciding());
    const weir = queueing(baseUrl, { ...place(), intervalMs: HOUR, batchSize: 3, stamp: false });
    await Promise.all(Array.from({ length: 7 }, (_, n) => weir.track({ meter: "api_calls", key: `k${n}` })));
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(1);
    await weir.flush(PATIENT);
    expect(Math.max(...heard.map((one) => eventsOf(one).length))).toBeLessThanOrEqual(3);
    expect(heard.flatMap(eventsOf).map(({ idempotencyKey }) => idempotencyKey)).toEqual(
      Array.from({ length: 7 }, (_, n) => `k${n}`),
    );
    expect(heard.flatMap(eventsOf).filter(({ occurredAt }) => occurredAt)).toEqual([]);
  });

  it("sends after the interval by itself", async () => {
    const { heard, baseUrl } = await answering(deciding());
    const weir = queueing(baseUrl, { ...place(), intervalMs: 20 });
    await weir.track({ meter: "api_calls" });
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
  });

  it("repeats with the same key until there is an answer", async () => {
    const { heard, baseUrl } = await answering(cut, cut, problem(503, "UNAVAILABLE"), cut, deciding());
    const weir = queueing(baseUrl, place());
    await weir.track({ meter: "api_calls" });
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(heard).toHaveLength(5);
    expect(new Set(heard.map((one) => JSON.stringify(eventsOf(one)))).size).toBe(1);
  });

  it("tells what is refused, and sends again what is undecided without holding up the rest", async () => {
    const answers = {
      full: [402, "LIMIT_EXCEEDED"],
      invalid: [422, "VALIDATION_ERROR"],
      stuck: [503, "UNAVAILABLE"],
    } as Record<string, [number, string]>;
    const { heard, baseUrl } = await answering(deciding(answers), deciding({}));
    const refused: unknown[] = [];
    const weir = queueing(baseUrl, {
      ...place(),
      intervalMs: HOUR,
      onRefused: async (event, { code }) => refused.push([event.idempotencyKey, code]),
    });
    for (const key of ["fine", "full", "stuck", "invalid", "last"]) await weir.track({ meter: "api_calls", key });
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(refused).toEqual([
      ["full", "LIMIT_EXCEEDED"],
      ["invalid", "VALIDATION_ERROR"],
    ]);
    expect(heard).toHaveLength(2);
    expect(eventsOf(heard[1]).map(({ idempotencyKey }) => idempotencyKey)).toEqual(["stuck"]);
  });

  it("sends what comes after an event that Weir cannot decide", async () => {
    const { heard, baseUrl } = await answering(deciding({ stuck: [503, "UNAVAILABLE"] }));
    const weir = queueing(baseUrl, { ...place(), intervalMs: 20 });
    await weir.track({ meter: "api_calls", key: "stuck" });
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await weir.track({ meter: "api_calls", key: "next" });
    const sent = () => heard.flatMap(eventsOf).map(({ idempotencyKey }) => idempotencyKey);
    await expect.poll(sent, { timeout: 10_000 }).toContain("next");
    await weir.close({ timeoutMs: 1 });
  });

  it("leaves Weir in peace between attempts while nobody takes note of refusals, however many there are", async () => {
    const { heard, baseUrl } = await answering(deciding({ a: [402, "LIMIT_EXCEEDED"], b: [402, "LIMIT_EXCEEDED"] }));
    let listening = false;
    const weir = queueing(baseUrl, {
      ...place(),
      batchSize: 2,
      intervalMs: HOUR,
      onRefused: () => {
        if (!listening) throw new Error("The vendor's database is away.");
      },
    });
    const begun = performance.now();
    await Promise.all(["a", "b"].map((key) => weir.track({ meter: "api_calls", key })));
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(2);
    // Two pauses have passed, the shortest of which are half a second and a whole one.
    expect(performance.now() - begun).toBeGreaterThan(1_400);
    listening = true;
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
  });

  it("keeps an event whose refusal nobody took note of", async () => {
    const { heard, baseUrl } = await answering(deciding({ full: [402, "LIMIT_EXCEEDED"] }));
    let told = 0;
    const problems: string[] = [];
    const weir = queueing(baseUrl, {
      ...place(),
      intervalMs: 20,
      onRefused: () => {
        if ((told += 1) === 1) throw new Error("The vendor's database is away.");
      },
      onProblem: ({ message }) => problems.push(message),
    });
    await weir.track({ meter: "api_calls", key: "full" });
    await expect.poll(() => told, { timeout: 10_000 }).toBe(2);
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(heard).toHaveLength(2);
    expect(problems).toEqual(["The vendor's database is away."]);
  });

  it("keeps everything while its key is not accepted, and says so once", async () => {
    const denied = problem(401, "AUTHENTICATION_ERROR");
    const { heard, baseUrl } = await answering(denied, denied, deciding());
    const problems: string[] = [];
    const weir = queueing(baseUrl, { ...place(), onProblem: ({ message }) => problems.push(message) });
    await weir.track({ meter: "api_calls" });
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(heard).toHaveLength(3);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("AUTHENTICATION_ERROR");
  });

  it("sends less at once when something on the way takes less, and gives up what fits in no request", async () => {
    const narrow: Step = (response, heard) => {
      const tight = eventsOf(heard).length > 2 || eventsOf(heard).some(({ subject }) => subject === "huge");
      if (tight) response.writeHead(413, { "content-type": "text/html" }).end("<h1>Too large</h1>");
      else deciding()(response, heard);
    };
    const { heard, baseUrl } = await answering(narrow);
    const refused: unknown[] = [];
    const weir = queueing(baseUrl, {
      ...place(),
      intervalMs: HOUR,
      onRefused: ({ idempotencyKey }, { status }) => refused.push([idempotencyKey, status]),
    });
    for (const key of ["a", "b", "c", "d"]) await weir.track({ meter: "api_calls", key });
    await weir.track({ meter: "api_calls", key: "e", subject: "huge" });
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(refused).toEqual([["e", 413]]);
    const taken = heard.map(eventsOf).filter((one) => one.length <= 2 && !one.some(({ subject }) => subject));
    expect(taken.flat().map(({ idempotencyKey }) => idempotencyKey)).toEqual(["a", "b", "c", "d"]);
  });

  it("goes on when the listener for problems throws", async () => {
    const { baseUrl } = await answering(problem(401, "AUTHENTICATION_ERROR"), deciding());
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    const weir = queueing(baseUrl, {
      ...place(),
      onProblem: () => {
        throw new Error("The log is away.");
      },
    });
    await weir.track({ meter: "api_calls" });
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(await warned).toMatchObject({
      name: "WeirQueue",
      message: expect.stringContaining("The log is away.") as string,
    });
  });

  it("takes no more than it may hold: rejects, or waits for room", async () => {
    const away = queueing(await listenAndClose(), { ...place(), maxBytes: 300 });
    await away.track({ meter: "api_calls" });
    await expect(
      Promise.all(Array.from({ length: 5 }, () => away.track({ meter: "api_calls" }))),
    ).rejects.toMatchObject({ code: "QUEUE_FULL" });
    const { heard, baseUrl } = await answering(deciding());
    const waiting = queueing(baseUrl, { ...place(), maxBytes: 300, whenFull: "wait", intervalMs: 20 });
    await Promise.all(Array.from({ length: 5 }, () => waiting.track({ meter: "api_calls" })));
    await waiting.flush(PATIENT);
    expect(heard.flatMap(eventsOf)).toHaveLength(5);
    const patient = queueing(await listenAndClose(), { ...place(), maxBytes: 300, whenFull: "wait" });
    await patient.track({ meter: "api_calls" });
    const tracked = patient.track(
      { meter: "api_calls", subject: "x".repeat(100) },
      { signal: AbortSignal.timeout(50) },
    );
    await expect(tracked).rejects.toMatchObject({ code: "ABORTED" });
    const larger = patient.track({ meter: "api_calls", subject: "x".repeat(300) });
    await expect(larger).rejects.toMatchObject({ code: "QUEUE_FULL" });
  });

  it("refuses at once what cannot be right, and everything once it is closed", async () => {
    const weir = queueing(await listenAndClose(), place());
    await expect(weir.track({ meter: "" })).rejects.toThrow(TypeError);
    await expect(weir.track({ meter: "api_calls", units: 1.5 })).rejects.toThrow(TypeError);
    await expect(weir.track({ meter: "api_calls", key: "ä" })).rejects.toThrow(TypeError);
    await expect(weir.track({ meter: "api_calls", key: 7 as unknown as string })).rejects.toThrow(TypeError);
    await expect(weir.track({ meter: "api_calls", properties: { a: "x".repeat(70_000) } })).rejects.toThrow(TypeError);
    await weir.close();
    await expect(weir.track({ meter: "api_calls" })).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
  });

  it("says at the end what is left, and on disk the next process sends it", async () => {
    const options = { ...place(), intervalMs: HOUR };
    const first = queueing(await listenAndClose(), options);
    await first.track({ meter: "api_calls", key: "left" });
    expect(await first.close({ timeoutMs: 50 })).toEqual({ pending: 1 });
    expect(await first.flush(PATIENT)).toEqual({ settled: false, pending: 1 });
    const { heard, baseUrl } = await answering(deciding());
    await queueing(baseUrl, options).flush(PATIENT);
    const sent = heard.flatMap(eventsOf).map(({ idempotencyKey }) => idempotencyKey);
    expect(sent).toEqual(where === "on disk" ? ["left"] : []);
  });
});

describe("a directory", () => {
  it("that cannot be used fails the event, not the process", async () => {
    const file = path.join(folder(), "file");
    fs.writeFileSync(file, "");
    const weir = queueing(await listenAndClose(), { directory: path.join(file, "queue") });
    await expect(weir.track({ meter: "api_calls" })).rejects.toMatchObject({ code: "QUEUE_FAILED" });
    expect(await weir.close()).toEqual({ pending: 0 });
    const ended = queueing(await listenAndClose(), { directory: path.join(file, "queue") });
    expect(await ended.close()).toEqual({ pending: 0 });
  });

  it("that stops taking events is reported also where nobody is told by a throw", async () => {
    const problems: unknown[] = [];
    const directory = folder();
    const weir = new Weir({
      apiKey: "weir_test_0000_secret",
      baseUrl: await listenAndClose(),
      onUnavailable: "allow",
      queue: { directory, intervalMs: HOUR, onProblem: (error) => problems.push((error as { code?: string }).code) },
    });
    weirs.push(weir);
    expect((await weir.checkQuota({ meter: "api_calls" })).admitted).toBe(true);
    await weir.flush({ timeoutMs: 1 });
    fs.rmSync(directory, { recursive: true });
    fs.writeFileSync(directory, "");
    expect((await weir.checkQuota({ meter: "api_calls" })).admitted).toBe(false);
    expect(problems).toContain("QUEUE_FAILED");
  });

  it("is sent from by a process that tracks nothing itself", async () => {
    const directory = folder();
    const first = queueing(await listenAndClose(), { directory });
    await first.track({ meter: "api_calls", key: "orphan" });
    await first.close({ timeoutMs: 1 });
    const { heard, baseUrl } = await answering(deciding());
    queueing(baseUrl, { directory, intervalMs: 20 });
    await expect.poll(() => heard.flatMap(eventsOf).length, { timeout: 10_000 }).toBe(1);
  });
});
