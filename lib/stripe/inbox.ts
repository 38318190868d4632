import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import type { ProviderEvent } from "@/lib/payments";
import { inTransaction } from "@/lib/platform/db";
import type { EventFilter } from "./model";
import * as store from "./store";

/** Events that one replay by a filter makes due at most; the oldest of what the filter meets come first. */
export const MAX_REPLAYED = 1_000;

type Door = Pick<Ctx, "db" | "payments" | "metrics">;

/** What a webhook came to. */
export interface Received {
  readonly eventId: string;
  /** False when it had been stored before. */
  readonly stored: boolean;
}

/**
 * Takes a webhook in: checks the signature over the raw bytes and stores the event, once. Nothing is done about it here;
 * the worker does, and a lost answer only makes Stripe send it again. MALFORMED for a signature that does not hold, and
 * for an event of another mode or account.
 */
export const receiveWebhook = (door: Door, rawBody: Uint8Array, signature: string | null): Promise<Received> =>
  take(door, () => door.payments.verifyWebhook(rawBody, signature));

/** The same for thin events, which name what happened and carry nothing of it. */
export const receiveThinWebhook = (door: Door, rawBody: Uint8Array, signature: string | null): Promise<Received> =>
  take(door, () => door.payments.verifyThinWebhook(rawBody, signature));

async function take({ db, metrics }: Door, verify: () => ProviderEvent): Promise<Received> {
  let event: ProviderEvent;
  try {
    event = verify();
  } catch (error) {
    metrics.inbox.inc({ event: "refused" });
    throw error;
  }
  const stored = await store.insertEvent(db, event);
  metrics.inbox.inc({ event: stored ? "stored" : "repeated" });
  return { eventId: event.id, stored };
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

/**
 * Has every stored event of a filter worked on again, the oldest first and at most 1,000; returns how many. Journaled with
 * the filter. Repeating it does no harm.
 */
export async function replayEvents(ctx: Ctx, filter: EventFilter): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    const replayed = await store.makeManyDue(tx, filter, MAX_REPLAYED);
    if (replayed > 0)
      await record(tx, ctx, "stripe_event.replayed_many", {
        entity: { type: "stripe_event", id: "many" },
        organization: null,
        after: { filter: filterOnPaper(filter), replayed },
      });
    return replayed;
  });
}

const filterOnPaper = ({ from, to, ...rest }: EventFilter): Record<string, string> => ({
  ...rest,
  ...(from === undefined ? {} : { from: iso(from) }),
  ...(to === undefined ? {} : { to: iso(to) }),
});
