// A vendor's code, only to be compiled: what the README shows must have these types under the strictest settings.
import Fastify, { type FastifyRequest } from "fastify";
import { Hono } from "hono";
import type { NextRequest } from "next/server.js";
import { Weir, WeirError, type Decision, type RefusalCode, type Usage } from "@weir/node";
import { weirQuota as expressQuota } from "@weir/node/express";
import { weirQuota as fastifyQuota } from "@weir/node/fastify";
import { weirQuota as honoQuota, type WeirVariables } from "@weir/node/hono";
import { weirQuota as nextQuota } from "@weir/node/next";
import type { IncomingMessage, ServerResponse } from "node:http";

export const weir = new Weir({
  apiKey: "weir_test_key",
  onUnavailable: async ({ usage }) => (usage.units < 10 ? "allow" : "deny"),
  queue: { directory: "/var/lib/vendor/weir", onRefused: (event, problem) => [event.meter, problem.code] },
});

export async function answer(usage: Usage): Promise<number | RefusalCode | null> {
  const decision: Decision = await weir.checkQuota(usage, { signal: AbortSignal.timeout(500) });
  if (!decision.admitted) return decision.outcomeUnknown ? null : decision.code;
  return decision.confirmed ? decision.event.remaining : null;
}

export async function chat(tokens: () => Promise<number>): Promise<string> {
  const hold = await weir.hold("ai_tokens", 4_000, { key: "chat-1", expiresInSeconds: 120, organization: "cust-42" });
  if (!hold.admitted) return hold.problem.upgradeUrl ?? hold.code;
  try {
    const settled = await hold.settle(await tokens(), { approxCost: "0.0021" });
    if (!settled.admitted) return settled.code;
    return settled.confirmed ? `${settled.event} ${settled.remaining}` : "later";
  } catch (error) {
    await hold.release();
    return error instanceof WeirError && error.outcomeUnknown ? "unknown" : "failed";
  }
}

export const found = async (id: string): Promise<string> => {
  const hold = await weir.holds.get(id, { organization: "cust-42" });
  if (hold.status === "open") await hold.release();
  return hold.expiresAt;
};

type Authenticated = IncomingMessage & { customer: { id: string } };
export const classic: (request: Authenticated, response: ServerResponse, next: () => void) => Promise<void> =
  expressQuota<Authenticated>(weir, { meter: "api_calls", organization: (request) => request.customer.id });

const fastify = Fastify();
const metered = fastifyQuota<FastifyRequest>(weir, { meter: "api_calls", event: ({ url }) => ({ endpoint: url }) });
fastify.get("/forecast", { preHandler: metered }, async () => ({ forecast: "rain" }));

const hono = new Hono<WeirVariables>();
hono.get("/forecast", honoQuota(weir, { meter: "api_calls", chargeWhen: "succeeded" }), (c) => {
  const held = c.get("weir");
  if ("charge" in held) held.charge(3);
  return c.json({ forecast: "rain" });
});

export const GET = nextQuota(
  weir,
  { meter: "api_calls", organization: (request: NextRequest) => request.headers.get("x-customer") ?? undefined },
  async (request, { params, weir: admission }: { params: Promise<{ city: string }>; weir: { admitted: true } }) =>
    Response.json({ city: (await params).city, url: request.nextUrl.pathname, ...admission }),
);
