import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { clockOfCall, inTimeOf } from "../clocks/belonging";
import { control } from "../control/control";
import { realSeconds } from "../world/clock";
import { randomText } from "../world/ids";
import { servePage } from "../pages/pages";
import { prepare, type ApiRequest, type PreparedCall } from "./api";
import { ApiError, invalidRequest } from "./errors";
import { injectedError, isKept, type InjectedFailure } from "./failures";
import type { House } from "./house";
import { fingerprintOf } from "./idempotency";
import { API_VERSION } from "./parameters.generated";

const LARGEST_BODY = 1024 * 1024;

interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** The HTTP server: the API under /v1, the control API under /_simulator, the hosted pages everywhere else. */
export function createHttpServer(house: House): Server {
  return createServer((request, response) => {
    handle(house, request, response).catch((error: unknown) => {
      house.log(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (!response.headersSent) send(response, internalError(newRequestId()));
      else response.destroy();
    });
  });
}

async function handle(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const address = request.url ?? "/";
  if (!URL.canParse(address, "http://simulator")) {
    return send(response, errorAnswer(invalidRequest("Malformed request URL"), newRequestId()));
  }
  const url = new URL(address, "http://simulator");
  if (url.pathname.startsWith("/v1/") || url.pathname.startsWith("/v2/"))
    return api(house, request, response, url, body);
  if (url.pathname.startsWith("/_simulator/")) return controlled(house, request, response, url, body);
  const page = inTimeOf(house.world, clockOfPage(house.world, url), () =>
    servePage(house.world, house.router, request.method ?? "GET", url, body ?? ""),
  );
  response.writeHead(page.status, page.headers).end(page.body);
}

/** A page shows the time of the object that its address names, alone or before a secret. */
function clockOfPage(world: House["world"], url: URL) {
  const parts = url.pathname.split("/");
  return clockOfCall(world, [...parts, ...parts.map((part) => part.replace(/_[^_]+$/, ""))], {});
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size > LARGEST_BODY ? null : Buffer.concat(chunks).toString("utf8");
}

async function controlled(
  house: House,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: string | null,
): Promise<void> {
  const requestId = newRequestId();
  try {
    checkKey(house.key, request);
    const answer = await control(house, request.method ?? "GET", url, body ?? "");
    send(response, { status: 200, body: JSON.stringify(answer, null, 2), headers: { "request-id": requestId } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send(response, errorAnswer(error, requestId));
  }
}

async function api(
  house: House,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: string | null,
): Promise<void> {
  const requestId = newRequestId();
  const verb = request.method ?? "GET";
  const key = verb === "POST" ? headerOf(request, "idempotency-key") : null;
  const form = verb === "POST" ? (body ?? "") : url.search.slice(1) || (body ?? "");
  const call: ApiRequest = { verb, path: url.pathname, form, requestId, idempotencyKey: key };
  const headers = { "request-id": requestId, "stripe-version": API_VERSION, ...(key && { "idempotency-key": key }) };
  let prepared: PreparedCall;
  try {
    checkKey(house.key, request);
    checkVersion(request);
    if (body === null) throw new ApiError(413, { type: "invalid_request_error", message: "Request body too large" });
    prepared = prepare(house.world, house.router, call);
  } catch (error) {
    send(response, withHeaders(asAnswer(house, error, requestId), headers));
    return;
  }
  try {
    const replay = key ? house.idempotency.begin(key, `${verb} ${url.pathname}`, fingerprintOf(form)) : undefined;
    if (replay) {
      const original = { "idempotent-replayed": "true", "original-request": replay.requestId };
      send(response, { status: replay.status, body: replay.body, headers: { ...headers, ...original } });
      return;
    }
  } catch (error) {
    send(response, withHeaders(asAnswer(house, error, requestId), headers));
    return;
  }
  await perform(house, call, prepared, headers, response);
}

async function perform(
  house: House,
  call: ApiRequest,
  prepared: PreparedCall,
  headers: Record<string, string>,
  response: ServerResponse,
): Promise<void> {
  const key = call.idempotencyKey;
  const route = `${call.verb} ${call.path}`;
  const failure = house.failures.take(route);
  const latencyMs = house.failures.latencyMs + (failure?.when === "before" ? failure.delayMs : 0);
  if (latencyMs > 0) await pause(latencyMs);
  if (failure?.when === "before" && failure.as !== "status") {
    if (key) house.idempotency.abandon(key);
    breakOff(failure, response);
    return;
  }
  let answer =
    failure?.when === "before" ? errorAnswer(injectedError(failure), null) : run(house, prepared, call.requestId);
  if (failure?.when === "after" && failure.as === "status") answer = errorAnswer(injectedError(failure), null);
  if (key && !isKept(failure)) house.idempotency.abandon(key);
  else if (key) {
    const { status, body } = answer;
    const record = {
      at: realSeconds(),
      fingerprint: fingerprintOf(call.form),
      route,
      status,
      body,
      requestId: call.requestId,
    };
    house.idempotency.finish(key, record);
    house.world.onChange();
  }
  if (failure?.when === "after" && failure.delayMs > 0) await pause(failure.delayMs);
  if (failure?.when === "after" && failure.as !== "status") breakOff(failure, response);
  else send(response, withHeaders(answer, headers));
}

function run(house: House, prepared: PreparedCall, requestId: string): Answer {
  try {
    return { status: 200, body: JSON.stringify(prepared.run(), null, 2), headers: {} };
  } catch (error) {
    return asAnswer(house, error, requestId);
  }
}

/** `hang` leaves the caller waiting until it gives up itself; the server's shutdown ends it. */
function breakOff(failure: InjectedFailure, response: ServerResponse): void {
  if (failure.as === "disconnect") response.destroy();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function asAnswer(house: House, error: unknown, requestId: string): Answer {
  if (error instanceof ApiError) return errorAnswer(error, requestId);
  house.log(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return internalError(requestId);
}

function internalError(requestId: string): Answer {
  return errorAnswer(
    new ApiError(500, { type: "api_error", message: "The simulator failed; its log says how." }),
    requestId,
  );
}

function errorAnswer(error: ApiError, requestId: string | null): Answer {
  const headers: Record<string, string> = requestId ? { "request-id": requestId } : {};
  if (error.fields.code === "idempotency_key_in_use") headers["stripe-should-retry"] = "true";
  return { status: error.status, body: JSON.stringify(error.envelope(), null, 2), headers };
}

function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(answer.body);
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function newRequestId(): string {
  return `req_${randomText(14)}`;
}

/** Another version's shapes would be answered wrongly, so they are refused aloud. */
function checkVersion(request: IncomingMessage): void {
  const version = headerOf(request, "stripe-version");
  if (version === null || version === API_VERSION) return;
  throw invalidRequest(`Invalid Stripe API version: ${version}. The simulator speaks ${API_VERSION} only.`);
}

function checkKey(expected: string, request: IncomingMessage): void {
  const given = keyFrom(headerOf(request, "authorization") ?? "");
  if (given === "") {
    throw new ApiError(401, {
      type: "invalid_request_error",
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    });
  }
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  if (a.length === b.length && timingSafeEqual(a, b)) return;
  const shown = `${given.slice(0, 8)}${"*".repeat(Math.max(0, given.length - 12))}${given.length > 12 ? given.slice(-4) : ""}`;
  throw new ApiError(401, { type: "invalid_request_error", message: `Invalid API Key provided: ${shown}` });
}

function keyFrom(header: string): string {
  if (/^Bearer /i.test(header)) return header.slice(7).trim();
  if (!/^Basic /i.test(header)) return "";
  return Buffer.from(header.slice(6), "base64").toString("utf8").split(":")[0] ?? "";
}
