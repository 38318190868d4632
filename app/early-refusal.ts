import { ERROR_STATUS, type ErrorCode } from "@/lib/kernel/errors";

/** Address, with names in square brackets, → methods. next.config.js writes it into the build. */
type RouteMethods = Readonly<Record<string, readonly string[]>>;

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

const read = new Map<string, readonly Route[]>();

/** Routes in the order in which they are tried: a name that is written out comes before one that stands for any. */
function routesOf(text: string): readonly Route[] {
  const known = read.get(text);
  if (known) return known;
  const written = Object.entries(JSON.parse(text) as RouteMethods);
  const names = (address: string): number => address.split("[").length;
  const routes = written
    .sort(([a], [b]) => names(a) - names(b))
    .map(([address, methods]) => ({
      pattern: new RegExp(`^${address.replaceAll(".", "\\.").replace(/\[[^\]]+\]/g, "[^/]+")}/?$`),
      methods,
    }));
  read.set(text, routes);
  return routes;
}

/** Paths that speak problem+json; all others are pages. */
const SPEAKS_PROBLEM = /^\/(?:v1|api|\.well-known|healthz|readyz|health|metrics)(?:\/|$)/;
/** Next answers these itself, out of what the route takes. */
const ANSWERED_BY_NEXT = new Set(["OPTIONS", "HEAD"]);

function problem(code: ErrorCode, title: string, detail: string, requestId: string, more: Record<string, string> = {}) {
  const status = ERROR_STATUS[code];
  const type = `${process.env.WEIR_URL ?? "http://localhost:3000"}/errors/${code.toLowerCase()}`;
  return new Response(JSON.stringify({ type, title, status, detail, code, requestId }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...more },
  });
}

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * What Next would answer with a bare status or break at, as a problem: a path that cannot be decoded, and a method that
 * its route does not take. Null for everything else. It decides about nobody's rights.
 */
export function earlyRefusal(method: string, path: string, requestId: string): Response | null {
  if (!SPEAKS_PROBLEM.test(path)) return null;
  if (!isReadable(path)) {
    const detail = "The path holds a % that is not followed by the code of a character. Encode each part of it.";
    return problem("MALFORMED", "The request cannot be read", detail, requestId);
  }
  const table = process.env.WEIR_ROUTE_METHODS;
  if (!table || ANSWERED_BY_NEXT.has(method)) return null;
  const route = routesOf(table).find(({ pattern }) => pattern.test(path));
  if (!route || route.methods.includes(method)) return null;
  const allow = route.methods.join(", ");
  const detail = `${path} takes ${allow}.`;
  return problem("METHOD_NOT_ALLOWED", "This path does not take this method", detail, requestId, { allow });
}
