import { json, reporterOf, route } from "@/lib/http";
import { DAY, iso } from "@/lib/kernel/time";
import { recordUsage, usageByDay, usageByGroup } from "@/lib/metering";
import { usageLogFrom } from "@/lib/quota";
import { getUsage, postUsage } from "./contract";
import { answer, keyOf, reportedUsage } from "./report";

export const POST = route(postUsage, async (call) => {
  const { organization, ...event } = call.body;
  const key = keyOf(event, call.request.headers.get("idempotency-key"));
  const ctx = await call.forOrganization(organization);
  return answer(ctx, await recordUsage(ctx, reporterOf(call.caller), reportedUsage(event, key)));
});

const DEFAULT_RANGE = 30 * DAY;
const amount = (micros: number): string => (micros / 1_000_000).toFixed(6);

export const GET = route(getUsage, async (call) => {
  const { organization, groupBy, meter } = call.query;
  const ctx = await call.forOrganization(organization);
  const to = call.query.to ?? ctx.clock.now() + 1;
  const range = { from: call.query.from ?? to - DEFAULT_RANGE, to, meter };
  const { environment } = reporterOf(call.caller);
  const data =
    groupBy === "day"
      ? (await usageByDay(ctx, environment, range)).map((b) => ({ meter: b.meter, day: iso(b.day), units: b.units }))
      : (await usageByGroup(ctx, environment, range, groupBy)).map((b) => ({
          meter: b.meter,
          group: b.group,
          units: b.units,
          events: b.events,
          approxCost: amount(b.costMicros),
        }));
  const logFrom = await usageLogFrom(ctx);
  return json(
    {
      data,
      meta: { from: iso(range.from), to: iso(range.to), groupBy, logFrom: logFrom === null ? null : iso(logFrom) },
    },
    200,
  );
});
