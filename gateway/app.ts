import { Hono } from "hono";
import {
  health,
  healthz,
  metrics,
  noSuchPath,
  problem,
  publicKeys,
  readyz,
  requestIdOf,
  world,
  type Method,
  type RouteContext,
} from "@/lib/http";
import { METHODS, ROUTES } from "./routes";

/** The metering API without a framework on the hot path: each handler gets the request as it came. */
export function gatewayApp(): Hono {
  const app = new Hono();
  app.get("/healthz", () => healthz());
  app.get("/readyz", () => readyz());
  app.get("/health", () => health());
  app.get("/metrics", (c) => metrics(c.req.raw));
  app.get("/.well-known/jwks.json", (c) => publicKeys(c.req.raw));
  for (const [path, module] of ROUTES) {
    const allowed = METHODS.filter((method) => module[method]).join(", ");
    // One entry for each path: a path that matches twice goes through Hono's chain of middleware, which costs every request.
    app.all(path, (c) => {
      if (c.req.method === "OPTIONS" && module.OPTIONS) return module.OPTIONS(c.req.raw);
      const method = methodOf(c.req.method);
      const handler = method && module[method];
      if (handler) return handler(c.req.raw, contextOf(c.req.param()));
      const response = problem(
        { code: "METHOD_NOT_ALLOWED", message: `${path} takes ${allowed}.` },
        requestIdOf(c.req.raw),
        world().env,
      );
      response.headers.set("allow", allowed);
      return response;
    });
  }
  app.notFound((c) => noSuchPath(c.req.raw));
  app.onError((error, c) => {
    const id = requestIdOf(c.req.raw);
    world().log.error({ err: error, requestId: id }, "the gateway failed");
    return problem(
      { code: "INTERNAL_ERROR", message: "This should not have happened. Tell us the request id." },
      id,
      world().env,
    );
  });
  return app;
}

/** The method whose handler answers: HEAD asks for what GET says, without its body. */
const methodOf = (method: string): Method | undefined =>
  method === "HEAD" ? "GET" : METHODS.find((known) => known === method);

const contextOf = (params: Record<string, string>): RouteContext => ({ params: Promise.resolve(params) });
