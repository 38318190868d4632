import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { gatewayApp } from "./app";
import { directListener } from "./direct";

/** The gateway's server, not listening yet. Needs the world of the process. */
export function gatewayServer(): Server {
  const listen = getRequestListener(gatewayApp().fetch);
  // A header that stands twice reads "a, b", as everywhere on the web; node would drop the second of some.
  return createServer(
    { joinDuplicateHeaders: true },
    directListener((incoming, outgoing) => void listen(incoming, outgoing)),
  );
}
