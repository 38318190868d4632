import type { z } from "zod";
import type { Ctx, World } from "@/lib/context";
import { AppError, invalid, type FieldError } from "@/lib/kernel/errors";
import { monotonic } from "@/lib/platform/clock";
import { crossOriginHeaders, readerOf } from "./cross-origin";
import { contextOf, identify, organizationOf, type Caller } from "./caller";
import type { Contract, MediaType } from "./contract";
import { respond, type Answer } from "./answer";
import { askedOf, type Asked } from "./asked";
import { mediaTypeOf, readJson } from "./body";
import { refusalAnswer, refusalOf } from "./problem";
import { limitRate, type Rate } from "./rate-limit";
import { addressOf, requestIdOf } from "./request";
import { readyWorld } from "./world";

const MAX_BODY = 64 * 1024;
const JSON_TYPE = ["application/json"];

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

type ParsedAs<M> = { [T in keyof M]: M[T] extends MediaType<infer S> ? z.output<S> : never }[keyof M];

/** One call, authenticated and parsed. */
export interface Call<C extends Contract> {
  readonly world: World;
  readonly request: Asked;
  readonly requestId: string;
  readonly caller: Caller;
  readonly params: Parsed<NonNullable<C["params"]>>;
  readonly query: Parsed<NonNullable<C["query"]>>;
  readonly body: Parsed<NonNullable<C["body"]>> | ParsedAs<NonNullable<C["mediaTypes"]>>;
  /**
   * The context for the organization that is meant: named in the body, path or query, else by the Weir-Organization
   * header, else the caller's own. Throws 404 for one that the caller may not speak for.
   */
  forOrganization(named?: string): Promise<Ctx>;
  /** The context of the deployment itself. */
  forDeployment(): Ctx;
}

/** What Next passes; the gateway passes the same. */
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>;
}
export interface Handler {
  (request: Request, context: RouteContext): Promise<Response>;
  /** The same in plain values, for a door that reads and writes its sockets itself. Never throws. */
  readonly answer: (asked: Asked, context: RouteContext) => Promise<Answer>;
  readonly contract: Contract;
}

/**
 * A door for one contract: knows the caller, reads strictly, runs the handler, and turns whatever is thrown into
 * problem+json. Plain web standard, so that Next and the gateway mount the same function.
 */
export function route<C extends Contract>(contract: C, handle: (call: Call<C>) => Promise<Answer>): Handler {
  const answer: Handler["answer"] = async (request, context) => {
    const started = monotonic();
    const requestId = requestIdOf(request);
    const world = await readyWorld();
    let response: Answer;
    let rate: Rate | null = null;
    let caller: Caller | null = null;
    let refused: unknown;
    try {
      caller = await identify(world, request, contract.access);
      if (!contract.metering && !contract.limitsItself) rate = await limitRate(world, caller, request);
      if (rate?.refusal) throw rate.refusal;
      response = await handle(await readCall(world, contract, caller, request, context, requestId));
      response.headers["x-request-id"] = requestId;
      response.headers["cache-control"] ??= "no-store";
    } catch (error) {
      refused = error;
      const refusal = refusalOf(error);
      if (refusal.fault)
        world.log.error(
          {
            err: error,
            requestId,
            route: contract.path,
            facts: error instanceof AppError ? error.internal : undefined,
          },
          "a request failed",
        );
      response = refusalAnswer(refusal, requestId, world.env);
    }
    if (rate) Object.assign(response.headers, rate.headers);
    const origin = request.headers.get("origin");
    if (origin !== null)
      Object.assign(
        response.headers,
        crossOriginHeaders(await readerOf(world, contract.access, { origin, caller, refused })),
      );
    observe(world, contract, request, response, requestId, started);
    return response;
  };
  const handler = async (request: Request, context: RouteContext): Promise<Response> =>
    respond(await answer(askedOf(request), context));
  return Object.assign(handler, { answer, contract });
}

