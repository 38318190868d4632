import type { Actor, Ctx } from "@/lib/context";
import { handlerOf } from "./handlers";
import type { InboxEvent } from "./model";
import * as store from "./store";

const STRIPE: Actor = { kind: "stripe", id: "stripe", label: "Stripe" };
/** Events worked on at the same time. Two of one object are safe: what they apply is compared and set. */
const LANES = 4;

/**
 * Works on due events of the inbox, at most `limit`, and returns how many were taken. A failed one comes back after a
 * growing pause; after twelve attempts it is dead and waits for a person. Any number of workers may do this.
 */
export async function processDueEvents(ctx: Ctx, limit: number): Promise<number> {
  const due = await store.takeDueEvents(ctx.db, limit);
  const waiting = [...due];
  const lane = async (): Promise<void> => {
    for (let event = waiting.shift(); event; event = waiting.shift()) await processEvent(ctx, event);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, due.length) }, lane));
  return due.length;
}

async function processEvent(ctx: Ctx, event: InboxEvent): Promise<void> {
  const acting: Ctx = { ...ctx, actor: STRIPE, organization: null, requestId: event.id };
  try {
    await store.markProcessed(ctx.db, event.id, await outcomeOf(acting, event));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const dead = await store.markFailed(ctx.db, event, reason);
    ctx.log[dead ? "error" : "warn"](
      { eventId: event.id, type: event.type, attempts: event.attempts, err: error },
      dead ? "a Stripe event is dead" : "a Stripe event failed and will be tried again",
    );
  }
}

async function outcomeOf(ctx: Ctx, event: InboxEvent): Promise<string> {
  const handler = handlerOf(event.type);
  if (!handler) return "ignored: nobody listens to this type";
  if (event.objectId === null) return "ignored: the event names no object";
  return handler.handle(ctx, event.objectId);
}
