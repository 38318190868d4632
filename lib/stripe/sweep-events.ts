import type { Ctx } from "@/lib/context";
import { DAY, type Instant } from "@/lib/kernel/time";
import { handlerOf } from "./handlers";
import * as store from "./store";

const PAGE = 100;
/** Pages of one sweep: a hundred thousand events. Beyond that the comparison is the quicker way to what is true. */
const MAX_PAGES = 1_000;
/** For so long Stripe keeps its events. */
const KEPT = 30 * DAY;

export interface EventSweep {
  readonly looked: number;
  /** Events that no webhook had brought and that are in the inbox now. */
  readonly missed: number;
  /** Everything up to this moment of Stripe's time has been seen. */
  readonly upTo: Instant;
  /** Events of this time are no longer to be had, or were too many: only a comparison finds what they told. */
  readonly unseen: boolean;
}

/**
 * Asks Stripe for its events since a moment and stores those that never arrived. Stripe lists them newest first, so a sweep
 * that dies has seen nothing for sure, and the next begins where the last whole one did. Repeating it stores nothing twice.
 */
export async function sweepEvents(
  ctx: Pick<Ctx, "db" | "payments">,
  since: Instant,
  now: Instant,
): Promise<EventSweep> {
  let looked = 0;
  let missed = 0;
  let after: string | null = null;
  for (let turned = 0; turned < MAX_PAGES; turned++) {
    const page = await ctx.payments.listEvents({ since, after, limit: PAGE });
    // What nobody listens to need not fill the inbox; its webhook has been answered or will be.
    for (const event of page.events) if (handlerOf(event.type) && (await store.insertEvent(ctx.db, event))) missed += 1;
    looked += page.events.length;
    after = page.events.at(-1)?.id ?? null;
    if (!page.more || after === null) return { looked, missed, upTo: now, unseen: since < now - KEPT };
  }
  return { looked, missed, upTo: now, unseen: true };
}
