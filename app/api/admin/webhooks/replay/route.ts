import { ok, route } from "@/lib/http";
import { notFound } from "@/lib/kernel/errors";
import {
  countStoredEvents,
  findStoredEvent,
  MAX_REPLAYED,
  replayEvent,
  replayEvents,
  type EventFilter,
} from "@/lib/stripe";
import { findOrganization } from "@/lib/tenancy";
import { postWebhookReplay } from "./contract";

/** Makes stored events due again; the worker takes them within a second. Safe: what they apply is the present state. */
export const POST = route(postWebhookReplay, async (call) => {
  const ctx = call.forDeployment();
  const { eventId, dryRun = false, organization, ...rest } = call.body;
  if (eventId !== undefined) {
    if (!dryRun) await replayEvent(ctx, eventId);
    else if (!(await findStoredEvent(ctx, eventId))) throw notFound("Stripe event");
    return ok({ replayed: 1, dryRun });
  }
  const filter: EventFilter = { ...rest, ...(organization ? { organizationId: await idOf(ctx, organization) } : {}) };
  const met = dryRun ? Math.min(await countStoredEvents(ctx, filter), MAX_REPLAYED) : await replayEvents(ctx, filter);
  return ok({ replayed: met, dryRun });
});

type Finder = Parameters<typeof findOrganization>[0];

async function idOf(ctx: Finder, reference: string): Promise<string> {
  const found = await findOrganization(ctx, reference);
  if (!found) throw notFound("organization");
  return found.id;
}
