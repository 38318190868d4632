import { json, preflight, reporterOf, route } from "@/lib/http";
import { DAY, iso } from "@/lib/kernel/time";
import { recordUsage, usageByDay, usageByGroup } from "@/lib/metering";
import { usageLogFrom } from "@/lib/quota";
import { isCloudEvent, pointingIntoEvent, usageOf } from "./cloud-events";
import { getUsage, postUsage } from "./contract";
import { answer, keyOf, reportedUsage } from "./report";

export const POST = route(postUsage, async (call) => {
  const { body, caller } = call;
  const cloud = isCloudEvent(body);
  const { organization, ...event } = cloud ? usageOf(body, caller, call.request.headers) : body;
  const key = keyOf(event, call.request.headers.get("idempotency-key"));
  const ctx = await call.forOrganization(organization);
  const recorded = await recordUsage(ctx, reporterOf(caller), reportedUsage(event, key));
  return answer(ctx, cloud ? pointingIntoEvent(recorded) : recorded);
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

export const OPTIONS = preflight(postUsage, getUsage);
