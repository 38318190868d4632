import net from "node:net";
import { PlainError } from "../progress.mjs";

const LOOPBACK = "127.0.0.1";

/** A TCP port on 127.0.0.1 that nobody listens on at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** True when a server could listen on the port, on the loopback address and on all addresses. */
export async function portIsFree(port) {
  return (await canListen(port, LOOPBACK)) && (await canListen(port, "0.0.0.0")) && (await canListen(port, "::"));
}

/** The preferred port when it is free, else any free one. For ports that nobody types by hand. */
export const preferPort = async (port) => ((await portIsFree(port)) ? port : freePort());

/** Reads a port from the environment; the error names the variable. */
export function portFromEnv(name, fallback) {
  const text = process.env[name]?.trim();
  if (!text) return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new PlainError(`${name}=${text} is not a port. Use a whole number from 1 to 65535.`);
  }
  return port;
}

/** Refuses to go on when a port is taken, with the words its reader needs. `wanted` is [{ port, purpose, variable }]. */
export async function requireFreePorts(wanted) {
  const seen = new Map();
  for (const { port, purpose, variable } of wanted) {
    if (seen.has(port)) {
      throw new PlainError(
        `Port ${port} is asked for twice: by ${seen.get(port)} and by ${variable}. Change one of them.`,
      );
    }
    seen.set(port, variable);
    if (!(await portIsFree(port))) {
      throw new PlainError(
        `Port ${port} (${purpose}) is in use by another program.\n` +
          `Stop that program, or choose another port: ${variable}=${port + 10} npm start`,
      );
    }
  }
}

/** Resolves true once something accepts connections on the port, false after `timeoutMs`. */
export async function waitForPort(port, timeoutMs, giveUp = () => false) {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && !giveUp()) {
    if (await answers(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: LOOPBACK });
    const done = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
  });
}
