import type { Actor, Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { AppError } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import { handlerOf, reportHandlerOf } from "./handlers";
import type { InboxEvent } from "./model";
import * as store from "./store";

const STRIPE: Actor = { kind: "stripe", id: "stripe", label: "Stripe" };
/** Objects worked on at the same time. Two workers at one object are safe: what they apply is compared and set. */
const LANES = 4;

/** Events that one application of an object's present state does justice to, all of them taken before it is read. */
interface Work {
  readonly events: readonly [InboxEvent, ...InboxEvent[]];
  readonly apply: (ctx: Ctx) => Promise<string>;
}

/**
 * Works on due events of the inbox, at most `limit`, and returns how many were taken. Events that ask for the same thing
 * are answered by doing it once. A failed one comes back after a growing pause; after twelve attempts it is dead and waits
 * for a person, except while Stripe itself does not answer. Any number of workers may do this.
 */
export async function processDueEvents(ctx: Ctx, limit: number): Promise<number> {
  const due = await store.takeDueEvents(ctx.db, limit);
  const waiting = shelvesOf(due);
  const lane = async (): Promise<void> => {
    for (let shelf = waiting.shift(); shelf; shelf = waiting.shift())
      for (const work of shelf) await processWork(ctx, work);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, waiting.length) }, lane));
  return due.length;
}

/** What is to be done, by object: one object's work stays in one lane, else it would only overtake itself. */
function shelvesOf(due: readonly InboxEvent[]): Work[][] {
  const shelves = new Map<string, Map<unknown, Work>>();
  for (const event of due) {
    const { effect, apply } = effectOf(event);
    const shelf = shelves.get(event.objectId ?? event.id) ?? new Map<unknown, Work>();
    const [first, ...more] = shelf.get(effect)?.events ?? [event];
    shelf.set(effect, { events: shelf.has(effect) ? [first, ...more, event] : [event], apply });
    shelves.set(event.objectId ?? event.id, shelf);
  }
  return [...shelves.values()].map((shelf) => [...shelf.values()]);
}

/** What an event asks for. Two of one object with the same effect ask for the same. */
function effectOf(event: InboxEvent): { effect: unknown; apply: (ctx: Ctx) => Promise<string> } {
  const report = reportHandlerOf(event.type);
  if (report) return { effect: event.id, apply: (ctx) => report.report(ctx, event) };
  const handler = handlerOf(event.type);
  if (!handler) return { effect: "ignored", apply: async () => "ignored: nobody listens to this type" };
  const { objectId } = event;
  if (objectId === null) return { effect: event.id, apply: async () => "ignored: the event names no object" };
  return { effect: handler.handle, apply: (ctx) => handler.handle(ctx, objectId) };
}

async function processWork(ctx: Ctx, { events, apply }: Work): Promise<void> {
  const [first] = events;
  const acting: Ctx = { ...ctx, actor: STRIPE, organization: null, requestId: first.id };
  try {
    const outcome = await apply(acting);
    const ids = events.map((event) => event.id);
    for (const lag of await store.markProcessed(ctx.db, ids, outcome)) ctx.metrics.inboxSeconds.observe(lag);
    ctx.metrics.inbox.inc({ event: "processed" }, events.length);
  } catch (error) {
    for (const event of events) await fail({ ...acting, requestId: event.id }, event, error);
  }
}

async function fail(ctx: Ctx, event: InboxEvent, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const away = error instanceof AppError && error.code === "UNAVAILABLE";
  const dead = await inTransaction(ctx.db, async (tx) => {
    const died = await store.markFailed(tx, event, reason, away);
    if (died)
      await record(tx, ctx, "stripe_event.died", {
        entity: { type: "stripe_event", id: event.id },
        organization: null,
        after: { type: event.type, organizationId: event.organizationId, attempts: event.attempts },
        reason: reason.slice(0, 500),
      });
    return died;
  });
  ctx.metrics.inbox.inc({ event: dead ? "dead" : "failed" });
  ctx.log[dead ? "error" : "warn"](
    { eventId: event.id, type: event.type, organizationId: event.organizationId, attempts: event.attempts, err: error },
    dead ? "a Stripe event is dead" : "a Stripe event failed and will be tried again",
  );
}
