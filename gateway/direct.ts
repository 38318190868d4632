import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { tooLarge, type Answer, type Asked, type Handler, type RouteContext } from "@/lib/http";
import { METHODS, ROUTES } from "./routes";

/** A body up to this size is read here; whatever is larger, or does not say how large it is, takes the other way. */
const MAX_ANNOUNCED = 2 * 1024 * 1024;
const NOTHING: RouteContext = { params: Promise.resolve({}) };

/** The request as it came over the socket, in the words that the doors read. */
class Incoming implements Asked {
  constructor(private readonly message: IncomingMessage) {}

  get method(): string {
    return this.message.method ?? "GET";
  }
  get url(): string {
    return this.message.url ?? "";
  }
  get headers(): Asked["headers"] {
    return this;
  }
  get(name: string): string | null {
    const value = this.message.headers[name];
    return typeof value === "string" ? value : value === undefined ? null : value.join(", ");
  }
  has(name: string): boolean {
    return this.message.headers[name] !== undefined;
  }

  bytes(max: number): Promise<Uint8Array> {
    const { message } = this;
    return new Promise((resolve, reject) => {
      if (Number(message.headers["content-length"] ?? 0) > max) return reject(tooLarge(max));
      const parts: Buffer[] = [];
      message.on("data", (part: Buffer) => void parts.push(part));
      message.on("end", () => resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)));
      message.on("error", reject);
      // A client that leaves in the middle ends nothing; without this the call would wait for ever.
      message.on("close", () => reject(new Error("ECONNRESET: the client went away")));
    });
  }
}

function write(outgoing: ServerResponse, { body, status, headers }: Answer): void {
  headers["content-length"] = String(Buffer.byteLength(body));
  outgoing.writeHead(status, headers).end(body);
}

/** The routes without a parameter in their path, by method and path. */
function directRoutes(): Map<string, Handler> {
  const found = new Map<string, Handler>();
  for (const [path, module] of ROUTES) {
    if (path.includes(":")) continue;
    for (const method of METHODS) {
      const handler = module[method];
      if (handler && "answer" in handler) found.set(`${method} ${path}`, handler);
    }
  }
  return found;
}

const isSmall = (length: string | undefined): boolean => length !== undefined && Number(length) <= MAX_ANNOUNCED;

/**
 * Listens for what the metering API is asked most: an exact path with a body that says how large it is goes from the socket
 * to the door and back as plain values. Everything else, and what is odd about a request, is left to `otherwise`; both ways
 * lead to the same doors.
 */
export function directListener(otherwise: RequestListener): RequestListener {
  const routes = directRoutes();
  return (incoming, outgoing) => {
    const handler = routes.get(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
    if (!handler || !isSmall(incoming.headers["content-length"])) return otherwise(incoming, outgoing);
    handler.answer(new Incoming(incoming), NOTHING).then(
      (answer) => write(outgoing, answer),
      (error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined),
    );
  };
}
