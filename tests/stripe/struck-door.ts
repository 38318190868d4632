import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { closed, listening } from "./tape";

/** Where in the course of one question of a worker's something happens. */
export type Point = "before" | "unanswered" | "answered";

/** An address in front of Stripe at which a worker can be struck, or be made to wait. */
export interface Door {
  readonly url: string;
  /**
   * At the next question of this kind ("POST /v1/billing/meter_events"): `before` Stripe hears of it, with its answer on the
   * way (`unanswered`, it never comes), or when it has come. Resolves when that point is reached; what happens there may take
   * its time, and a question that is let through `before` goes on after it.
   */
  next(kind: string, point: Point, happens?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface Ambush {
  readonly kind: string;
  readonly point: Point;
  readonly reached: () => void;
  readonly happens: (() => Promise<void>) | undefined;
}

/** Opens a door in front of the simulator. */
export async function openDoor(target: string): Promise<Door> {
  let ambush: Ambush | null = null;
  const meets = (kind: string, point: Point): Ambush | null => {
    if (ambush?.kind !== kind || ambush.point !== point) return null;
    const met = ambush;
    ambush = null;
    return met;
  };
  /** True when the question goes no further: whoever asked is dead. */
  const strikes = async (kind: string, point: Point): Promise<boolean> => {
    const met = meets(kind, point);
    met?.reached();
    await met?.happens?.();
    return met !== null && met.happens === undefined;
  };
  const server = createServer((question, reply) => {
    void (async () => {
      const kind = `${question.method ?? ""} ${kindOf(question.url ?? "/")}`;
      const body = await bodyOf(question);
      if (await strikes(kind, "before")) return;
      const { answer, text } = await forwarded(target, question, body);
      if (await strikes(kind, "unanswered")) return;
      reply.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
      await strikes(kind, "answered");
    })().catch(() => refuse(reply));
  });
  return {
    url: await listening(server),
    next: (kind, point, happens) =>
      new Promise((resolve) => {
        ambush = { kind, point, happens, reached: resolve };
      }),
    close: () => closed(server),
  };
}

/** A path without the ids in it: all subscriptions are asked for alike. */
const kindOf = (url: string): string =>
  new URL(url, "http://stripe.test").pathname.replace(/\/(?:sub|in|mtr)_\w+/, "/:id");

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const forwarded = (
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<{ answer: IncomingMessage; text: Buffer }> =>
  new Promise((resolve, reject) => {
    const forward = request(new URL(url ?? "/", target), { method, headers }, (answer) => {
      bodyOf(answer).then((text) => resolve({ answer, text }), reject);
    });
    forward.once("error", reject);
    forward.end(body);
  });

const refuse = (reply: ServerResponse): void => {
  if (!reply.headersSent) reply.writeHead(502);
  reply.end();
};
