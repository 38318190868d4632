import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express, { type Request as ExpressRequest, type Response as ExpressResponse } from "express";
import fastify, { type FastifyRequest } from "fastify";
import { Hono, type Context } from "hono";
import { redirect } from "next/navigation";
import { NextRequest } from "next/server";
import { afterEach, describe, expect, it } from "vitest";
import { weirQuota as expressQuota } from "@/sdk/node/src/entries/express.js";
import { weirQuota as fastifyQuota } from "@/sdk/node/src/entries/fastify.js";
import { weirQuota as honoQuota, type WeirVariables } from "@/sdk/node/src/entries/hono.js";
import { weirQuota as nextQuota } from "@/sdk/node/src/entries/next.js";
import type * as sdk from "@/sdk/node/src/index.js";
import { ALLOWANCE, current, runningGateway, soon } from "./sdk.fixture";

const { customer } = runningGateway();

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A vendor's server at this address, with `/admitted`, `/chat` (a meter that is not in the plan) and `/succeeded/…`. */
type Vendor = (weir: sdk.Weir) => Promise<string>;

async function listening(server: http.Server): Promise<string> {
  if (!server.listening) server.listen(0, "127.0.0.1");
  if (!server.listening) await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const charge = (metered: sdk.Metered | undefined, units: number): void => {
  if (metered && "charge" in metered) metered.charge(units);
};
const whenAdmitted = { meter: "api_calls" } as const;
const ofAnother = { meter: "ai_tokens" } as const;
const whenSucceeded = { meter: "api_calls", chargeWhen: "succeeded" } as const;
/** Begins to answer and never ends. */
const endless = (): ReadableStream<Uint8Array> =>
  new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("first")) });

const onExpress: Vendor = async (weir) => {
  const app = express();
  app.get("/admitted", expressQuota(weir, whenAdmitted), (request, response) => {
    const { weir: metered } = request as { weir?: sdk.Admission };
    response.json({ left: metered?.event?.remaining });
  });
  app.get("/chat", expressQuota(weir, ofAnother), (_, response) => void response.end());
  app.get("/succeeded/:how", expressQuota(weir, whenSucceeded), (request, response) => {
    const { how } = request.params;
    if (how === "redirect") return response.redirect("/elsewhere");
    if (how === "missing") return void response.status(404).end("missing");
    if (how === "throw") throw new Error("The route failed.");
    if (how === "endless") return void response.write("first");
    charge((request as { weir?: sdk.Metered }).weir, Number(how));
    return response.json({ how });
  });
  app.use((_error: Error, _request: ExpressRequest, response: ExpressResponse, _next: () => void) => {
    response.status(500).end("failed");
  });
  return listening(http.createServer(app));
};

