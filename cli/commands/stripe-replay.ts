import type { Command } from "commander";
import { SYSTEM, type Ctx } from "@/lib/context";
import { securityNow } from "@/lib/platform/clock";
import {
  countStoredEvents,
  EVENT_STATES,
  inboxBacklog,
  processDueEvents,
  replayEvent,
  replayEvents,
  type EventFilter,
  type EventState,
} from "@/lib/stripe";
import { oneOf, pastMomentOf } from "../reading";
import { inSession, type Session } from "../session";
import { usageError } from "../stop";
import { requireStripe } from "./stripe-mode";

const BATCH = 50;
const MAX_ROUNDS = 100;

interface Options {
  readonly type?: string;
  readonly state?: EventState;
  readonly org?: string;
  readonly since?: string;
}

/** Works on what is due in the inbox; a running worker may take some of it. */
export async function workThroughInbox(ctx: Ctx): Promise<number> {
  let worked = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const taken = await processDueEvents(ctx, BATCH);
    if (taken === 0) break;
    worked += taken;
  }
  return worked;
}

/** `weir stripe replay` */
export function addStripeReplay(stripe: Command): void {
  stripe
    .command("replay [event]")
    .description("work on a stored event again (evt_…), or on all that the options meet, also dead ones; safe")
    .option("--state <state>", "waiting, failing, done, ignored or dead", oneOf(...EVENT_STATES))
    .option("--type <type>", "of one type, as customer.subscription.updated")
    .option("--org <organization>", "of one organization")
    .option("--since <when>", "received since a time, or a span back")
    .action(
      inSession<Options>("operator:write", async (session, [event], options) => {
        requireStripe(session);
        const filter = await filterOf(session, options);
        if ((event === undefined) === (Object.keys(filter).length === 0))
          throw usageError("Name an event, or what the events have in common: --state, --type, --org, --since.");
        const replayed = event === undefined ? await replayMany(session, filter) : await replayOne(session, event);
        const worked = await workThroughInbox({ ...session.as(), actor: SYSTEM });
        const { waiting, dead } = await inboxBacklog(session.world);
        session.print.done(
          { ...(event === undefined ? {} : { event }), replayed, worked, waiting, dead },
          `${event ?? `${replayed} events`} ${replayed === 1 ? "was" : "were"} made due again${worked > 0 ? " and worked on" : "; the worker takes what is due within a second"}. Waiting: ${waiting}, dead: ${dead}.`,
        );
      }),
    );
}

async function replayOne(session: Session, event: string): Promise<number> {
  await session.aboutTo(`work on ${event} again`);
  await replayEvent(session.as(), event);
  return 1;
}

async function replayMany(session: Session, filter: EventFilter): Promise<number> {
  const met = await countStoredEvents(session.world, filter);
  await session.aboutTo(`work on ${met} events again`, { ask: true });
  return replayEvents(session.as(), filter);
}

async function filterOf(session: Session, { type, state, org, since }: Options): Promise<EventFilter> {
  return {
    ...(type === undefined ? {} : { type }),
    ...(state === undefined ? {} : { state }),
    ...(org === undefined ? {} : { organizationId: (await session.organization(org)).id }),
    // Arrivals are stamped in real time.
    ...(since === undefined ? {} : { from: pastMomentOf(since, securityNow(), "--since") }),
  };
}
