import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { gatewayServer } from "@/gateway/server";
import type { Organization } from "@/lib/tenancy";
import { testDatabase } from "../support/database";
import { ask, logged } from "../support/quota";
import { startWorld, type TestWorld } from "../support/world";

let weir: TestWorld;
let acme: Organization;
let key: string;
let server: Server;
let port: number;

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  acme = await weir.team("Acme");
  key = await weir.key(acme.id);
  server = gatewayServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await weir?.close();
});

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** What is the same whichever way a request takes; ids and times are each answer's own. */
async function shownBy(response: Response): Promise<unknown> {
  const text = await response.text();
  const own = /"(id|requestId|idempotencyKey|countedAt|occurredAt)":"[^"]*"/g;
  const counted = /"(used|remaining|current)":\d+/g;
  const { status, headers } = response;
  const kept = ["content-type", "cache-control", "retry-after", "www-authenticate", "idempotent-replayed", "allow"];
  return {
    status,
    headers: Object.fromEntries(kept.map((name) => [name, headers.get(name)])),
    named: headers.has("x-request-id"),
    text: text.replace(own, '"$1":"…"').replace(counted, '"$1":0'),
  };
}

const requestOf = ({ method = "POST", path, body, headers }: Asked, base: string): Request =>
  new Request(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
  });

const overSocket = (asked: Asked) => fetch(requestOf(asked, `http://127.0.0.1:${port}`));
const event = (name: string, more = ""): string => `{"meter":"api_calls","units":1,"idempotencyKey":"${name}"${more}}`;
const cloudEvent = (id: string): string => `{"specversion":"1.0","type":"api_calls","source":"/a","id":"${id}"}`;

