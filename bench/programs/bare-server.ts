// The gateway's HTTP stack with nothing behind it, and with one plain insert behind it. PORT names where it listens.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createWorld } from "@/lib/context";
import { uuidv7 } from "@/lib/kernel/ids";
import { readEnvironment } from "@/lib/platform/env";
import { bareRow, INSERT_ONE } from "../bare-rows";

const FENCES = 50;
/** As long as a real answer. */
const NOTHING = JSON.stringify({ data: { nothing: "x".repeat(360) } });

const env = readEnvironment();
const world = createWorld(env, "bare");
const headers = { "content-type": "application/json" };
let inserted = 0;

const app = new Hono();
app.get("/healthz", () => new Response(NOTHING, { headers }));
app.post("/empty", () => new Response(NOTHING, { status: 201, headers }));
app.post("/insert", async (c) => {
  const { idempotencyKey } = await c.req.json<{ idempotencyKey: string }>();
  inserted += 1;
  await world.pool.named(INSERT_ONE, bareRow(inserted % FENCES, idempotencyKey, uuidv7(), inserted));
  return new Response(NOTHING, { status: 201, headers });
});

serve({ fetch: app.fetch, port: env.PORT });
process.on("SIGTERM", () => process.exit(0));
