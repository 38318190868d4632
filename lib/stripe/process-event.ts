import type { Actor, Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { AppError } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import type { InboxEvent } from "./model";
import { shelvesOf, type Work } from "./shelves";
import * as store from "./store";

const STRIPE: Actor = { kind: "stripe", id: "stripe", label: "Stripe" };
/**
 * Organizations worked on at the same time: most of the time is spent waiting for Stripe. Two workers at one object are safe,
 * for what they apply is compared and set.
 */
const LANES = 8;

/**
 * Works on due events of the inbox, at most `limit`, and returns how many were taken. Events that ask for the same thing
 * are answered by doing it once. A failed one comes back after a growing pause; after twelve attempts it is dead and waits
 * for a person, except while Stripe itself does not answer. Any number of workers may do this.
 */
export async function processDueEvents(ctx: Ctx, limit: number): Promise<number> {
  const due = await store.takeDueEvents(ctx.db, limit);
  const { shelves, ignored } = shelvesOf(due);
  await finish(ctx, ignored, "ignored: nobody listens to this type");
  const waiting = [...shelves];
  const lane = async (): Promise<void> => {
    for (let shelf = waiting.shift(); shelf; shelf = waiting.shift())
      for (const work of shelf) await processWork(ctx, work);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, waiting.length) }, lane));
  return due.length;
}

async function processWork(ctx: Ctx, { events, apply }: Work): Promise<void> {
  const [first] = events;
  const acting: Ctx = { ...ctx, actor: STRIPE, organization: null, requestId: first.id };
  try {
    await finish(ctx, events, await apply(acting));
  } catch (error) {
    for (const event of events) await fail({ ...acting, requestId: event.id }, event, error);
  }
}

async function finish(ctx: Ctx, events: readonly InboxEvent[], outcome: string): Promise<void> {
  if (events.length === 0) return;
  const ids = events.map((event) => event.id);
  for (const lag of await store.markProcessed(ctx.db, ids, outcome)) ctx.metrics.inboxSeconds.observe(lag);
  ctx.metrics.inbox.inc({ event: "processed" }, events.length);
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
