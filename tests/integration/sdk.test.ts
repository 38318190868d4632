import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { entitlementsShape } from "@/app/v1/entitlements/[organization]/contract";
import type { recordedEvent } from "@/app/v1/fields";
import type { postHold } from "@/app/v1/holds/contract";
import type { postUsage } from "@/app/v1/usage/contract";
import { assignPlanByHand } from "@/lib/billing";
import type { ErrorCode } from "@/lib/kernel/errors";
import type * as sdk from "@/sdk/node/src/index.js";
import { ALLOWANCE, current, losingAnswers, PATIENT_MS, runningGateway, soon } from "./sdk.fixture";

const { as, clientOf, customer, deploymentKey, url } = runningGateway();

describe("the SDK against the metering API", () => {
  it("stops exactly at the allowance, also when everybody asks at once", async () => {
    const { id, weir } = await customer("Stopped");
    const decisions = await Promise.all(
      Array.from({ length: 4 * ALLOWANCE }, () => weir.checkQuota({ meter: "api_calls" })),
    );
    expect(decisions.filter((one) => one.admitted)).toHaveLength(ALLOWANCE);
    const refused = decisions.find((one) => !one.admitted);
    expect(refused).toMatchObject({
      code: "LIMIT_EXCEEDED",
      problem: {
        status: 402,
        meter: "api_calls",
        limit: ALLOWANCE,
        current: ALLOWANCE,
        remaining: 0,
        window: "DAY",
        upgradeHint: expect.stringContaining("Pro") as string,
      },
    });
    expect(await weir.peek({ meter: "api_calls" })).toMatchObject({ allowed: false, current: ALLOWANCE, remaining: 0 });
    const { limits, plan } = await weir.entitlements(id);
    expect(plan.code).toBe("FREE");
    expect(limits.find(({ meter }) => meter === "api_calls")).toMatchObject({ used: ALLOWANCE, remaining: 0 });
  });

  it("counts a key once and gives the first answer again, also at the limit", async () => {
    const { weir } = await customer("Repeated");
    const first = await weir.checkQuota({ meter: "api_calls", units: ALLOWANCE, key: "order-1" });
    const again = await weir.checkQuota({ meter: "api_calls", units: ALLOWANCE, key: "order-1" });
    expect(first).toMatchObject({ admitted: true, replayed: false });
    expect(again).toEqual({ ...first, replayed: true });
    await expect(weir.checkQuota({ meter: "api_calls", units: 1, key: "order-1" })).rejects.toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
    });
  });

  it("speaks for every customer with a deployment key, by your own name for them", async () => {
    const { id } = await customer("Named", "cust-42");
    const weir = clientOf(await deploymentKey());
    expect(
      await weir.checkQuota({
        meter: "api_calls",
        organization: "cust-42",
        endpoint: "/forecast",
        approxCost: "0.0021",
        properties: { region: "eu" },
      }),
    ).toMatchObject({
      admitted: true,
      event: { organization: id, used: 1 },
    });
    expect((await weir.entitlements("cust-42")).organization).toBe(id);
    await expect(weir.checkQuota({ meter: "api_calls", organization: "nobody" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(weir.checkQuota({ meter: "api_calls" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  it("throws what a customer cannot change, and says what he can", async () => {
    const { weir } = await customer("Careless");
    await expect(weir.checkQuota({ meter: "no_such_meter" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(clientOf("weir_live_nonsense").checkQuota({ meter: "api_calls" })).rejects.toMatchObject({
      code: "AUTHENTICATION_ERROR",
    });
    expect(await weir.checkQuota({ meter: "ai_tokens" })).toMatchObject({ admitted: false, code: "FEATURE_DISABLED" });
  });
});

describe("holds", () => {
  const open = async (weir: sdk.Weir, units: number, request?: sdk.HoldRequest): Promise<sdk.OpenHold> => {
    const hold = await weir.hold("api_calls", units, request);
    if (!hold.admitted || !hold.confirmed) throw new Error("The hold was not admitted.");
    return hold;
  };

  it("keep units away from others, and give back what was not used", async () => {
    const { weir } = await customer("Holder");
    const hold = await open(weir, 4, { subject: "chat" });
    expect(hold).toMatchObject({ units: 4, meter: "api_calls", status: "open", remaining: ALLOWANCE - 4 });
    expect(await weir.hold("api_calls", 2)).toMatchObject({ admitted: false, code: "LIMIT_EXCEEDED" });
    expect(await hold.settle(1)).toMatchObject({ admitted: true, confirmed: true, units: 1, used: 1, replayed: false });
    expect(await hold.settle(1)).toMatchObject({ admitted: true, confirmed: true, units: 1, replayed: true });
    expect(await current(weir)).toBe(1);
    await expect(hold.release()).rejects.toMatchObject({ code: "CONFLICT", problem: { state: "settled" } });
    const other = await open(weir, 4);
    await other.release();
    await other.release();
    expect(await current(weir)).toBe(1);
  });

  it("are charged whole unless told otherwise; with nothing for 0, with more if there is room", async () => {
    const { weir } = await customer("Rounder");
    expect(await (await open(weir, 2)).settle()).toMatchObject({ units: 2, used: 2 });
    expect(await (await open(weir, 2)).settle(0)).toMatchObject({ units: 0, event: null, used: 2 });
    const small = await open(weir, 1);
    expect(await small.settle(4)).toMatchObject({ admitted: false, code: "LIMIT_EXCEEDED" });
    expect(await small.settle(3)).toMatchObject({ units: 3, used: ALLOWANCE });
  });

  it("are found again by key and by id, with a deployment key too", async () => {
    const { id } = await customer("Found", "cust-found");
    const weir = clientOf(await deploymentKey());
    const first = await open(weir, 2, { key: "chat-1", organization: "cust-found", expiresInSeconds: 60 });
    expect(await open(weir, 2, { key: "chat-1", organization: "cust-found", expiresInSeconds: 60 })).toMatchObject({
      id: first.id,
      replayed: true,
    });
    const found = await weir.holds.get(first.id, { organization: "cust-found" });
    expect(found).toMatchObject({ id: first.id, organization: id, status: "open", units: 2 });
    expect(await found.settle(1, { approxCost: "0.002" })).toMatchObject({ admitted: true, units: 1 });
    expect(await weir.holds.get(first.id, { organization: "cust-found" })).toMatchObject({
      status: "settled",
      settledUnits: 1,
    });
    await customer("Other", "cust-other");
    await expect(weir.holds.get(first.id, { organization: "cust-other" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("that have expired are counted as any usage", async () => {
    const { weir } = await customer("Late");
    const hold = await open(weir, 3, { expiresInSeconds: 1 });
    await expect.poll(async () => (await weir.holds.get(hold.id)).status, { timeout: PATIENT_MS }).toBe("expired");
    expect(await hold.settle(2)).toMatchObject({ admitted: true, confirmed: true, units: 2, used: 2, replayed: false });
    expect(await hold.settle(2)).toMatchObject({ admitted: true, replayed: true });
    expect(await hold.settle(2, { subject: "other" }).catch((error: unknown) => error)).toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
    });
    const full = await open(weir, 3, { expiresInSeconds: 1 });
    await expect.poll(async () => (await weir.holds.get(full.id)).status, { timeout: PATIENT_MS }).toBe("expired");
    await weir.checkQuota({ meter: "api_calls", units: 2 });
    expect(await full.settle(3)).toMatchObject({ admitted: false, code: "LIMIT_EXCEEDED" });
    expect(await current(weir)).toBe(4);
  });

  it("are settled once Weir can be heard again", async () => {
    const { weir, apiKey } = await customer("Unheard");
    const { id } = await open(weir, 3);
    const proxy = await losingAnswers(url());
    const unheard = clientOf(apiKey, { baseUrl: proxy.url });
    try {
      const hold = await unheard.holds.get(id);
      proxy.lose(3);
      expect(await hold.settle(2)).toMatchObject({ admitted: true, confirmed: false, event: null, units: 2 });
      expect(await unheard.flush({ timeoutMs: PATIENT_MS })).toEqual({ settled: true, pending: 0 });
    } finally {
      await unheard.close();
      await proxy.close();
    }
    expect(await current(weir)).toBe(2);
  });
});

/** The example as a person starts it, with this customer's key; `stop` ends it. */
async function startExample(apiKey: string): Promise<{ url: string; root: string; stop: () => Promise<void> }> {
  const queue = fs.mkdtempSync(path.join(os.tmpdir(), "weir-vendor-"));
  const env = { ...process.env, WEIR_API_KEY: apiKey, GATEWAY_URL: url(), VENDOR_PORT: "0", VENDOR_QUEUE: queue };
  const child = spawn(process.execPath, ["examples/vendor-api/server.mjs"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    fs.rmSync(queue, { recursive: true, force: true });
  };
  let said = "";
  for await (const part of child.stdout) {
    said += String(part);
    const [forecast, root] = /(http:\/\/localhost:\d+)\/forecast/.exec(said) ?? [];
    if (forecast && root) return { url: forecast, root, stop };
  }
  throw new Error(`The example ended before it listened: ${said}`);
}

describe("the vendor's API of the examples", () => {
  it("answers to the limit, then 402 with the way on, and goes on after the upgrade", async () => {
    const { id, apiKey } = await customer("Sold");
    const example = await startExample(apiKey);
    try {
      for (let left = ALLOWANCE - 1; left >= 0; left -= 1) {
        expect(await (await fetch(example.url)).json()).toMatchObject({ callsLeft: left });
      }
      const refused = await fetch(example.url);
      expect([refused.status, refused.headers.get("content-type")]).toEqual([402, "application/problem+json"]);
      const upgradeUrl = expect.stringContaining("/pricing?family=workspace&plan=PRO") as string;
      expect(await refused.json()).toMatchObject({ code: "LIMIT_EXCEEDED", upgradeUrl });
      await assignPlanByHand(as(id), id, "PRO", { reason: "The customer has paid." });
      expect((await fetch(example.url)).status).toBe(200);
    } finally {
      await example.stop();
    }
  });

  it("charges a station that answers, counts a tile later, and blames no customer for its own key", async () => {
    const { apiKey, weir } = await customer("Tried");
    const example = await startExample(apiKey);
    const used = (units: number) => expect.poll(() => current(weir), soon).toBe(units);
    try {
      expect((await fetch(`${example.root}/stations/berlin`)).status).toBe(200);
      await used(1);
      const missing = await fetch(`${example.root}/stations/atlantis`);
      expect([missing.status, await missing.json()]).toMatchObject([404, { code: "NO_SUCH_STATION" }]);
      await used(1);
      expect((await fetch(`${example.root}/tiles/7`)).status).toBe(200);
      await used(2);
    } finally {
      await example.stop();
    }
    const stranger = await startExample("weir_test_nobody");
    try {
      const answer = await fetch(stranger.url);
      expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
      expect([answer.status, await answer.json()]).toMatchObject([503, { code: "METERING_MISCONFIGURED" }]);
    } finally {
      await stranger.stop();
    }
  });
});

describe("the SDK's types are the API's", () => {
  it("for what is sent and for what comes back", () => {
    type Body = z.input<Exclude<(typeof postUsage)["body"], undefined>>;
    type Flat<T> = { [K in keyof T]: T[K] };
    type Sent = Omit<sdk.Usage, "key" | "units" | "occurredAt"> & {
      units: number;
      idempotencyKey?: string;
      occurredAt?: string;
    };
    expectTypeOf<Flat<Sent>>().toEqualTypeOf<Flat<Body>>();
    type HoldBody = z.input<Exclude<(typeof postHold)["body"], undefined>>;
    type Asked = Omit<sdk.HoldRequest, "key" | keyof sdk.CallOptions> & {
      meter: string;
      units: number;
      idempotencyKey?: string;
    };
    expectTypeOf<Flat<Asked>>().toEqualTypeOf<Flat<HoldBody>>();
    expectTypeOf<sdk.UsageEvent>().toEqualTypeOf<z.output<typeof recordedEvent>["data"]>();
    expectTypeOf<sdk.Entitlements>().toEqualTypeOf<z.output<typeof entitlementsShape>>();
    expectTypeOf<sdk.ErrorCode>().toEqualTypeOf<ErrorCode>();
  });
});