const onFastify: Vendor = async (weir) => {
  const app = fastify();
  const quota = (options: sdk.QuotaOptions<FastifyRequest>) => ({
    preHandler: fastifyQuota<FastifyRequest>(weir, options),
  });
  app.get("/admitted", quota(whenAdmitted), async (request) => {
    const { weir: metered } = request as { weir?: sdk.Admission };
    return { left: metered?.event?.remaining };
  });
  app.get("/chat", quota(ofAnother), async () => "");
  app.get("/succeeded/:how", quota(whenSucceeded), async (request, reply) => {
    const { how } = request.params as { how: string };
    if (how === "redirect") return reply.redirect("/elsewhere");
    if (how === "missing") return reply.code(404).send("missing");
    if (how === "throw") throw new Error("The route failed.");
    if (how === "endless") return reply.send(endless());
    charge((request as { weir?: sdk.Metered }).weir, Number(how));
    return { how };
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  closing.push(() => app.close());
  return listening(app.server);
};

const onHono: Vendor = async (weir) => {
  const app = new Hono<WeirVariables>();
  app.get("/admitted", honoQuota(weir, whenAdmitted), (c) => {
    const metered = c.get("weir");
    return c.json({ left: "event" in metered ? metered.event?.remaining : null });
  });
  app.get("/chat", honoQuota(weir, ofAnother), (c) => c.body(null));
  app.get("/succeeded/:how", honoQuota<Context>(weir, whenSucceeded), (c) => {
    const how = c.req.param("how");
    if (how === "redirect") return c.redirect("/elsewhere");
    if (how === "missing") return c.text("missing", 404);
    if (how === "throw") throw new Error("The route failed.");
    if (how === "endless") return c.body(endless());
    charge(c.get("weir"), Number(how));
    return c.json({ how });
  });
  app.onError((_, c) => c.text("failed", 500));
  return listening(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as http.Server);
};

/** Next's own request and its own redirect, around route handlers that a web-standard server calls as Next does. */
const onNext: Vendor = async (weir) => {
  type Route = { params: Promise<{ how: string }> };
  const admitted = nextQuota(weir, whenAdmitted, (_request: NextRequest, { weir: metered }) =>
    Response.json({ left: "event" in metered ? metered.event?.remaining : null }),
  );
  const chat = nextQuota(weir, ofAnother, () => new Response(null));
  const succeeded = nextQuota(
    weir,
    whenSucceeded,
    async (_request: NextRequest, context: Route & { weir: sdk.Metered }) => {
      const { how } = await context.params;
      if (how === "redirect") redirect("/elsewhere");
      if (how === "missing") return new Response("missing", { status: 404 });
      if (how === "throw") throw new Error("The route failed.");
      if (how === "endless") return new Response(endless());
      charge(context.weir, Number(how));
      return Response.json({ how });
    },
  );
  const fetch = async (incoming: Request): Promise<Response> => {
    const request = new NextRequest(incoming.url, { headers: incoming.headers, signal: incoming.signal });
    const [, path = "", how = ""] = request.nextUrl.pathname.split("/");
    if (path === "admitted") return admitted(request, {});
    if (path === "chat") return chat(request, {});
    try {
      return await succeeded(request, { params: Promise.resolve({ how }) });
    } catch (error) {
      const { digest = "" } = error as { digest?: string };
      return digest.startsWith("NEXT_REDIRECT")
        ? new Response(null, { status: 307, headers: { location: "/elsewhere" } })
        : new Response("failed", { status: 500 });
    }
  };
  return listening(serve({ fetch, port: 0, hostname: "127.0.0.1" }) as http.Server);
};

describe.each([
  ["Express", onExpress],
  ["Fastify", onFastify],
  ["Hono", onHono],
  ["Next", onNext],
] as const)("weirQuota for %s", (name, vendor) => {
  const ask = (url: string): Promise<Response> => fetch(url, { redirect: "manual" });

  it("runs the route to the allowance and then answers as Weir does", async () => {
    const { weir } = await customer(`Admitted by ${name}`);
    const url = await vendor(weir);
    for (let left = ALLOWANCE - 1; left >= 0; left -= 1) {
      expect(await (await ask(`${url}/admitted`)).json()).toEqual({ left });
    }
    const refused = await ask(`${url}/admitted`);
    expect(refused.status).toBe(402);
    expect(refused.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(await refused.json()).toMatchObject({
      code: "LIMIT_EXCEEDED",
      upgradeUrl: expect.stringContaining("plan=PRO") as string,
    });
    const disabled = await ask(`${url}/chat`);
    expect([disabled.status, await disabled.json()]).toMatchObject([403, { code: "FEATURE_DISABLED" }]);
  });

  it("charges a route when it has succeeded, and gives the units back when not", async () => {
    const { weir } = await customer(`Succeeded on ${name}`);
    const url = `${await vendor(weir)}/succeeded`;
    const used = (units: number) => expect.poll(() => current(weir), soon).toBe(units);
    expect((await ask(`${url}/1`)).status).toBe(200);
    await used(1);
    expect((await ask(`${url}/missing`)).status).toBe(404);
    await used(1);
    expect((await ask(`${url}/throw`)).status).toBe(500);
    await used(1);
    expect((await ask(`${url}/redirect`)).status).toBeGreaterThanOrEqual(301);
    await used(2);
    expect((await ask(`${url}/0`)).status).toBe(200);
    await used(2);
    const leaving = new AbortController();
    const endlessly = await fetch(`${url}/endless`, { signal: leaving.signal });
    expect((await endlessly.body?.getReader().read())?.done).toBe(false);
    expect(await current(weir)).toBe(3);
    leaving.abort();
    await used(2);
    expect((await ask(`${url}/${ALLOWANCE - 2}`)).status).toBe(200);
    await used(ALLOWANCE);
    expect((await ask(`${url}/1`)).status).toBe(402);
  });
});

describe("work that is tried again under its key", () => {
  it("is charged once, when it succeeds, however it went before and is repeated afterwards", async () => {
    const { weir } = await customer("Tried again");
    let outcome = 404;
    const metered = expressQuota<http.IncomingMessage>(weir, { ...whenSucceeded, key: () => "job-7", units: 2 });
    const server = http.createServer((request, response) => {
      void metered(request, response, () => response.writeHead(outcome).end());
    });
    const url = await listening(server);
    const attempt = async (status: number): Promise<void> => {
      outcome = status;
      expect((await fetch(url)).status).toBe(status);
    };
    const used = (units: number) => expect.poll(() => current(weir), soon).toBe(units);
    for (const _ of [1, 2, 3]) {
      await attempt(404);
      await used(0);
    }
    await attempt(200);
    const settled = () => weir.peek({ meter: "api_calls", units: ALLOWANCE - 2 });
    await expect.poll(async () => (await settled()).allowed, soon).toBe(true);
    await used(2);
    await attempt(200);
    await attempt(404);
    expect(await current(weir)).toBe(2);
  });
});
