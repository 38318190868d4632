import { lookup as resolve, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, fetch as send } from "undici";
import { type AppError, invalid } from "@/lib/kernel/errors";
import type { Environment } from "./env";
import { isPublicAddress } from "./public-address";

/** What an address given by a customer may be. */
export interface Destinations {
  /** Whether http will do; what is sent may carry a customer's facts, so in production it will not. */
  readonly plainHttp: boolean;
  /** Whether this machine and its neighbours may be called; for the receivers of a person who develops. */
  readonly privateAddresses: boolean;
}

/** Outside development and tests: https, and the public internet only. A demonstration is open to strangers, too. */
export function destinationsOf(env: Pick<Environment, "NODE_ENV">): Destinations {
  const atHome = env.NODE_ENV !== "production";
  return { plainHttp: atHome, privateAddresses: atHome };
}

/** Asks for every address of a name, as `dns.lookup` does with `all`. Replaced in tests, which have no names to ask for. */
export type Resolve = (
  name: string,
  options: LookupOptions & { all: true },
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface SafeRequest {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** For everything together: name, connection, request and answer. */
  readonly timeoutMs: number;
  /** Bytes of the answer that are read; the rest is not waited for. */
  readonly maxAnswerBytes: number;
}

export interface SafeAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of the answer's body, as text. */
  readonly body: string;
}

const MAX_LENGTH = 2_048;
/** Names that mean this machine or its network wherever they are asked for. */
const INSIDE_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|home\.arpa|in-addr\.arpa|ip6\.arpa)$/;
/** Below it only the web's own ports: mail servers and shells read what they are sent line by line, whoever it is from. */
const FIRST_FREE_PORT = 1024;

function refusedAddress(pointer: string, code: string, message: string, fix: string): AppError {
  return invalid([{ pointer, code, message, fix }]);
}

/**
 * Reads an address that a customer gave, where it is stored: its form, its scheme, its port, and every address that its
 * name has at this moment. Throws VALIDATION_ERROR at `pointer`. It is no promise about later: a name may point elsewhere
 * by then, which is why `safeFetch` asks again as it connects.
 */
export async function checkDestination(
  text: string,
  allowed: Destinations,
  pointer: string,
  ask: Resolve = resolve,
): Promise<URL> {
  const url = readDestination(text, allowed, pointer);
  if (allowed.privateAddresses) return url;
  const addresses = await addressesOf(url.hostname, ask).catch(() => null);
  if (addresses === null || addresses.length === 0)
    throw refusedAddress(pointer, "unresolved", "The name of this host has no address.", "Check its spelling.");
  if (!addresses.every(isPublicAddress)) throw insideAddress(pointer);
  return url;
}

const insideAddress = (pointer: string): AppError =>
  refusedAddress(
    pointer,
    "private",
    "This address does not lie on the public internet.",
    "Give an address that anybody could reach, such as https://hooks.example.com/weir.",
  );

/** What can be said of an address without asking anybody. */
function readDestination(text: string, allowed: Destinations, pointer: string): URL {
  const url = text.length <= MAX_LENGTH ? URL.parse(text) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:") || url.hostname === "") {
    const fix = "Write it whole, such as https://hooks.example.com/weir.";
    throw refusedAddress(pointer, "url", `This is not a web address of at most ${MAX_LENGTH} characters.`, fix);
  }
  if (url.protocol === "http:" && !allowed.plainHttp)
    throw refusedAddress(
      pointer,
      "https",
      "What is sent here must be encrypted on its way.",
      "Begin it with https://.",
    );
  if (url.username !== "" || url.password !== "")
    throw refusedAddress(
      pointer,
      "credentials",
      "An address must not carry a user name or password.",
      "Take away what stands before the @.",
    );
  if (allowed.privateAddresses) return url;
  const port = Number(url.port);
  if (url.port !== "" && port < FIRST_FREE_PORT && port !== 80 && port !== 443)
    throw refusedAddress(
      pointer,
      "port",
      `Port ${port} is not one of the web.`,
      `Use 443, or one from ${FIRST_FREE_PORT} on.`,
    );
  const name = url.hostname.replace(/\.+$/, "");
  if (literalOf(url.hostname) === null && (INSIDE_NAME.test(name) || !name.includes("."))) throw insideAddress(pointer);
  return url;
}

/** The address that stands in place of a name, without brackets; null for a name. URL has read 0x7f.1 and its like already. */
function literalOf(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? null : bare;
}

function addressesOf(hostname: string, ask: Resolve): Promise<string[]> {
  const literal = literalOf(hostname);
  if (literal !== null) return Promise.resolve([literal]);
  return new Promise((found, failed) =>
    ask(hostname, { all: true }, (error, addresses) =>
      error ? failed(error) : found(addresses.map(({ address }) => address)),
    ),
  );
}

class InsideAddress extends Error {
  override readonly name = "InsideAddress";
}

/**
 * A connection to public addresses only. The name is resolved once and the socket gets the very addresses that were
 * looked at, so that a name which changes between question and connection gains nothing; a literal is looked at itself,
 * and so is the other end of the socket before a byte is sent.
 */
function guardedAgent(ask: Resolve): Agent {
  const lookup: LookupFunction = (name, options, answer) => {
    ask(name, { ...options, all: true }, (error, addresses) => {
      if (error) return answer(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address)))
        return answer(new InsideAddress(name), []);
      if (options.all) return answer(null, addresses);
      const [first] = addresses;
      answer(null, first?.address ?? "", first?.family);
    });
  };
  // Its types leave out what it hands on to the socket.
  const connect = buildConnector({ lookup });
  return new Agent({
    pipelining: 0,
    connect(options, done) {
      const literal = literalOf(options.hostname);
      if (literal !== null && !isPublicAddress(literal)) return done(new InsideAddress(literal), null);
      connect(options, (error, socket) => {
        if (error) return done(error, null);
        const reached = socket.remoteAddress ?? "";
        if (isPublicAddress(reached)) return done(null, socket);
        socket.destroy();
        done(new InsideAddress(reached), null);
      });
    },
  });
}

/**
 * Sends one request to an address that a customer gave, and reads the beginning of the answer. Follows no redirect (a 3xx
 * is answered as it is), keeps no connection, sends no credential of ours. Throws VALIDATION_ERROR for an address that is
 * not allowed, also when only its name has come to point inside; any other failure to reach it is thrown as it came.
 */
export async function safeFetch(
  address: string,
  request: SafeRequest,
  allowed: Destinations,
  ask: Resolve = resolve,
): Promise<SafeAnswer> {
  const url = readDestination(address, allowed, "/url");
  const agent = allowed.privateAddresses ? new Agent({ pipelining: 0 }) : guardedAgent(ask);
  const { method, headers, body, timeoutMs, maxAnswerBytes } = request;
  try {
    const answer = await send(url, {
      method,
      redirect: "manual",
      dispatcher: agent,
      signal: AbortSignal.timeout(timeoutMs),
      ...(headers ? { headers } : {}),
      ...(body === undefined ? {} : { body }),
    });
    const start = answer.body ? await beginningOf(answer.body, maxAnswerBytes) : "";
    return { status: answer.status, headers: new Headers([...answer.headers]), body: start };
  } catch (error) {
    if (error instanceof Error && error.cause instanceof InsideAddress) throw insideAddress("/url");
    throw error;
  } finally {
    await agent.destroy();
  }
}

async function beginningOf(stream: AsyncIterable<Uint8Array>, max: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    parts.push(part.subarray(0, max - size));
    size += part.byteLength;
    if (size >= max) break;
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
