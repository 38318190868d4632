import { ok, reporterOf, route } from "@/lib/http";
import { notFound, required } from "@/lib/kernel/errors";
import { knownMeter } from "@/lib/metering";
import { explainQuota } from "@/lib/quota";
import { isoOrNull } from "../../fields";
import { getQuotaExplain } from "./contract";

export const GET = route(getQuotaExplain, async (call) => {
  const { meter, organization } = call.query;
  const ctx = await call.forOrganization(organization);
  if (!(await knownMeter(ctx, meter))) throw notFound("meter");
  const e = await explainQuota(
    ctx,
    required(ctx.organization, "the organization"),
    reporterOf(call.caller).environment,
    meter,
  );
  return ok({
    ...e,
    limits: e.limits.map(({ override, ...limit }) => ({
      ...limit,
      override: override
        ? {
            id: override.id,
            reason: override.reason,
            author: override.author,
            expiresAt: isoOrNull(override.expiresAt),
          }
        : null,
    })),
    fence: { epoch: e.fence.epoch, validUntil: isoOrNull(e.fence.validUntil) },
    logFrom: isoOrNull(e.logFrom),
    windows: e.windows.map((w) => ({ ...w, startsAt: isoOrNull(w.startsAt), endsAt: isoOrNull(w.endsAt) })),
  });
});
