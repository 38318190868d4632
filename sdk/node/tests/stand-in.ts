import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

/** A stand-in for the metering API: answers what the test has laid out, one step for each call, the last one for ever. */
export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}
export type Step = (response: http.ServerResponse, heard: Heard) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

export function listen(server: http.Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    closing.push(
      () =>
        new Promise((done) => {
          server.closeAllConnections();
          server.close(() => done());
        }),
    );
  });
}

/** An address where nobody listens. */
export async function listenAndClose(): Promise<string> {
  const server = http.createServer();
  const url = await listen(server);
  await new Promise((done) => server.close(done));
  return url;
}

export async function answering(...steps: Step[]) {
  const heard: Heard[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString();
      const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
      const one: Heard = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
      heard.push(one);
      const step = steps[Math.min(heard.length, steps.length) - 1];
      step?.(response, one);
    });
  });
  return { heard, baseUrl: await listen(server) };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
export const problem = (status: number, code: string, more: object = {}, headers = {}): Step =>
  json(
    status,
    {
      type: `http://weir/errors/${code.toLowerCase()}`,
      title: code,
      status,
      detail: `${code} happened.`,
      code,
      ...more,
    },
    headers,
  );
export const counted: Step = (response, { body }) =>
  json(201, {
    data: { id: "use_1", meter: body.meter, units: body.units, idempotencyKey: body.idempotencyKey, remaining: 9 },
  })(response, { method: "", url: "", headers: {}, body });
export const cut: Step = (response) => response.destroy();
export const silence: Step = () => undefined;
