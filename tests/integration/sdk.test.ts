import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { entitlementsShape } from "@/app/v1/entitlements/[organization]/contract";
import type { recordedEvent } from "@/app/v1/fields";
import type { postUsage } from "@/app/v1/usage/contract";
import { gatewayApp } from "@/gateway/app";
import { createApiKey } from "@/lib/access";
import { assignPlanByHand } from "@/lib/billing";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Ctx, type RunningWorld } from "@/lib/context";
import { useWorld } from "@/lib/http";
import type { ErrorCode } from "@/lib/kernel/errors";
import { readEnvironment } from "@/lib/platform/env";
import { createOrganization } from "@/lib/tenancy";
import * as sdk from "@/sdk/node/src/index.js";

const ALLOWANCE = 5;
const CATALOG = `
features: { api_access: { name: API access }, ai_chat: { name: AI chat } }
meters:
  api_calls: { name: API calls, unit: call, unit_plural: calls, feature: api_access }
  ai_tokens: { name: AI tokens, unit: token, unit_plural: tokens, feature: ai_chat }
families: { workspace: { name: Workspace } }
plans:
  FREE:
    name: Free
    family: workspace
    fallback: true
    prices: { month: "0" }
    features: { api_access: true, ai_chat: false }
    limits: { api_calls: { window: day, amount: ${ALLOWANCE} }, ai_tokens: { window: day, amount: 10 } }
  PRO:
    name: Pro
    family: workspace
    prices: { month: "29.99" }
    features: { api_access: true, ai_chat: true }
    limits: { api_calls: { window: day, amount: 10000 }, ai_tokens: { window: month, amount: 1000 } }
`;

let world: RunningWorld;
let gateway: ServerType;
let baseUrl: string;

const as = (organization: string | null): Ctx =>
  contextFor(world, { actor: SYSTEM, organization, requestId: "req_sdk_test" });

beforeAll(async () => {
  world = createWorld(readEnvironment(), "test");
  useWorld(world);
  await applyCatalog(as(null), parseCatalog(CATALOG));
  gateway = await new Promise<ServerType>((resolve) => {
    const server = serve({ fetch: gatewayApp().fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(server));
  });
  baseUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise<void>((resolve) => gateway.close(() => resolve()));
  await world.close();
});

/** A busy machine may be slow; what is tested here is what is decided, not how fast. */
const PATIENT_MS = 20_000;
const clientOf = (apiKey: string): sdk.Weir => new sdk.Weir({ apiKey, baseUrl, timeoutMs: PATIENT_MS });

/** A new customer on FREE, with a key of its own. */
async function customer(name: string, externalKey?: string) {
  const { id } = await createOrganization(as(null), { name, ...(externalKey ? { externalKey } : {}) });
  const { text } = await createApiKey(as(id), { name: "Backend", scopes: ["usage:write", "usage:read"] });
  return { id, apiKey: text, weir: clientOf(text) };
}

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
    const { text } = await createApiKey(as(null), { name: "Vendor", scopes: ["admin:*"] });
    const weir = clientOf(text);
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

  it("throws what a customer cannot change, and track says it without throwing", async () => {
    const { weir } = await customer("Careless");
    await expect(weir.checkQuota({ meter: "no_such_meter" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await weir.track({ meter: "no_such_meter" })).toMatchObject({ admitted: false, code: "VALIDATION_ERROR" });
    expect(await clientOf("weir_live_nonsense").track({ meter: "api_calls" })).toMatchObject({
      code: "AUTHENTICATION_ERROR",
    });
    expect(await weir.track({ meter: "ai_tokens" })).toMatchObject({ admitted: false, code: "FEATURE_DISABLED" });
  });
});

/** The example as a person starts it, with this customer's key; `stop` ends it. */
async function startExample(apiKey: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const env = { ...process.env, WEIR_API_KEY: apiKey, GATEWAY_URL: baseUrl, VENDOR_PORT: "0" };
  const child = spawn(process.execPath, ["examples/vendor-api/server.mjs"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  for await (const part of child.stdout) {
    said += String(part);
    const url = /http:\/\/localhost:\d+\/forecast/.exec(said)?.[0];
    if (!url) continue;
    const stop = async (): Promise<void> => {
      child.kill();
      await ended;
    };
    return { url, stop };
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
    expectTypeOf<sdk.UsageEvent>().toEqualTypeOf<z.output<typeof recordedEvent>["data"]>();
    expectTypeOf<sdk.Entitlements>().toEqualTypeOf<z.output<typeof entitlementsShape>>();
    expectTypeOf<sdk.ErrorCode>().toEqualTypeOf<ErrorCode>();
  });
});
