import { ok, preflight, reporterOf, route } from "@/lib/http";
import { readHold } from "@/lib/metering";
import { getHold } from "../contract";
import { holdOnWire } from "../on-wire";

export const GET = route(getHold, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  const { environment } = reporterOf(call.caller);
  return ok(holdOnWire(ctx, environment, await readHold(ctx, environment, call.params.id)));
});

export const OPTIONS = preflight(getHold);
