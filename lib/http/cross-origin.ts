import { isKnownOrigin, isOriginOf, RefusedToken, TOKEN_SCOPES } from "@/lib/activation";
import { can } from "@/lib/access";
import type { World } from "@/lib/context";
import type { AnswerHeaders } from "./answer";
import type { Caller } from "./caller";
import type { Access, Contract, Method } from "./contract";
import { requestIdOf } from "./request";
import { readyWorld } from "./world";

/** How long a browser may remember what it was allowed to ask. */
const REMEMBERED_SECONDS = "600";
const ASKED_HEADERS = "authorization, content-type, idempotency-key, x-request-id, traceparent";
const READ_HEADERS = "x-request-id, retry-after, ratelimit, ratelimit-policy, idempotent-replayed";

/** Whether an installation's access token opens a route, by what it may do. */
export const takesAccessToken = (access: Access): boolean =>
  access.kind === "caller" && !access.keysOnly && can({ as: "installation", scopes: TOKEN_SCOPES }, access.permission);

/**
 * The origin that may read an answer, or null: the page of an installation's own domain for an answer to its token, also for a
 * refusal; the page of a domain that has something to activate for an answer about that. Nobody else's page, ever.
 */
export async function readerOf(
  world: World,
  access: Access,
  call: { readonly origin: string; readonly caller: Caller | null; readonly refused: unknown },
): Promise<string | null> {
  const { origin, caller, refused } = call;
  if (access.kind === "activation") return (await isKnown(world, origin)) ? origin : null;
  const domain = caller?.kind === "installation" ? caller.installation.domain : ownDomainOf(refused);
  return domain !== null && isOriginOf(origin, domain) ? origin : null;
}

const ownDomainOf = (refused: unknown): string | null => (refused instanceof RefusedToken ? refused.domain : null);

/** While the database is away nothing is known, and nothing is shown. */
const isKnown = (world: World, origin: string): Promise<boolean> => isKnownOrigin(world, origin).catch(() => false);

/** What tells a browser that this page may read the answer. Never with credentials: a token travels in its own header. */
export const crossOriginHeaders = (reader: string | null): AnswerHeaders =>
  reader === null
    ? {}
    : {
        "access-control-allow-origin": reader,
        "access-control-expose-headers": READ_HEADERS,
        // Another page's answer must not come out of a cache.
        vary: "origin",
      };

/**
 * Answers the question that a browser asks before it sends a token: yes to the page of a domain that has an installation or
 * something to activate, for the methods that a token opens; nothing to everybody else.
 */
export function preflight(...contracts: readonly Contract[]): (request: Request) => Promise<Response> {
  const open = contracts.filter(({ access }) => access.kind === "activation" || takesAccessToken(access));
  const methods = open.map(({ method }): Method => method).join(", ");
  return async (request) => {
    const headers: AnswerHeaders = { allow: ["OPTIONS", ...contracts.map(({ method }) => method)].join(", ") };
    headers["x-request-id"] = requestIdOf(request);
    headers.vary = "origin, access-control-request-method, access-control-request-headers";
    const origin = request.headers.get("origin");
    if (origin !== null && (await isKnown(await readyWorld(), origin))) {
      headers["access-control-allow-origin"] = origin;
      headers["access-control-allow-methods"] = methods;
      headers["access-control-allow-headers"] = ASKED_HEADERS;
      headers["access-control-max-age"] = REMEMBERED_SECONDS;
    }
    return new Response(null, { status: 204, headers });
  };
}
