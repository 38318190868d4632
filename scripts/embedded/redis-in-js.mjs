// The stand-in for machines without a Redis: a server in JavaScript, in a process of its own so that it neither slows
// its launcher down nor dies with a closed terminal. In memory only. Usage: node redis-in-js.mjs PORT
import { createRedisMock } from "js-redis-server";

const server = await createRedisMock({ port: Number(process.argv[2]) });
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => void server.close().finally(() => process.exit(0)));
