import { ok, preflight, reporterOf, route } from "@/lib/http";
import { DAY, iso, utcDay } from "@/lib/kernel/time";
import { usageByGroup } from "@/lib/metering";
import { getMyUsage } from "../contract";

const DAYS = { today: 1, "7d": 7, "30d": 30 } as const;

export const GET = route(getMyUsage, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  const today = utcDay(ctx.clock.now());
  const range = { from: today.end - DAYS[call.query.range] * DAY, to: today.end };
  const totals = await usageByGroup(ctx, reporterOf(call.caller).environment, range, null);
  return ok({
    range: call.query.range,
    from: iso(range.from),
    to: iso(range.to),
    meters: totals.map(({ meter, units, events }) => ({ meter, units, events })),
  });
});

export const OPTIONS = preflight(getMyUsage);
