// Loaded before the web's server: Next builds a Request of everything that arrives, and the standard forbids one for TRACE, so that
// it would answer a bare 500 before any code of ours.
import { randomUUID } from "node:crypto";
import http from "node:http";

const ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
/** Answers for a method that no route has, as the routes do. */
function refuse(incoming, outgoing) {
  const requestId = `req_${randomUUID().replaceAll("-", "")}`;
  const problem = {
    type: `${process.env.WEIR_URL ?? "http://localhost:3000"}/errors/method_not_allowed`,
    title: "This method is not offered here",
    status: 405,
    detail: `${incoming.method} is answered nowhere. Allowed are ${ALLOWED}, each where its route takes it.`,
    code: "METHOD_NOT_ALLOWED",
    requestId,
  };
  const headers = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    allow: ALLOWED,
    connection: "close",
  };
  outgoing.writeHead(405, headers).end(JSON.stringify(problem));
}

const createServer = http.createServer;
http.createServer = (...given) =>
  createServer(
    ...given.map((each) =>
      typeof each === "function"
        ? (incoming, outgoing) => (incoming.method === "TRACE" ? refuse(incoming, outgoing) : each(incoming, outgoing))
        : each,
    ),
  );
