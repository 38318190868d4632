import { ok, preflight, reporterOf, route } from "@/lib/http";
import { invalid, required } from "@/lib/kernel/errors";
import { knownMeter, knownMeters } from "@/lib/metering";
import { isGauge, nothingToAdd, peekQuota } from "@/lib/quota";
import { spendOnWire } from "../entitlements/on-wire";
import { isoOrNull } from "../fields";
import { postCheck } from "./contract";

export const POST = route(postCheck, async (call) => {
  const { meter, units, organization } = call.body;
  const ctx = await call.forOrganization(organization);
  const known = await knownMeter(ctx, meter);
  if (!known) {
    throw invalid([
      {
        pointer: "/meter",
        code: "unknown",
        message: `There is no meter ${meter}.`,
        fix: `Known meters: ${(await knownMeters(ctx)).join(", ") || "none yet"}.`,
      },
    ]);
  }
  if (units < 1 && !isGauge(known.aggregation)) {
    throw invalid([{ pointer: "/units", code: "too_small", message: nothingToAdd(meter).message }]);
  }
  const peek = await peekQuota(ctx, {
    organizationId: required(ctx.organization, "the organization"),
    environment: reporterOf(call.caller).environment,
    meter,
    units,
  });
  return ok({ meter, ...peek, resetsAt: isoOrNull(peek.resetsAt), spendLimit: spendOnWire(peek.spendLimit) });
});

export const OPTIONS = preflight(postCheck);
