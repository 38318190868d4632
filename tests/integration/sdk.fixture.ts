import http from "node:http";
import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { createApiKey } from "@/lib/access";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Ctx, type RunningWorld } from "@/lib/context";
import { useWorld } from "@/lib/http";
import { readEnvironment } from "@/lib/platform/env";
import { createOrganization } from "@/lib/tenancy";
import * as sdk from "@/sdk/node/src/index.js";

export const ALLOWANCE = 5;
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

/** A busy machine may be slow; what is tested here is what is decided, not how fast. */
export const PATIENT_MS = 20_000;
export const soon = { timeout: PATIENT_MS, interval: 25 };

/** A running metering API and what is needed to speak to it, for the length of a test file. */
export function runningGateway() {
  let world: RunningWorld;
  let gateway: ServerType;
  let baseUrl = "";
  const as = (organization: string | null): Ctx =>
    contextFor(world, { actor: SYSTEM, organization, requestId: "req_sdk_test" });
  const clientOf = (apiKey: string, more: Partial<sdk.WeirOptions> = {}): sdk.Weir =>
    new sdk.Weir({ apiKey, baseUrl, timeoutMs: PATIENT_MS, ...more });

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

  return {
    as,
    clientOf,
    url: () => baseUrl,
    /** A new customer on FREE, with a key of its own. */
    customer: async (name: string, externalKey?: string) => {
      const { id } = await createOrganization(as(null), { name, ...(externalKey ? { externalKey } : {}) });
      const { text } = await createApiKey(as(id), { name: "Backend", scopes: ["usage:write", "usage:read"] });
      return { id, apiKey: text, weir: clientOf(text) };
    },
    /** A key that speaks for every customer. */
    deploymentKey: async () => (await createApiKey(as(null), { name: "Vendor", scopes: ["admin:*"] })).text,
  };
}

/** Units of a meter that are used or held, as Weir says it. */
export const current = async (weir: sdk.Weir, meter = "api_calls"): Promise<number | null> =>
  (await weir.peek({ meter })).current;

/** A way to the gateway on which answers can get lost: Weir has done what it was asked, and nobody hears of it. */
export async function losingAnswers(gatewayUrl: string) {
  let toLose = 0;
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => void pass(request, Buffer.concat(parts), response));
  });
  async function pass(request: http.IncomingMessage, body: Buffer, response: http.ServerResponse): Promise<void> {
    const { authorization = "", "content-type": type = "" } = request.headers;
    const answer = await fetch(`${gatewayUrl}${request.url}`, {
      method: request.method,
      headers: { authorization, "content-type": type },
      body: request.method === "GET" ? undefined : new Uint8Array(body),
    });
    const text = await answer.text();
    if (toLose-- > 0) return void response.destroy();
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(text);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The next answers, as many as this, do not arrive. */
    lose: (count: number) => void (toLose = count),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
