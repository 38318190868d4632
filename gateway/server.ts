import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { gatewayApp } from "./app";
import { directListener } from "./direct";

/** The gateway's server, not listening yet. Needs the world of the process. */
export function gatewayServer(): Server {
  const listen = getRequestListener(gatewayApp().fetch);
  // A header that stands twice reads "a, b", as everywhere on the web; node would drop the second of some.
  const serve = directListener((incoming, outgoing) => void listen(incoming, outgoing));
  return createServer({ joinDuplicateHeaders: true }, (incoming, outgoing) => {
    // As Next does it: without a proxy in front, the address is the socket's.
    incoming.headers["x-forwarded-for"] ??= incoming.socket.remoteAddress;
    serve(incoming, outgoing);
  });
}