async function readCall<C extends Contract>(
  world: World,
  contract: C,
  caller: Caller,
  request: Asked,
  context: RouteContext,
  requestId: string,
): Promise<Call<C>> {
  const ip = addressOf(request);
  const params = contract.params ? parse(contract.params, await context.params, "/path") : undefined;
  const query = contract.query ? parse(contract.query, queryOf(request), "/query") : undefined;
  const body = contract.body ? await readBody(contract, contract.body, request) : undefined;
  return {
    world,
    request,
    requestId,
    caller,
    params: params as Call<C>["params"],
    query: query as Call<C>["query"],
    body: body as Call<C>["body"],
    async forOrganization(named) {
      const reference = named ?? request.headers.get("weir-organization") ?? null;
      return contextOf(world, caller, await organizationOf(world, caller, contract.access, reference), requestId, ip);
    },
    forDeployment: () => contextOf(world, caller, null, requestId, ip),
  };
}

/** The body by the schema of its media type. */
async function readBody(contract: Contract, schema: z.ZodType, request: Asked): Promise<unknown> {
  const others = contract.mediaTypes ?? {};
  const max = contract.maxBytes ?? MAX_BODY;
  const accepted = contract.mediaTypes ? [...JSON_TYPE, ...Object.keys(others)] : JSON_TYPE;
  const json = await readJson(request, max, accepted, contract.bodyOptional);
  const other = contract.mediaTypes && others[mediaTypeOf(request)];
  if (other) return parse(other.schema, json, "");
  for (const { schema: theirs, fromHeaders } of Object.values(others))
    if (fromHeaders && request.headers.has(fromHeaders.when))
      return parse(theirs, fromHeaders.assemble(request.headers, json), "");
  return parse(schema, json, "");
}

function queryOf(request: Asked): Record<string, string> {
  const out: Record<string, string> = {};
  const at = request.url.indexOf("?");
  if (at < 0) return out;
  for (const [name, value] of new URLSearchParams(request.url.slice(at + 1))) {
    if (Object.hasOwn(out, name))
      throw invalid([
        {
          pointer: `/query/${name}`,
          code: "repeated",
          message: `The parameter ${name} stands twice.`,
          fix: "Send it once.",
        },
      ]);
    Object.defineProperty(out, name, { value, enumerable: true });
  }
  return out;
}

function parse<S extends z.ZodType>(schema: S, value: unknown, at: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(fieldErrors(result.error, at));
}

const NO_OBJECT = {
  body: { message: "The body must be a JSON object.", fix: "Send one object: its fields between { and }." },
  part: { message: "Here must stand a JSON object.", fix: "Put its fields between { and }." },
};

/** Each fault of a schema as pointer, code, words. */
export function fieldErrors(error: z.ZodError, at: string): FieldError[] {
  const seen = new Set<string>();
  const all = error.issues.flatMap((issue): FieldError[] => {
    const pointer =
      `${at}/${issue.path.map((p) => String(p).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`.replace(
        /\/$/,
        "",
      ) || "/";
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        pointer: `${pointer === "/" ? "" : pointer}/${key.slice(0, 100)}`,
        code: "unknown",
        message: `The field ${key.slice(0, 100)} is not known here.`,
        fix: "Remove it, or check its spelling.",
      }));
    }
    if (issue.code === "invalid_type" && issue.expected === "object" && issue.path.length === 0)
      return [{ pointer, code: "object", ...NO_OBJECT[at === "" ? "body" : "part"] }];
    if (issue.code === "invalid_key")
      return [{ pointer, code: "name", message: "The name of this member must be 1 to 40 characters long." }];
    return [{ pointer, code: issue.code, message: issue.message }];
  });
  // One fault that breaks two checks of one field is still one fault.
  return all.filter(
    ({ pointer, message }) => !seen.has(`${pointer}\n${message}`) && seen.add(`${pointer}\n${message}`),
  );
}

function observe(
  world: World,
  contract: Contract,
  request: Asked,
  response: Answer,
  requestId: string,
  started: number,
): void {
  const seconds = (monotonic() - started) / 1_000;
  world.metrics.requests.observe(
    { route: `${contract.method} ${contract.path}`, status: String(response.status) },
    seconds,
  );
  // One line for each request; the metering path speaks only when asked to, for it is most of them.
  const level = contract.metering && response.status < 500 ? "debug" : "info";
  world.log[level](
    {
      requestId,
      route: contract.path,
      method: request.method,
      status: response.status,
      ms: Math.round(seconds * 1_000),
    },
    "request",
  );
}
