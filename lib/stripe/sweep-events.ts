import type { Ctx } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";
import { handlerOf } from "./handlers";
import * as store from "./store";

/** The most events looked at in one sweep; the next one begins where this one ended. */
const MAX_EVENTS = 2_000;

export interface EventSweep {
  readonly looked: number;
  /** Events that no webhook had brought and that are in the inbox now. */
  readonly missed: number;
  /** Everything up to this moment of Stripe's time has been seen. */
  readonly upTo: Instant;
}

/**
 * Asks Stripe for its events since a moment and stores those that never arrived. `now` is what "up to" says when nothing
 * was left over. Repeating it stores nothing twice.
 */
export async function sweepEvents(
  ctx: Pick<Ctx, "db" | "payments">,
  since: Instant,
  now: Instant,
): Promise<EventSweep> {
  const events = await ctx.payments.listEventsSince(since, MAX_EVENTS);
  let missed = 0;
  // What nobody listens to need not fill the inbox; its webhook has been answered or will be.
  for (const event of events) if (handlerOf(event.type) && (await store.insertEvent(ctx.db, event))) missed += 1;
  return {
    looked: events.length,
    missed,
    upTo: events.length < MAX_EVENTS ? now : (events.at(-1)?.createdAt ?? since),
  };
}
