import type { Command } from "commander";
import { syncPrices } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { SYSTEM } from "@/lib/context";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { stripeMode } from "@/lib/platform/env";
import { inboxBacklog, processDueEvents, replayEvent, sweepEvents } from "@/lib/stripe";
import { pastMomentOf } from "../reading";
import { inSession, type Session } from "../session";
import { Stop } from "../stop";

const BATCH = 50;
const MAX_ROUNDS = 100;

function requireStripe(session: Session): void {
  if (stripeMode(session.world.env) === "off")
    throw new Stop("Payments are off: no Stripe key is set. Set STRIPE_SECRET_KEY.");
}

/** Works on what is due in the inbox; a running worker may take some of it. */
async function workThroughInbox(ctx: Ctx): Promise<number> {
  let worked = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const taken = await processDueEvents(ctx, BATCH);
    if (taken === 0) break;
    worked += taken;
  }
  return worked;
}

/** `weir stripe …` */
export function addStripeVerbs(program: Command): void {
  const stripe = program.command("stripe").description("what Weir and Stripe know of each other");
  stripe
    .command("sync")
    .description("bring prices on sale to Stripe, and fetch the events that no webhook brought")
    .option("--since <when>", "events since a time, or a span back", "3d")
    .action(
      inSession<{ since: string }>(async (session, _, { since }) => {
        requireStripe(session);
        const ctx: Ctx = { ...session.as(), actor: SYSTEM };
        const now = await businessNow(sqlOf(ctx.db));
        const from = pastMomentOf(since, now, "--since");
        await session.aboutTo("bring prices on sale to Stripe, and fetch its events");
        const prices = await syncPrices(session.as());
        const events = await sweepEvents(ctx, from, now);
        const worked = await workThroughInbox(ctx);
        const view = { prices, events: { looked: events.looked, missed: events.missed, worked } };
        session.print.done(
          view,
          `${prices.synced.length} prices brought to Stripe; ${events.missed} of ${events.looked} events had not arrived; ${worked} worked on.`,
        );
        if (prices.failed.length > 0)
          throw new Stop(
            prices.failed.map(({ plan, reason }) => `${plan} could not be brought to Stripe: ${reason}`).join("\n"),
          );
      }),
    );
  stripe
    .command("replay <event>")
    .description("work on a stored event again (evt_…), also a dead one; safe")
    .action(
      inSession(async (session, [eventId = ""]) => {
        requireStripe(session);
        await session.aboutTo(`work on ${eventId} again`);
        await replayEvent(session.as(), eventId);
        const worked = await workThroughInbox({ ...session.as(), actor: SYSTEM });
        const { waiting, dead } = await inboxBacklog(session.world);
        session.print.done(
          { event: eventId, worked, waiting, dead },
          `${eventId} was made due again${worked > 0 ? " and worked on" : "; the worker takes it within a second"}. Waiting: ${waiting}, dead: ${dead}.`,
        );
      }),
    );
}
