import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import * as store from "./store";

/**
 * Takes a webhook in: checks the signature over the raw bytes and stores the event, once. Nothing is done about it here;
 * the worker does, and a lost answer only makes Stripe send it again. MALFORMED for a signature that does not hold.
 */
export async function receiveWebhook(
  ctx: Pick<Ctx, "db" | "payments">,
  rawBody: Uint8Array,
  signature: string | null,
): Promise<{ eventId: string; stored: boolean }> {
  const event = ctx.payments.verifyWebhook(rawBody, signature);
  return { eventId: event.id, stored: await store.insertEvent(ctx.db, event) };
}

/** Has a stored event worked on again, also a dead one. Safe: handlers apply the present state. NOT_FOUND for an unknown one. */
export async function replayEvent(ctx: Ctx, eventId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    if (!(await store.makeDue(tx, eventId))) throw notFound("Stripe event");
    await record(tx, ctx, "stripe_event.replayed", {
      entity: { type: "stripe_event", id: eventId },
      organization: null,
    });
  });
}

/** How far behind the inbox is. */
export const inboxBacklog = (ctx: Pick<Ctx, "db">): Promise<{ waiting: number; oldestSeconds: number; dead: number }> =>
  store.backlog(ctx.db);
