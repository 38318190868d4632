import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { assignPlanByHand } from "@/lib/billing";
import { ALLOWANCE, current, losingAnswers, PATIENT_MS, runningGateway, soon } from "./sdk.fixture";

const { as, clientOf, customer, deploymentKey, url } = runningGateway();
const CHILD = path.resolve("sdk/node/tests/tracking-child.mjs");
const PATIENT = { timeoutMs: PATIENT_MS };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "weir-track-"));
  folders.push(directory);
  return directory;
}

/** What a process that tracks while Weir is away was promised, until it was killed in the middle of it. */
async function killedWhileTracking(directory: string, atLeast: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, directory], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const ended = once(child, "exit");
  child.stdout.on("data", (part: Buffer) => (said += part.toString()));
  try {
    await expect.poll(() => said.split("\n").length, soon).toBeGreaterThan(atLeast);
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
  return said.split("\n").slice(0, -1);
}

describe("track, against the metering API", () => {
  it("counts every event that a killed process was promised, once each, although answers get lost", async () => {
    const { id, apiKey, weir } = await customer("Killed");
    await assignPlanByHand(as(id), id, "PRO", { reason: "The customer has paid." });
    const directory = folder();
    const promised = await killedWhileTracking(directory, 300);
    const proxy = await losingAnswers(url());
    proxy.lose(2);
    const next = clientOf(apiKey, { baseUrl: proxy.url, queue: { directory, batchSize: 100 } });
    try {
      expect(await next.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    } finally {
      await next.close();
      await proxy.close();
    }
    expect(fs.readdirSync(directory)).toEqual([]);
    const before = (await current(weir)) ?? 0;
    // Each of them is known: sending it again under its key brings the first answer.
    const again = await Promise.all(
      promised.map((key) => weir.checkQuota({ meter: "api_calls", key }).catch((error: unknown) => error)),
    );
    const known = again.filter((one) => (one as { code?: string }).code === "IDEMPOTENCY_MISMATCH");
    expect(known).toHaveLength(promised.length);
    expect(await current(weir)).toBe(before);
    expect(before).toBeGreaterThanOrEqual(promised.length);
  });

  it("counts to the allowance, and tells each event that is beyond it with the way on", async () => {
    await customer("Beyond", "cust-beyond");
    const refused: [string, string, string | undefined][] = [];
    const weir = clientOf(await deploymentKey(), {
      queue: {
        onRefused: ({ idempotencyKey }, { code, upgradeHint }) => refused.push([idempotencyKey, code, upgradeHint]),
      },
    });
    for (let n = 1; n <= ALLOWANCE + 2; n += 1)
      await weir.track({ meter: "api_calls", organization: "cust-beyond", key: `e${n}` });
    await weir.track({ meter: "api_calls", organization: "nobody", key: "lost" });
    expect(await weir.close(PATIENT)).toEqual({ pending: 0 });
    expect(refused.map(([key, code]) => [key, code])).toEqual([
      ["e6", "LIMIT_EXCEEDED"],
      ["e7", "LIMIT_EXCEEDED"],
      ["lost", "NOT_FOUND"],
    ]);
    expect(refused[0]?.[2]).toContain("Pro");
  });

  it("counts what was allowed while Weir could not be heard once, although it had been counted then", async () => {
    const { apiKey, weir } = await customer("Allowed");
    const proxy = await losingAnswers(url());
    const unheard = clientOf(apiKey, { baseUrl: proxy.url, onUnavailable: "allow", queue: { directory: folder() } });
    proxy.lose(3);
    try {
      expect(await unheard.checkQuota({ meter: "api_calls", units: 2, subject: "chat" })).toMatchObject({
        admitted: true,
        confirmed: false,
      });
      expect(await unheard.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    } finally {
      await unheard.close();
      await proxy.close();
    }
    expect(await current(weir)).toBe(2);
  });
});
