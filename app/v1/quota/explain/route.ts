import { ok, preflight, reporterOf, route } from "@/lib/http";
import { notFound, required } from "@/lib/kernel/errors";
import { knownMeter } from "@/lib/metering";
import { explainQuota } from "@/lib/quota";
import { getQuotaExplain } from "./contract";
import { explanationOnWire } from "./on-wire";

export const GET = route(getQuotaExplain, async (call) => {
  const { meter, organization } = call.query;
  const ctx = await call.forOrganization(organization);
  if (!(await knownMeter(ctx, meter))) throw notFound("meter");
  const id = required(ctx.organization, "the organization");
  return ok(explanationOnWire(id, await explainQuota(ctx, id, reporterOf(call.caller).environment, meter)));
});

export const OPTIONS = preflight(getQuotaExplain);
