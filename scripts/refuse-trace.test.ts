import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const createServer = http.createServer;
let server: http.Server;
beforeAll(async () => {
  // Where this is loaded, it is before the server is made.
  const loaded: string = "./refuse-trace.mjs";
  await import(loaded);
  server = http.createServer((_, outgoing) => void outgoing.end("ours"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});
afterAll(async () => {
  http.createServer = createServer;
  await new Promise((closed) => server.close(closed));
});

const send = (method: string): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const request = http.request({ host: "127.0.0.1", port, method, path: "/v1/usage" }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    request.on("error", reject).end();
  });

describe("a method that nothing of the web can be asked with", () => {
  it("is refused as a problem, before the server's own code", async () => {
    const { status, headers, text } = await send("TRACE");
    expect(status).toBe(405);
    expect(headers).toMatchObject({ "content-type": "application/problem+json", "x-content-type-options": "nosniff" });
    expect(headers.allow).toContain("POST");
    expect(JSON.parse(text)).toMatchObject({
      status: 405,
      code: "METHOD_NOT_ALLOWED",
      requestId: headers["x-request-id"],
    });
  });

  it("leaves every other to it", async () => {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS", "PROPFIND"])
      expect(await send(method), method).toMatchObject({ status: 200, text: "ours" });
  });
});
