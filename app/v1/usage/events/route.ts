import { z } from "zod";
import { list, preflight, readCursor, reporterOf, route, writeCursor } from "@/lib/http";
import { DAY, iso } from "@/lib/kernel/time";
import { usageEvents, type LoggedEvent } from "@/lib/metering";
import { getUsageEvents } from "./contract";

const DEFAULT_RANGE = 30 * DAY;
const keyset = z.tuple([z.number(), z.number().int()]);

export const GET = route(getUsageEvents, async (call) => {
  const { organization, meter, limit, cursor } = call.query;
  const ctx = await call.forOrganization(organization);
  const after = readCursor(cursor, keyset);
  const to = call.query.to ?? ctx.clock.now() + DAY;
  const range = { from: call.query.from ?? to - DEFAULT_RANGE, to, meter };
  const page = await usageEvents(ctx, reporterOf(call.caller).environment, range, {
    limit,
    after: after ? { countedAt: after[0], seq: after[1] } : null,
  });
  return list(page.events.map(onWire), page.next ? writeCursor([page.next.countedAt, page.next.seq]) : null);
});

const onWire = ({ seq: _, costMicros, countedAt, occurredAt, recordedAt, ...event }: LoggedEvent) => ({
  ...event,
  countedAt: iso(countedAt),
  occurredAt: iso(occurredAt),
  recordedAt: iso(recordedAt),
  approxCost: costMicros === null ? null : (costMicros / 1_000_000).toFixed(6),
});

export const OPTIONS = preflight(getUsageEvents);