describe("the gateway's two ways", () => {
  const both: readonly (readonly [string, (way: string) => Asked])[] = [
    ["an admission", (way) => ({ path: "/v1/usage", body: event(way) })],
    ["a replay", (way) => ({ path: "/v1/usage", body: event(way) })],
    ["a denial", (way) => ({ path: "/v1/usage", body: event(`${way}-much`).replace('"units":1', '"units":1000000') })],
    ["a peek", () => ({ path: "/v1/check", body: '{"meter":"api_calls","units":1}' })],
    [
      "a batch",
      (way) => ({ path: "/v1/usage/batch", body: `{"events":[${event(`${way}-1`)},${event(`${way}-1`)},{}]}` }),
    ],
    ["no key", (way) => ({ path: "/v1/usage", body: event(way), headers: { authorization: "" } })],
    [
      "a wrong key",
      (way) => ({ path: "/v1/usage", body: event(way), headers: { authorization: "Bearer weir_live_x" } }),
    ],
    ["no JSON", () => ({ path: "/v1/usage", body: "{" })],
    ["an empty body", () => ({ path: "/v1/usage", body: "" })],
    [
      "another media type",
      (way) => ({ path: "/v1/usage", body: event(way), headers: { "content-type": "text/plain" } }),
    ],
    [
      "a key in the header",
      (way) => ({
        path: "/v1/usage",
        body: '{"meter":"api_calls","units":1}',
        headers: { "idempotency-key": `${way}-head` },
      }),
    ],
    [
      "a CloudEvent",
      (way) => ({
        path: "/v1/usage",
        body: cloudEvent(way),
        headers: { "content-type": "application/cloudevents+json" },
      }),
    ],
    [
      "a CloudEvent in headers",
      (way) => ({
        path: "/v1/usage",
        body: '{"units":1}',
        headers: { "ce-specversion": "1.0", "ce-id": `${way}-ce`, "ce-type": "api_calls", "ce-source": "/caf%C3%A9" },
      }),
    ],
    [
      "a batch of CloudEvents",
      (way) => ({
        path: "/v1/usage/batch",
        body: `[${cloudEvent(`${way}-c`)},${cloudEvent(`${way}-c`)},{}]`,
        headers: { "content-type": "application/cloudevents-batch+json" },
      }),
    ],
    ["too long a body", () => ({ path: "/v1/usage", body: `{"meter":"${"m".repeat(70_000)}"}` })],
    [
      "another's organization",
      (way) => ({ path: "/v1/usage", body: event(way), headers: { "weir-organization": "og_other" } }),
    ],
    ["a list of query fields", () => ({ method: "GET", path: "/v1/usage?groupBy=nonsense" })],
    ["another method", () => ({ method: "PUT", path: "/v1/usage", body: "{}" })],
  ];
  it.each(both)("answer %s alike", async (_, ask) => {
    const direct = await overSocket(ask("direct"));
    const web = await gatewayApp().fetch(requestOf(ask("web"), "http://weir.test"));
    expect(await shownBy(direct)).toEqual(await shownBy(web));
  });

  it("keep the caller's request id", async () => {
    const response = await overSocket({ path: "/v1/usage", body: "{", headers: { "x-request-id": "req-of-mine" } });
    expect(response.headers.get("x-request-id")).toBe("req-of-mine");
  });

  it("read a body that does not say how long it is", async () => {
    const chunks = new ReadableStream({
      start(controller) {
        for (const part of [event("chunked").slice(0, 9), event("chunked").slice(9)])
          controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const request = { ...{ duplex: "half" }, method: "POST", body: chunks } as RequestInit;
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${port}/v1/usage`, { ...request, headers });
    expect(response.status).toBe(201);
  });

  it("know the caller's address without a proxy, and a proxy's word before it", async () => {
    const usedFrom = async (asked: (key: string) => Asked): Promise<string> => {
      const own = await weir.key(acme.id);
      const id = `key_${own.split("_")[2] ?? ""}`;
      await overSocket(asked(own));
      return vi.waitFor(
        async () => {
          const [row] = await ask<{ last_used_ip: string | null }>(
            testDatabase(),
            `select last_used_ip from api_key where id = '${id}'`,
          );
          if (!row?.last_used_ip) throw new Error("not written yet");
          return row.last_used_ip;
        },
        { timeout: 5_000, interval: 20 },
      );
    };
    const bearer = (own: string) => ({ authorization: `Bearer ${own}` });
    expect(await usedFrom((own) => ({ path: "/v1/check", body: "{}", headers: bearer(own) }))).toBe("127.0.0.1");
    expect(await usedFrom((own) => ({ method: "GET", path: "/v1/me/usage", headers: bearer(own) }))).toBe("127.0.0.1");
    const behind = (own: string) => ({ ...bearer(own), "x-forwarded-for": "203.0.113.7, 10.0.0.1" });
    expect(await usedFrom((own) => ({ path: "/v1/check", body: "{}", headers: behind(own) }))).toBe("203.0.113.7");
  });

  it("take a credential that stands twice for none", async () => {
    const body = event("twice");
    const head = ["POST /v1/usage HTTP/1.1", "host: weir.test", "content-type: application/json"];
    const twice = [`authorization: Bearer ${key}`, `authorization: Bearer ${key}`, `content-length: ${body.length}`];
    expect(await exchange(`${[...head, ...twice, "connection: close"].join("\r\n")}\r\n\r\n${body}`)).toMatch(
      /^HTTP\/1.1 401 /,
    );
  });

  it("count nothing for a client that leaves in the middle of its body", async () => {
    const before = await logged(testDatabase(), acme.id);
    const head = ["POST /v1/usage HTTP/1.1", "host: weir.test", "content-type: application/json"];
    const rest = [`authorization: Bearer ${key}`, "content-length: 200"];
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write(`${[...head, ...rest].join("\r\n")}\r\n\r\n{"meter":`, () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    // The server goes on serving, and what was cut off has left nothing behind.
    expect((await overSocket({ path: "/v1/usage", body: event("after") })).status).toBe(201);
    expect(await logged(testDatabase(), acme.id)).toBe(before + 1);
  });
});

/** Sends a text as it is and gives what comes back until the server closes. */
const exchange = (request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.on("data", (bytes) => (text += bytes.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
