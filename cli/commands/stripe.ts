import type { Command } from "commander";
import { missingPrices, syncPrices } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { SYSTEM } from "@/lib/context";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { sweepEvents } from "@/lib/stripe";
import { pastMomentOf } from "../reading";
import { inSession } from "../session";
import { Stop } from "../stop";
import { addStripeDrift } from "./stripe-drift";
import { addStripeOverage } from "./stripe-overage";
import { requireStripe } from "./stripe-mode";
import { addStripeReplay, workThroughInbox } from "./stripe-replay";

/** `weir stripe …` */
export function addStripeVerbs(program: Command): void {
  const stripe = program.command("stripe").description("what Weir and Stripe know of each other");
  stripe
    .command("sync")
    .description("bring prices on sale to Stripe, and fetch the events that no webhook brought")
    .option("--since <when>", "events since a time, or a span back", "3d")
    .action(
      inSession<{ since: string }>("operator:write", async (session, _, { since }) => {
        requireStripe(session);
        const ctx: Ctx = { ...session.as(), actor: SYSTEM };
        const now = await businessNow(sqlOf(ctx.db));
        const from = pastMomentOf(since, now, "--since");
        const missing = (await missingPrices(ctx)).flatMap((each) => each.names);
        const first =
          missing.length === 0 ? "bring no price to Stripe, all are there" : `bring ${missing.join("; ")} to Stripe`;
        await session.aboutTo(`${first}, and fetch its events`);
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
  addStripeReplay(stripe);
  addStripeDrift(stripe);
  addStripeOverage(stripe);
}
