import type { AddressInfo } from "node:net";
import { createWorld } from "@/lib/context";
import { useWorld } from "@/lib/http";
import { readEnvironment } from "@/lib/platform/env";
import { gatewayServer } from "./server";

const CLOSE_WITHIN_MS = 5_000;

const env = readEnvironment();
const world = createWorld(env, "gateway");
useWorld(world);

const server = gatewayServer();
server.listen(env.GATEWAY_PORT, () =>
  world.log.info({ port: (server.address() as AddressInfo).port }, "the gateway listens"),
);

async function close(): Promise<void> {
  const forced = setTimeout(() => process.exit(1), CLOSE_WITHIN_MS);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await world.close();
  clearTimeout(forced);
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void close());
